import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { DataAwsPartition } from "@cdktf/provider-aws/lib/data-aws-partition";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { part } from "./part";

/** The account that Terraform works in, for ARNs that no resource offers. */
export interface AwsAccount {
  /** 12 digits. */
  readonly accountId: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
}

/** Asks AWS once for each stack, however many modules want to know. */
export function awsAccount(scope: Construct): AwsAccount {
  const stack = TerraformStack.of(scope);
  const [account, partition] = [part(stack, "account"), part(stack, "partition")];
  const identity = account.node.tryFindChild("current") as DataAwsCallerIdentity | undefined;
  const name = partition.node.tryFindChild("current") as DataAwsPartition | undefined;
  return {
    accountId: (identity ?? new DataAwsCallerIdentity(account, "current")).accountId,
    partition: (name ?? new DataAwsPartition(partition, "current")).partition,
  };
}
