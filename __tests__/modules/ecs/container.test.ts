import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { TerraformOutput } from "cdktf";
import { type ContainerProps, containerDefinition } from "../../../modules/ecs/container";
import { EncryptionKey } from "../../../modules/encryption/encryption-key";
import { part } from "../../../modules/part";
import { Secret } from "../../../modules/secrets/secret";
import { type Block, synthIn } from "../../support/synth";

/**
 * A container as ECS reads it.
 *
 * @param keys variables from a secret: each by the key of the secret's JSON, or with its whole text
 */
function synthContainer(
  changes: Partial<ContainerProps> = {},
  keys: Record<string, string | undefined> = {},
): Block {
  const synth = synthIn((stack) => {
    const key = new EncryptionKey(stack, "key", { alias: "alias/test", description: "test" });
    const secret = new Secret(part(stack, "secrets"), "test", {
      name: "test",
      description: "test",
      key,
      recoveryWindowDays: 7,
    });
    const secrets = Object.entries(keys).map(([name, jsonKey]) => [name, { secret, key: jsonKey }]);
    const definition = containerDefinition({
      name: "server",
      image: "registry/image:1",
      user: "1000",
      environment: {},
      secrets: Object.fromEntries(secrets),
      logGroup: new CloudwatchLogGroup(stack, "server", { name: "/ecs/server" }),
      logPrefix: "ecs",
      region: "us-east-1",
      ...changes,
    });
    new TerraformOutput(stack, "container", { value: JSON.stringify(definition) });
  });
  return JSON.parse(synth.outputs.container?.value as string);
}

test("what is left out is not in the JSON; what protects the host is", () => {
  expect(synthContainer()).toEqual({
    name: "server",
    image: "registry/image:1",
    essential: true,
    user: "1000",
    readonlyRootFilesystem: true,
    linuxParameters: { initProcessEnabled: true },
    environment: [],
    secrets: [],
    logConfiguration: {
      logDriver: "awslogs",
      options: {
        "awslogs-group": "${aws_cloudwatch_log_group.server.name}",
        "awslogs-region": "us-east-1",
        "awslogs-stream-prefix": "ecs",
      },
    },
  });
});

test("what is said is there under ECS' names", () => {
  const container = synthContainer({
    entryPoint: ["/usr/bin/tini", "--"],
    command: ["/app/server", "--verbose"],
    readonlyRootFilesystem: false,
    environment: { LOG_LEVEL: "info", REGION: "us-east-1" },
    port: 8080,
    healthCheck: {
      command: ["CMD", "/app/health"],
      intervalSeconds: 30,
      timeoutSeconds: 5,
      retries: 3,
      startPeriodSeconds: 0,
    },
    stopTimeoutSeconds: 60,
    openFiles: 65536,
  });
  expect(container).toMatchObject({
    entryPoint: ["/usr/bin/tini", "--"],
    command: ["/app/server", "--verbose"],
    readonlyRootFilesystem: false,
    environment: [
      { name: "LOG_LEVEL", value: "info" },
      { name: "REGION", value: "us-east-1" },
    ],
    portMappings: [{ containerPort: 8080, hostPort: 8080, protocol: "tcp" }],
    healthCheck: { command: ["CMD", "/app/health"], interval: 30, timeout: 5, retries: 3, startPeriod: 0 },
    stopTimeout: 60,
    ulimits: [{ name: "nofile", softLimit: 65536, hardLimit: 65536 }],
  });
});

test("a variable is the whole secret, or one key of its JSON", () => {
  expect(synthContainer({}, { DATABASE_URL: undefined, PASSWORD: "password" }).secrets).toEqual([
    { name: "DATABASE_URL", valueFrom: "${aws_secretsmanager_secret.test.arn}" },
    { name: "PASSWORD", valueFrom: "${aws_secretsmanager_secret.test.arn}:password::" },
  ]);
});
