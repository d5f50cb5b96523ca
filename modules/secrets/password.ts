import { SsmParameter, type SsmParameterConfig } from "@cdktf/provider-aws/lib/ssm-parameter";
import { type PasswordConfig, Password as RandomPassword } from "@cdktf/provider-random/lib/password";
import { Construct } from "constructs";
import { type Override, overridden } from "../override";
import { part } from "../part";
import { useRandomProvider } from "../providers";
import type { HasArn } from "../reference";
import { EphemeralResource } from "./ephemeral-resource";

export interface PasswordProps {
  /** Number of characters. */
  readonly length: number;
  /** The special characters that it may have, besides letters and digits; it has at least one. @default none */
  readonly specialCharacters?: string;
  /** Another number makes another password. */
  readonly version: number;
  /** Where it is kept if not in Terraform's state. @default in the state */
  readonly outsideState?: {
    /** Name of an SSM parameter (SecureString, standard: free of charge), beginning with `/`. */
    readonly parameterName: string;
    readonly key: HasArn;
  };
  readonly overrides?: {
    /** In the state. */
    readonly password?: Override<PasswordConfig>;
    /** Outside of it. */
    readonly parameter?: Override<SsmParameterConfig>;
  };
}

/**
 * A password that Terraform makes. It is in the state, as `random_password.<id>`, or in no state, plan or output at all.
 *
 * In the second case it is made while Terraform runs, put into an SSM parameter, and read from there by everything that
 * takes it: a run that fails between the database and its secrets goes on with the same password the next time.
 */
export class Password extends Construct {
  /** An expression. Outside the state, only write-only arguments and provisioners may have it. */
  readonly value: string;
  readonly isInState: boolean;
  /** For the version of write-only arguments. */
  readonly version: number;

  constructor(scope: Construct, id: string, props: PasswordProps) {
    super(scope, id);
    useRandomProvider(this);
    this.version = props.version;
    const { outsideState } = props;
    this.isInState = outsideState === undefined;
    this.value = outsideState ? this.outsideState(id, props, outsideState) : this.inState(id, props);
  }

  private inState(id: string, { length, specialCharacters, version, overrides }: PasswordProps): string {
    const config: PasswordConfig = {
      length,
      ...(specialCharacters === undefined
        ? { special: false }
        : { overrideSpecial: specialCharacters, minSpecial: 1 }),
      keepers: { version: `${version}` },
    };
    return new RandomPassword(this, id, overridden(config, overrides?.password)).result;
  }

  private outsideState(
    id: string,
    { length, specialCharacters, version, overrides }: PasswordProps,
    { parameterName, key }: NonNullable<PasswordProps["outsideState"]>,
  ): string {
    const made = new EphemeralResource(part(this, "made"), id, "random_password", {
      length,
      ...(specialCharacters === undefined
        ? { special: false }
        : { override_special: specialCharacters, min_special: 1 }),
    });
    const config: SsmParameterConfig = {
      name: parameterName,
      description: "What Terraform made. Not rotated with the secrets that are made from it",
      type: "SecureString",
      keyId: key.arn,
      valueWo: made.attribute("result"),
      valueWoVersion: version,
    };
    const parameter = new SsmParameter(part(this, "kept"), id, overridden(config, overrides?.parameter));
    const read = new EphemeralResource(part(this, "read"), id, "aws_ssm_parameter", { arn: parameter.arn });
    return read.attribute("value");
  }
}
