import { DynamodbTable, type DynamodbTableConfig } from "@cdktf/provider-aws/lib/dynamodb-table";
import type { KmsKey, KmsKeyConfig } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { EncryptionKey } from "../encryption/encryption-key";
import { part } from "../part";
import { PrivateBucket, type PrivateBucketProps } from "../storage/private-bucket";

export interface StateStorageProps {
  /** The bucket's name, global: 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucket: string;
  /** The key's alias, beginning with `alias/`. */
  readonly keyAlias: string;
  /** Days an old version of a state is kept, 1 and more. */
  readonly oldVersionsExpireDays: number;
  /** The lock table for Terraform before 1.10. @default none: a lock file beside the state */
  readonly lockTable?: string;
  readonly overrides?: {
    readonly key?: Partial<KmsKeyConfig>;
    readonly lockTable?: Partial<DynamodbTableConfig>;
  } & PrivateBucketProps["overrides"];
}

/**
 * Where Terraform keeps its state: a bucket encrypted with a key of its own and, for old Terraform, a lock table. All are
 * protected from destruction, since without them no state can be read. The key costs 1 USD a month.
 */
export class StateStorage extends Construct {
  readonly bucket: PrivateBucket;
  readonly key: KmsKey;

  constructor(scope: Construct, id: string, props: StateStorageProps) {
    super(scope, id);
    this.key = new EncryptionKey(this, "terraform_state", {
      alias: props.keyAlias,
      description: "Encrypts Terraform's state",
      preventDestroy: true,
      overrides: props.overrides,
    }).key;
    this.bucket = new PrivateBucket(part(this, "bucket"), "terraform_state", {
      bucket: props.bucket,
      kmsKeyArn: this.key.arn,
      lifecycle: { ruleId: "expire-old-states", oldVersionsExpireDays: props.oldVersionsExpireDays },
      preventDestroy: true,
      overrides: props.overrides,
    });
    if (props.lockTable) this.createLockTable(props.lockTable, props);
  }

  private createLockTable(name: string, { overrides }: StateStorageProps): void {
    new DynamodbTable(this, "terraform_locks", {
      name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: this.key.arn },
      deletionProtectionEnabled: true,
      lifecycle: { preventDestroy: true },
      ...overrides?.lockTable,
    });
  }
}
