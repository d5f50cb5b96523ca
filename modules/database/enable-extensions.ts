import { join } from "node:path";
import { Resource, type ResourceConfig } from "@cdktf/provider-null/lib/resource";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { overridden } from "../override";
import { part } from "../part";
import { useNullProvider } from "../providers";
import type { Password } from "../secrets/password";
import type { Secret } from "../secrets/secret";
import { runScript, shellScript } from "../shell-script";
import type { TaskProps, TaskRunner } from "../tasks/task-runner";
import type { Postgres } from "./postgres";

const ENABLE_EXTENSIONS = join(__dirname, "enable-extensions.sh");

const CONNECT_TIMEOUT_SECONDS = 10;

/** Pulling the image and a few statements take a minute; a new VPC's first task a few. */
const TASK_TIMEOUT_SECONDS = 600;

export interface EnableExtensionsProps {
  readonly database: Postgres;
  readonly databaseName: string;
  readonly username: string;
  /** PostgreSQL's own names, such as `vector` and `uuid-ossp`. */
  readonly extensions: readonly string[];
  /** Roles without login that migrations grant to, by PostgreSQL's own names. @default none */
  readonly roles?: readonly string[];
  /**
   * Where psql runs: where Terraform does, which has to reach the database (a VPN, a bastion); or in a task inside the VPC,
   * with the password from a secret's JSON.
   */
  readonly from:
    | { readonly operator: { readonly password: Password } }
    | {
        readonly task: {
          readonly runner: TaskRunner;
          readonly image: string;
          readonly secret: Secret;
          /** What lets the task reach the database: the rules of `Postgres.allowFrom`. */
          readonly securityGroupRules: readonly ITerraformDependable[];
        };
      };
  readonly overrides?: TaskProps["overrides"];
}

/**
 * Makes PostgreSQL's extensions and roles after the database, in `null_resource.<id>`, and brings extensions that are there to the
 * engine's newest version of them. It runs again when the instance, its engine or a list changes; mostly it then changes nothing.
 * Guide: lines 213–226.
 */
export class EnableExtensions extends Construct {
  readonly run: Resource;

  constructor(scope: Construct, id: string, props: EnableExtensionsProps) {
    super(scope, id);
    const { from } = props;
    this.run =
      "operator" in from ? this.runHere(id, props, from.operator) : this.runInTask(id, props, from.task);
  }

  private runHere(id: string, props: EnableExtensionsProps, { password }: { password: Password }): Resource {
    useNullProvider(this);
    const config: ResourceConfig = {
      triggers: triggers(props),
      provisioners: [runScript(ENABLE_EXTENSIONS, { ...connection(props), PGPASSWORD: password.value })],
      dependsOn: [props.database.instance],
    };
    return new Resource(part(this, "run"), id, overridden(config, props.overrides?.run));
  }

  private runInTask(
    id: string,
    props: EnableExtensionsProps,
    {
      runner,
      image,
      secret,
      securityGroupRules,
    }: Extract<EnableExtensionsProps["from"], { task: unknown }>["task"],
  ): Resource {
    return runner.run(this, id, {
      image,
      command: ["sh", "-c", shellScript(ENABLE_EXTENSIONS)],
      user: "postgres",
      environment: connection(props),
      secrets: { PGPASSWORD: { secret, key: "password" } },
      triggers: triggers(props),
      timeoutSeconds: TASK_TIMEOUT_SECONDS,
      dependsOn: [props.database.instance, secret.written, ...securityGroupRules],
      overrides: props.overrides,
    });
  }
}

/** A resource id belongs to one instance, also if another takes its name later. */
function triggers({ database, extensions, roles = [] }: EnableExtensionsProps): Record<string, string> {
  return {
    instance: database.instance.resourceId,
    engine: database.version,
    extensions: extensions.join(" "),
    ...(roles.length > 0 ? { roles: roles.join(" ") } : {}),
  };
}

function connection({ database, databaseName, username, extensions, roles = [] }: EnableExtensionsProps) {
  return {
    EXTENSIONS: extensions.join(" "),
    ...(roles.length > 0 ? { ROLES: roles.join(" ") } : {}),
    PGHOST: database.address,
    PGPORT: `${database.port}`,
    PGDATABASE: databaseName,
    PGUSER: username,
    PGSSLMODE: "require",
    PGCONNECT_TIMEOUT: `${CONNECT_TIMEOUT_SECONDS}`,
  };
}
