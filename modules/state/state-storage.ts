import { DynamodbTable, type DynamodbTableConfig } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { EncryptionKey, type EncryptionKeyProps } from "../encryption/encryption-key";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { PrivateBucket, type PrivateBucketProps } from "../storage/private-bucket";

export interface StateStorageProps extends InnerIds {
  /** The bucket's name, global: 3 to 63 lower-case letters, digits and hyphens. */
  readonly bucket: string;
  /** The key's alias, beginning with `alias/`. */
  readonly keyAlias: string;
  /** Days an old version of a state is kept, 1 and more. */
  readonly oldVersionsExpireDays: number;
  /** The lock table for Terraform before 1.10. @default none: a lock file beside the state */
  readonly lockTable?: string;
  readonly overrides?: {
    readonly lockTable?: Override<DynamodbTableConfig>;
    readonly key?: EncryptionKeyProps["overrides"];
    readonly bucket?: PrivateBucketProps["overrides"];
  };
}

/**
 * Where Terraform keeps its state: a bucket encrypted with a key of its own and, for old Terraform, a lock table. All are
 * protected from destruction, since without them no state can be read. The key costs 1 USD a month.
 */
export class StateStorage extends Construct {
  readonly bucket: PrivateBucket;
  readonly key: EncryptionKey;

  constructor(scope: Construct, id: string, props: StateStorageProps) {
    super(scope, id);
    const inner = innerIds(id, props);
    const { overrides } = props;
    this.key = new EncryptionKey(part(this, "key"), inner("terraform_state"), {
      alias: props.keyAlias,
      description: "Encrypts Terraform's state",
      preventDestroy: true,
      overrides: overrides?.key,
    });
    this.bucket = new PrivateBucket(part(this, "bucket"), inner("terraform_state"), {
      name: props.bucket,
      key: this.key,
      lifecycle: { ruleId: "expire-old-states", oldVersionsExpireDays: props.oldVersionsExpireDays },
      preventDestroy: true,
      overrides: overrides?.bucket,
    });
    if (props.lockTable)
      this.createLockTable(inner("terraform_locks"), props.lockTable, overrides?.lockTable);
  }

  private createLockTable(id: string, name: string, override?: Override<DynamodbTableConfig>): void {
    const config: DynamodbTableConfig = {
      name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: "LockID",
      attribute: [{ name: "LockID", type: "S" }],
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: { enabled: true, kmsKeyArn: this.key.arn },
      deletionProtectionEnabled: true,
      lifecycle: { preventDestroy: true },
    };
    new DynamodbTable(part(this, "lock_table"), id, overridden(config, override));
  }
}
