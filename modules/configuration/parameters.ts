import { SsmParameter, type SsmParameterConfig } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Construct } from "constructs";
import { type InnerIds, innerIds } from "../inner-ids";
import { type Override, overridden } from "../override";
import { waive } from "../waiver";

export interface ParametersProps extends InnerIds {
  /** The beginning of their names: `/mcp/production/config`. */
  readonly path: string;
  readonly maxConnections: number;
  /** Ids or ARNs of models of Amazon Bedrock; together at most 4096 characters. Without any there is no such parameter. */
  readonly bedrockModels: readonly string[];
  readonly overrides?: {
    readonly maxConnections?: Override<SsmParameterConfig>;
    readonly bedrockModels?: Override<SsmParameterConfig>;
  };
}

/** Settings for people and pipelines to read while the platform runs, in Parameter Store. Free of charge. Guide: lines 534–547. */
export class Parameters extends Construct {
  private readonly inner: (name: string) => string;

  constructor(scope: Construct, id: string, props: ParametersProps) {
    super(scope, id);
    const { path, maxConnections, bedrockModels, overrides } = props;
    this.inner = innerIds(id, props);
    const connections: SsmParameterConfig = {
      name: `${path}/max-connections`,
      description: "Connections that a service takes at a time",
      type: "String",
      value: `${maxConnections}`,
    };
    this.createParameter("max_connections", overridden(connections, overrides?.maxConnections));
    if (bedrockModels.length === 0) return;
    const models: SsmParameterConfig = {
      name: `${path}/bedrock-models`,
      description: "Models of Amazon Bedrock that the services may invoke",
      type: "StringList",
      value: bedrockModels.join(","),
    };
    this.createParameter("bedrock_models", overridden(models, overrides?.bedrockModels));
  }

  private createParameter(id: string, config: SsmParameterConfig): void {
    const parameter = new SsmParameter(this, this.inner(id), config);
    waive(parameter, "CKV2_AWS_34", "No secret: the guide's types are String and StringList");
  }
}
