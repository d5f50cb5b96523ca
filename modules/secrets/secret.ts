import {
  SecretsmanagerSecret,
  type SecretsmanagerSecretConfig,
} from "@cdktf/provider-aws/lib/secretsmanager-secret";
import {
  SecretsmanagerSecretVersion,
  type SecretsmanagerSecretVersionConfig,
} from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { Fn, Token } from "cdktf";
import { Construct } from "constructs";
import { grantDecrypt } from "../encryption/grant-decrypt";
import type { Grantee } from "../iam/grantee";
import { type Override, overridden } from "../override";
import { part } from "../part";
import type { HasArn } from "../reference";
import { waive } from "../waiver";
import type { Password } from "./password";

/** Hexadecimal digits of a hash that fit the provider's number with room to spare. */
const VERSION_DIGITS = 12;

export interface SecretProps {
  /** The name, `mcp/production/db-url`: at most 512 letters, digits and `/_+=.@-`. */
  readonly name: string;
  readonly description: string;
  readonly key: HasArn;
  /** Days in which a deleted secret can be had back: 7–30, or 0 for none, which frees its name at once. */
  readonly recoveryWindowDays: number;
  readonly overrides?: {
    readonly secret?: Override<SecretsmanagerSecretConfig>;
    readonly version?: Override<SecretsmanagerSecretVersionConfig>;
  };
}

/** What is in a secret: text made of a password and of what is no secret. */
export interface SecretValue {
  /** @default none is in it */
  readonly password?: Password;
  /** Everything else that the text is made of: if one of these changes, the secret is written again. */
  readonly inputs: readonly string[];
  readonly text: string;
}

/** A secret in AWS Secrets Manager, empty until `write`. Its resources bear its id. 0.40 USD a month. */
export class Secret extends Construct {
  readonly secret: SecretsmanagerSecret;
  /** What is in it; absent as long as nothing was written, and where people fill it in. */
  version?: SecretsmanagerSecretVersion;

  constructor(
    scope: Construct,
    private readonly id: string,
    private readonly props: SecretProps,
  ) {
    super(scope, id);
    const { name, description, key, recoveryWindowDays: recoveryWindowInDays, overrides } = props;
    const config: SecretsmanagerSecretConfig = { name, description, kmsKeyId: key.arn, recoveryWindowInDays };
    this.secret = new SecretsmanagerSecret(part(this, "secret"), id, overridden(config, overrides?.secret));
    waive(
      this.secret,
      "CKV2_AWS_57",
      "What is in it changes with what it opens, by a version in the settings, or by people",
    );
  }

  get arn(): string {
    return this.secret.arn;
  }

  get name(): string {
    return this.secret.name;
  }

  /** Puts a value into it, once. */
  write({ password, inputs, text }: SecretValue): void {
    const config: SecretsmanagerSecretVersionConfig = {
      secretId: this.secret.id,
      ...(password === undefined || password.isInState
        ? { secretString: text }
        : writeOnly(text, [`${password.version}`, ...inputs])),
    };
    const { overrides } = this.props;
    this.version = new SecretsmanagerSecretVersion(
      part(this, "version"),
      this.id,
      overridden(config, overrides?.version),
    );
  }

  /**
   * What readers of the value depend on.
   *
   * @throws Error as long as nothing is in it
   */
  get written(): SecretsmanagerSecretVersion {
    if (this.version) return this.version;
    throw new Error(`${this.node.path}: nothing has been written into the secret that is to be read`);
  }

  /** Lets somebody read the secret. */
  grantRead(grantee: Grantee): void {
    grantee.allow({ actions: ["secretsmanager:GetSecretValue"], resources: [this.secret.arn] });
    grantDecrypt(grantee, this.props.key);
  }
}

/** Terraform cannot see what it wrote: it writes again when the version changes, which is a hash of the inputs. */
function writeOnly(text: string, inputs: string[]) {
  const hash = Fn.sha256(Fn.join("|", inputs));
  return {
    secretStringWo: text,
    secretStringWoVersion: Token.asNumber(Fn.parseint(Fn.substr(hash, 0, VERSION_DIGITS), 16)),
  };
}
