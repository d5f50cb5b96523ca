import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { waive } from "../waiver";

export interface ParametersProps {
  /** The beginning of their names: `/mcp/production/config`. */
  readonly path: string;
  readonly maxConnections: number;
  /** Ids or ARNs of models of Amazon Bedrock; together at most 4096 characters. Without any there is no such parameter. */
  readonly bedrockModels: readonly string[];
}

/** Settings for people and pipelines to read while the platform runs, in Parameter Store. Free of charge. Guide: lines 534–550. */
export class Parameters extends Construct {
  constructor(scope: Construct, id: string, { path, maxConnections, bedrockModels }: ParametersProps) {
    super(scope, id);
    const parameters = [
      new SsmParameter(this, "max_connections", {
        name: `${path}/max-connections`,
        description: "Connections that a service takes at a time",
        type: "String",
        value: `${maxConnections}`,
      }),
      ...(bedrockModels.length > 0 ? [this.createModels(`${path}/bedrock-models`, bedrockModels)] : []),
    ];
    for (const parameter of parameters)
      waive(parameter, "CKV2_AWS_34", "No secret: the guide's types are String and StringList");
  }

  private createModels(name: string, models: readonly string[]): SsmParameter {
    return new SsmParameter(this, "bedrock_models", {
      name,
      description: "Models of Amazon Bedrock that the services may invoke",
      type: "StringList",
      value: models.join(","),
    });
  }
}
