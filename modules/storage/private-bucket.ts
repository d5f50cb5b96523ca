import { DataAwsIamPolicyDocument } from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { S3Bucket, type S3BucketConfig } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationConfig,
  type S3BucketLifecycleConfigurationRuleTransition,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { denyInsecureTransport } from "../iam/deny-insecure-transport";
import type { Grantee } from "../iam/grantee";
import { part } from "../part";

/** Days after which the parts of an upload that never ended are deleted: they cost, and nobody sees them. */
const ABORT_UPLOADS_AFTER_DAYS = 7;

export interface PrivateBucketProps {
  /** The bucket's name, global: 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucket: string;
  /** Tags of the bucket. @default none but the provider's */
  readonly tags?: Record<string, string>;
  /** ARN of the KMS key that encrypts objects. @default S3's own key (AES256) */
  readonly kmsKeyArn?: string;
  /** The one lifecycle rule. */
  readonly lifecycle: {
    /** The rule's id, at most 255 characters. */
    readonly ruleId: string;
    /** When objects move to a cheaper class. @default never */
    readonly transitions?: S3BucketLifecycleConfigurationRuleTransition[];
    /** Days an overwritten or deleted object is kept, 1 and more. */
    readonly oldVersionsExpireDays: number;
  };
  /** Makes Terraform refuse to destroy the bucket. @default false */
  readonly preventDestroy?: boolean;
  readonly overrides?: {
    readonly bucket?: Partial<S3BucketConfig>;
    readonly lifecycle?: Partial<S3BucketLifecycleConfigurationConfig>;
  };
}

/**
 * A bucket that is safe to put things in: versioned, encrypted, closed to the public, reached by TLS only. Every resource
 * bears the construct's id. Guide: lines 263–311.
 */
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: PrivateBucketProps,
  ) {
    super(scope, id);
    this.bucket = this.createBucket(props);
    const versioning = this.enableVersioning();
    this.encrypt(props);
    this.createLifecycle(props, versioning);
    this.requireTls(this.blockPublicAccess());
  }

  /** Lets somebody list, read, write and delete objects. Old versions stay, and stay out of reach. */
  grantReadWrite(grantee: Grantee): void {
    const { kmsKeyArn } = this.props;
    grantee.allow({ actions: ["s3:ListBucket"], resources: [this.bucket.arn] });
    grantee.allow({
      actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
      resources: [`${this.bucket.arn}/*`],
    });
    if (kmsKeyArn) grantee.allow({ actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [kmsKeyArn] });
  }

  private createBucket({ bucket, tags, preventDestroy, overrides }: PrivateBucketProps): S3Bucket {
    const lifecycle = preventDestroy ? { preventDestroy } : undefined;
    return new S3Bucket(this, this.id, { bucket, tags, lifecycle, ...overrides?.bucket });
  }

  private enableVersioning(): S3BucketVersioningA {
    return new S3BucketVersioningA(part(this, "versioning"), this.id, {
      bucket: this.bucket.id,
      versioningConfiguration: { status: "Enabled" },
    });
  }

  private encrypt({ kmsKeyArn }: PrivateBucketProps): void {
    const algorithm = kmsKeyArn
      ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: kmsKeyArn }
      : { sseAlgorithm: "AES256" };
    new S3BucketServerSideEncryptionConfigurationA(part(this, "encryption"), this.id, {
      bucket: this.bucket.id,
      // A bucket key saves one KMS request an object; it has no meaning for AES256.
      rule: [
        { applyServerSideEncryptionByDefault: algorithm, bucketKeyEnabled: kmsKeyArn ? true : undefined },
      ],
    });
  }

  private createLifecycle(
    { lifecycle, overrides }: PrivateBucketProps,
    versioning: S3BucketVersioningA,
  ): void {
    new S3BucketLifecycleConfiguration(part(this, "lifecycle"), this.id, {
      bucket: this.bucket.id,
      rule: [
        {
          id: lifecycle.ruleId,
          status: "Enabled",
          filter: [{}],
          transition: lifecycle.transitions,
          noncurrentVersionExpiration: [{ noncurrentDays: lifecycle.oldVersionsExpireDays }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: ABORT_UPLOADS_AFTER_DAYS }],
        },
      ],
      // S3 knows no old versions before versioning is on.
      dependsOn: [versioning],
      ...overrides?.lifecycle,
    });
  }

  private blockPublicAccess(): S3BucketPublicAccessBlock {
    return new S3BucketPublicAccessBlock(part(this, "public_access_block"), this.id, {
      bucket: this.bucket.id,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
  }

  private requireTls(publicAccessBlock: S3BucketPublicAccessBlock): void {
    const document = new DataAwsIamPolicyDocument(part(this, "policy_document"), `${this.id}_tls_only`, {
      statement: [denyInsecureTransport("s3", [this.bucket.arn, `${this.bucket.arn}/*`])],
    });
    new S3BucketPolicy(part(this, "policy"), this.id, {
      bucket: this.bucket.id,
      policy: document.json,
      // S3 answers a policy and a public access block that are put at once with a conflict.
      dependsOn: [publicAccessBlock],
    });
  }
}
