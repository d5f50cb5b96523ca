import {
  EcrLifecyclePolicy,
  type EcrLifecyclePolicyConfig,
} from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository, type EcrRepositoryConfig } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import type { Grantee } from "../iam/grantee";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";
import { grantPull } from "./grant-pull";

/** Days until what a push that broke off has left behind is deleted; ECR keeps what an image of several architectures refers to. */
const UNTAGGED_DAYS = 14;

export interface ImageRepositoryProps {
  /** `mcp/server`: 2 to 256 lower-case letters, digits and `._/-`. */
  readonly name: string;
  /** Encrypts the images. */
  readonly key: HasArn;
  readonly overrides?: {
    readonly repository?: Override<EcrRepositoryConfig>;
    readonly lifecyclePolicy?: Override<EcrLifecyclePolicyConfig>;
  };
}

/**
 * A repository of images in ECR. They are scanned when they are pushed; a tag means one image for ever, and images that have
 * one are kept: what is deployed is never deleted. 0.10 USD a gigabyte and month. Guide: lines 351–365.
 */
export class ImageRepository extends Construct {
  readonly repository: EcrRepository;

  constructor(scope: Construct, id: string, { name, key, overrides }: ImageRepositoryProps) {
    super(scope, id);
    const repository: EcrRepositoryConfig = {
      name,
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "KMS", kmsKey: key.arn }],
    };
    this.repository = new EcrRepository(
      part(this, "repository"),
      id,
      overridden(repository, overrides?.repository),
    );
    const lifecyclePolicy: EcrLifecyclePolicyConfig = {
      repository: this.repository.name,
      policy: JSON.stringify({
        rules: [
          {
            rulePriority: 1,
            description: "Images without a tag",
            selection: {
              tagStatus: "untagged",
              countType: "sinceImagePushed",
              countUnit: "days",
              countNumber: UNTAGGED_DAYS,
            },
            action: { type: "expire" },
          },
        ],
      }),
    };
    new EcrLifecyclePolicy(
      part(this, "lifecycle_policy"),
      id,
      overridden(lifecyclePolicy, overrides?.lifecyclePolicy),
    );
  }

  get arn(): string {
    return this.repository.arn;
  }

  get name(): string {
    return this.repository.name;
  }

  /** What a tag is put behind: `<url>:1.2.0`. */
  get url(): string {
    return this.repository.repositoryUrl;
  }

  /** Lets somebody pull its images. */
  grantPull(grantee: Grantee): void {
    grantPull(grantee, this.repository.arn);
  }
}
