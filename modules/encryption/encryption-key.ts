import {
  DataAwsIamPolicyDocument,
  type DataAwsIamPolicyDocumentStatement,
} from "@cdktf/provider-aws/lib/data-aws-iam-policy-document";
import { KmsAlias, type KmsAliasConfig } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey, type KmsKeyConfig } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Grantee } from "../iam/grantee";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { grantDecrypt } from "./grant-decrypt";

export interface EncryptionKeyProps {
  /** The alias, beginning with `alias/`; at most 256 characters. */
  readonly alias: string;
  /** What it encrypts. */
  readonly description: string;
  /** Makes Terraform refuse to destroy the key, and with it all that it encrypts. @default false */
  readonly preventDestroy?: boolean;
  /** Statements for AWS services that use the key themselves, not on behalf of a user or role. @default none */
  readonly serviceStatements?: readonly DataAwsIamPolicyDocumentStatement[];
  readonly overrides?: {
    readonly key?: Override<KmsKeyConfig>;
    readonly alias?: Override<KmsAliasConfig>;
  };
}

/** A customer managed KMS key, rotated every year, with an alias. Key and alias bear the construct's id. 1 USD a month. */
export class EncryptionKey extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;
  /** One expression for every grant, so that two grants of one key are seen to be the same. */
  readonly arn: string;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    const { overrides } = props;
    const key: KmsKeyConfig = {
      description: props.description,
      enableKeyRotation: true,
      policy: this.createPolicy(id, props).json,
      lifecycle: props.preventDestroy ? { preventDestroy: true } : undefined,
    };
    this.key = new KmsKey(part(this, "key"), id, overridden(key, overrides?.key));
    this.arn = this.key.arn;
    const alias: KmsAliasConfig = { name: props.alias, targetKeyId: this.key.keyId };
    this.alias = new KmsAlias(part(this, "alias"), id, overridden(alias, overrides?.alias));
  }

  /** Lets somebody read what the key encrypts. */
  grantDecrypt(grantee: Grantee): void {
    grantDecrypt(grantee, this);
  }

  /** Leaves it to IAM who may use the key: AWS's own default, written down. */
  private createPolicy(id: string, { serviceStatements = [] }: EncryptionKeyProps): DataAwsIamPolicyDocument {
    const { accountId, partition } = awsAccount(this);
    return new DataAwsIamPolicyDocument(part(this, "policy"), `${id}_key`, {
      statement: [
        {
          sid: "EnableIamPolicies",
          principals: [{ type: "AWS", identifiers: [`arn:${partition}:iam::${accountId}:root`] }],
          actions: ["kms:*"],
          resources: ["*"],
        },
        ...serviceStatements,
      ],
    });
  }
}
