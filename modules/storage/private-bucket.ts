import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket, type S3BucketConfig } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationConfig,
  type S3BucketLifecycleConfigurationRuleTransition,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy, type S3BucketPolicyConfig } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import {
  S3BucketPublicAccessBlock,
  type S3BucketPublicAccessBlockConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import {
  S3BucketServerSideEncryptionConfigurationA,
  type S3BucketServerSideEncryptionConfigurationAConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import {
  S3BucketVersioningA,
  type S3BucketVersioningAConfig,
} from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { denyInsecureTransport } from "../iam/deny-insecure-transport";
import type { Grantee } from "../iam/grantee";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";
import { waive } from "../waiver";

/** Days after which the parts of an upload that never ended are deleted: they cost, and nobody sees them. */
const ABORT_UPLOADS_AFTER_DAYS = 7;

export interface PrivateBucketProps {
  /** The bucket's name, global: 3 to 63 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** Tags of the bucket. @default none but the provider's */
  readonly tags?: Record<string, string>;
  /** Encrypts objects. @default S3's own key (AES256) */
  readonly key?: HasArn;
  /** The one lifecycle rule. */
  readonly lifecycle: {
    /** The rule's id, at most 255 characters. */
    readonly ruleId: string;
    /** When objects of 128 KiB and more move to a cheaper class. @default never */
    readonly transitions?: S3BucketLifecycleConfigurationRuleTransition[];
    /** Days until an object is deleted, 1 and more. @default never */
    readonly expireDays?: number;
    /** Days an overwritten or deleted object is kept, 1 and more. */
    readonly oldVersionsExpireDays: number;
  };
  /** What its policy says besides, given its ARN: which services may write into it. @default nothing */
  readonly policyStatements?: (bucketArn: string) => DataAwsIamPolicyDocumentStatement[];
  /** Makes Terraform refuse to destroy the bucket. @default false */
  readonly preventDestroy?: boolean;
  readonly overrides?: {
    readonly bucket?: Override<S3BucketConfig>;
    readonly versioning?: Override<S3BucketVersioningAConfig>;
    readonly encryption?: Override<S3BucketServerSideEncryptionConfigurationAConfig>;
    readonly lifecycle?: Override<S3BucketLifecycleConfigurationConfig>;
    readonly publicAccessBlock?: Override<S3BucketPublicAccessBlockConfig>;
    readonly policy?: Override<S3BucketPolicyConfig>;
  };
}

/**
 * A bucket that is safe to put things in: versioned, encrypted, closed to the public, reached by TLS only. Every resource
 * bears the construct's id. Guide: lines 263–311.
 */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  /** Its policy: a service that it lets write has to wait for it. */
  readonly policy: S3BucketPolicy;
  /** One expression for every grant, so that two grants of one key are seen to be the same. */
  private readonly keyArn?: string;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: PrivateBucketProps,
  ) {
    super(scope, id);
    this.keyArn = props.key?.arn;
    this.bucket = this.createBucket(props);
    const versioning = this.enableVersioning();
    this.encrypt();
    this.createLifecycle(props, versioning);
    this.policy = this.createPolicy(this.blockPublicAccess());
  }

  get arn(): string {
    return this.bucket.arn;
  }

  get name(): string {
    return this.bucket.bucket;
  }

  /** Lets somebody list and read objects. */
  grantRead(grantee: Grantee): void {
    const { keyArn } = this;
    grantee.allow({ actions: ["s3:ListBucket"], resources: [this.arn] });
    grantee.allow({ actions: ["s3:GetObject"], resources: [`${this.arn}/*`] });
    if (keyArn) grantee.allow({ actions: ["kms:Decrypt"], resources: [keyArn] });
  }

  /** Lets somebody list, read, write and delete objects. Old versions stay, and stay out of reach. */
  grantReadWrite(grantee: Grantee): void {
    const { keyArn } = this;
    grantee.allow({ actions: ["s3:ListBucket"], resources: [this.arn] });
    grantee.allow({
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      resources: [`${this.arn}/*`],
    });
    if (keyArn) grantee.allow({ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [keyArn] });
  }

  private createBucket({ name, tags, preventDestroy, overrides }: PrivateBucketProps): S3Bucket {
    const lifecycle = preventDestroy ? { preventDestroy } : undefined;
    const config: S3BucketConfig = { bucket: name, tags, lifecycle };
    const created = new S3Bucket(this, this.id, overridden(config, overrides?.bucket));
    waive(
      created,
      "CKV_AWS_18",
      "Only roles and services that policies name reach it; CloudTrail's data events say who read what, if that is wanted",
    );
    waive(
      created,
      "CKV_AWS_144",
      "Another region's copy is the disaster recovery's to make, of what has to outlive this one",
    );
    waive(created, "CKV2_AWS_62", "No rule listens, and EventBridge counts each event of an object");
    if (!this.keyArn)
      waive(
        created,
        "CKV_AWS_145",
        "S3's own key (AES256), as the guide has it and as load balancers' logs need it",
      );
    return created;
  }

  private enableVersioning(): S3BucketVersioningA {
    const config: S3BucketVersioningAConfig = {
      bucket: this.bucket.id,
      versioningConfiguration: { status: "Enabled" },
    };
    const { overrides } = this.props;
    return new S3BucketVersioningA(
      part(this, "versioning"),
      this.id,
      overridden(config, overrides?.versioning),
    );
  }

  private encrypt(): void {
    const { keyArn } = this;
    const algorithm = keyArn
      ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn }
      : { sseAlgorithm: "AES256" };
    const config: S3BucketServerSideEncryptionConfigurationAConfig = {
      bucket: this.bucket.id,
      // A bucket key saves one KMS request an object; it has no meaning for AES256.
      rule: [{ applyServerSideEncryptionByDefault: algorithm, bucketKeyEnabled: keyArn ? true : undefined }],
    };
    new S3BucketServerSideEncryptionConfigurationA(
      part(this, "encryption"),
      this.id,
      overridden(config, this.props.overrides?.encryption),
    );
  }

  private createLifecycle(
    { lifecycle, overrides }: PrivateBucketProps,
    versioning: S3BucketVersioningA,
  ): void {
    const config: S3BucketLifecycleConfigurationConfig = {
      bucket: this.bucket.id,
      // Smaller objects stay where they are: to move one costs more than a cheaper class saves.
      transitionDefaultMinimumObjectSize: "all_storage_classes_128K",
      rule: [
        {
          id: lifecycle.ruleId,
          status: "Enabled",
          filter: [{}],
          transition: lifecycle.transitions,
          // The marker that a deleted object leaves goes with its last version; with an age, S3 removes it of itself.
          expiration: [
            lifecycle.expireDays === undefined
              ? { expiredObjectDeleteMarker: true }
              : { days: lifecycle.expireDays },
          ],
          noncurrentVersionExpiration: [{ noncurrentDays: lifecycle.oldVersionsExpireDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS }],
        },
      ],
      // S3 knows no old versions before versioning is on.
      dependsOn: [versioning],
    };
    new S3BucketLifecycleConfiguration(
      part(this, "lifecycle"),
      this.id,
      overridden(config, overrides?.lifecycle),
    );
  }

  private blockPublicAccess(): S3BucketPublicAccessBlock {
    const config: S3BucketPublicAccessBlockConfig = {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    };
    return new S3BucketPublicAccessBlock(
      part(this, "public_access_block"),
      this.id,
      overridden(config, this.props.overrides?.publicAccessBlock),
    );
  }

  private createPolicy(publicAccessBlock: S3BucketPublicAccessBlock): S3BucketPolicy {
    const { arn } = this.bucket;
    const document = new DataAwsIamPolicyDocument(part(this, "policy_document"), `${this.id}_tls_only`, {
      statement: [
        denyInsecureTransport("s3", [arn, `${arn}/*`]),
        ...(this.props.policyStatements?.(arn) ?? []),
      ],
    });
    const config: S3BucketPolicyConfig = {
      bucket: this.bucket.id,
      policy: document.json,
      // S3 answers a policy and a public access block that are put at once with a conflict.
      dependsOn: [publicAccessBlock],
    };
    return new S3BucketPolicy(
      part(this, "policy"),
      this.id,
      overridden(config, this.props.overrides?.policy),
    );
  }
}
