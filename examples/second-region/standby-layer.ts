import { DataAwsAvailabilityZones } from "@cdktf/provider-aws/lib/data-aws-availability-zones";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import type { Environment } from "../../environments/schema/environment";
import type { DataLayer } from "../../stacks/data-layer";

/** What a standby region has to know when the environment's own is out of reach. Parameters of SSM are free of charge. */
export class StandbyLayer extends Construct {
  constructor(scope: Construct, id: string, { names }: Environment, data: DataLayer) {
    super(scope, id);
    new SsmParameter(this, "contexts_bucket", {
      name: `/${names.secretsPath}/standby/contexts-bucket`,
      description: "ARN of the bucket of contexts in the environment's own region",
      type: "String",
      value: data.bucket("contexts").arn,
    });
    // A data source is asked in the layer's region, too.
    const zones = new DataAwsAvailabilityZones(this, "available", { state: "available" });
    new SsmParameter(this, "zones", {
      name: `/${names.secretsPath}/standby/zones`,
      description: "The availability zones that a standby can use",
      type: "StringList",
      value: Fn.join(",", zones.names),
    });
  }
}
