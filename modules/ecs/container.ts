import type { Secret } from "../secrets/secret";

/** A secret's text, or one key of its JSON, as an environment variable. */
export interface SecretVariable {
  readonly secret: Secret;
  /** @default the whole text */
  readonly key?: string;
}

/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
export interface ContainerHealthCheck {
  /** `["CMD", program, argument…]`, or `["CMD-SHELL", line]` if the image has a shell. */
  readonly command: readonly string[];
  /** Seconds between two checks, 5–300. */
  readonly intervalSeconds: number;
  /** Seconds until a check has failed, 2–60. */
  readonly timeoutSeconds: number;
  /** Failures in a row that make the container unhealthy, 1–10. */
  readonly retries: number;
  /** Seconds after the start in which failures do not count, 0–300. */
  readonly startPeriodSeconds: number;
}

export interface ContainerProps {
  readonly name: string;
  /** With its tag or digest. */
  readonly image: string;
  /** What runs. @default the image's entry point, which is given the command */
  readonly entryPoint?: readonly string[];
  /** @default the image's */
  readonly command?: readonly string[];
  /** User, or user:group, by name or number. */
  readonly user: string;
  /** @default true */
  readonly readonlyRootFilesystem?: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly secrets: Readonly<Record<string, SecretVariable>>;
  /** The TCP port on which it listens. @default none */
  readonly port?: number;
  /** @default ECS knows only whether it runs */
  readonly healthCheck?: ContainerHealthCheck;
  /** Stop timeout: seconds between SIGTERM and SIGKILL, 2–120. @default 30 */
  readonly stopTimeoutSeconds?: number;
  /** Open files and sockets (`nofile`). @default 65535, Fargate's */
  readonly openFiles?: number;
  readonly logGroup: { readonly name: string };
  /** The beginning of the names of its log streams. */
  readonly logPrefix: string;
  readonly region: string;
}

/**
 * A container in ECS's own JSON, of a task that has no other: without root, with a read-only file system, with an
 * init process that ends what its children leave behind.
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
 */
export function containerDefinition(props: ContainerProps): Record<string, unknown> {
  const { port, openFiles, healthCheck } = props;
  return {
    name: props.name,
    image: props.image,
    essential: true,
    entryPoint: props.entryPoint,
    command: props.command,
    user: props.user,
    readonlyRootFilesystem: props.readonlyRootFilesystem ?? true,
    linuxParameters: { initProcessEnabled: true },
    portMappings: port === undefined ? undefined : [{ containerPort: port, hostPort: port, protocol: "tcp" }],
    environment: Object.entries(props.environment).map(([name, value]) => ({ name, value })),
    secrets: Object.entries(props.secrets).map(([name, variable]) => ({
      name,
      valueFrom: valueFrom(variable),
    })),
    healthCheck: healthCheck && {
      command: healthCheck.command,
      interval: healthCheck.intervalSeconds,
      timeout: healthCheck.timeoutSeconds,
      retries: healthCheck.retries,
      startPeriod: healthCheck.startPeriodSeconds,
    },
    stopTimeout: props.stopTimeoutSeconds,
    ulimits:
      openFiles === undefined ? undefined : [{ name: "nofile", softLimit: openFiles, hardLimit: openFiles }],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": props.logGroup.name,
        "awslogs-region": props.region,
        "awslogs-stream-prefix": props.logPrefix,
      },
    },
  };
}

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html */
function valueFrom({ secret, key }: SecretVariable): string {
  return key === undefined ? secret.arn : `${secret.arn}:${key}::`;
}
