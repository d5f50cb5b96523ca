/** The judge of requests, support/emulator/request_models.py: one violation of each kind, in each of AWS's protocols. */
import { type Emulator, startEmulator } from "../support/emulator";
import { describeWith } from "../support/layer-of-proof";
import { needsPython } from "../support/requirements";

interface Sent {
  /** By whose name the request is signed. */
  readonly service: string;
  readonly method?: "GET" | "PUT";
  readonly path?: string;
  readonly target?: string;
  readonly body?: string | URLSearchParams;
}

describeWith(needsPython(), "the judge of requests", () => {
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator();
  }, 600_000);

  afterAll(() => emulator?.stop());

  const database = { DBInstanceIdentifier: "pg", DBInstanceClass: "db.t4g.small", Engine: "postgres" };
  const targets = { Name: "web", Port: "80", Protocol: "HTTP" };
  const logs = "Logs_20140328";
  const ecs = "AmazonEC2ContainerServiceV20141113";
  const records = (record: string) =>
    `<ChangeResourceRecordSetsRequest><ChangeBatch><Changes><Change><Action>CREATE</Action><ResourceRecordSet><Name>a</Name>${record}</ResourceRecordSet></Change></Changes></ChangeBatch></ChangeResourceRecordSetsRequest>`;

  test.each<[string, string, Sent, string]>([
    [
      "query",
      "a required argument",
      form("rds", "CreateDBInstance", "2014-10-31", { DBInstanceIdentifier: "pg", Engine: "postgres" }),
      `rds CreateDBInstance 'pg': Missing required parameter in input: "DBInstanceClass"`,
    ],
    [
      "query",
      "an unknown argument",
      form("rds", "CreateDBInstance", "2014-10-31", { ...database, "Tags.Tag.1.Colour": "red" }),
      "rds CreateDBInstance 'pg': Tags.Tag.1.Colour: unknown argument",
    ],
    [
      "query",
      "a type",
      form("rds", "CreateDBInstance", "2014-10-31", { ...database, AllocatedStorage: "much" }),
      "rds CreateDBInstance 'pg': Invalid type for parameter AllocatedStorage, value: much, type: <class 'str'>, valid types: <class 'int'>",
    ],
    [
      "query",
      "an upper limit",
      form("elasticloadbalancing", "CreateTargetGroup", "2015-12-01", { ...targets, Port: "65536" }),
      "elbv2 CreateTargetGroup 'web': Port: 65536 is above the maximum 65535",
    ],
    [
      "query",
      "a lower limit",
      form("elasticloadbalancing", "CreateTargetGroup", "2015-12-01", {
        ...targets,
        HealthCheckIntervalSeconds: "4",
      }),
      "elbv2 CreateTargetGroup 'web': Invalid value for parameter HealthCheckIntervalSeconds, value: 4, valid min value: 5",
    ],
    [
      "ec2",
      "an enumeration",
      form("ec2", "RunInstances", "2016-11-15", {
        MinCount: "1",
        MaxCount: "1",
        "Placement.Tenancy": "alone",
      }),
      "ec2 RunInstances (unnamed): Placement.Tenancy: 'alone' is none of default, dedicated, host",
    ],
    [
      "json",
      "a pattern",
      json("logs", `${logs}.CreateLogGroup`, { logGroupName: "two words" }),
      String.raw`logs CreateLogGroup 'two words': logGroupName: 'two words' does not match the pattern [\.\-_/#A-Za-z0-9]+`,
    ],
    [
      "json",
      "a longest text",
      json("logs", `${logs}.CreateLogGroup`, { logGroupName: "a".repeat(513) }),
      `logs CreateLogGroup '${"a".repeat(96)}... (513): logGroupName: '${"a".repeat(96)}... (513) is above the maximum 512`,
    ],
    [
      "json",
      "a shortest text",
      json("secretsmanager", "secretsmanager.CreateSecret", { Name: "a", ClientRequestToken: "b" }),
      "secretsmanager CreateSecret 'a': Invalid length for parameter ClientRequestToken, value: 1, valid min length: 32",
    ],
    [
      "json",
      "a lower limit of bytes",
      json("kms", "TrentService.Encrypt", { KeyId: "alias/main", Plaintext: "" }),
      "kms Encrypt 'alias/main': Plaintext: b'' is below the minimum 1",
    ],
    [
      "json",
      "an argument that one below it has",
      json("ecs", `${ecs}.CreateCluster`, {
        clusterName: "main",
        settings: [{ name: "containerInsights", on: "yes" }],
      }),
      "ecs CreateCluster 'main': ClusterSetting.on: unknown argument",
    ],
    [
      "json",
      "a number as a text",
      json("ecs", `${ecs}.RunTask`, { taskDefinition: "schema", count: "1" }),
      "ecs RunTask (unnamed): Invalid type for parameter count, value: 1, type: <class 'str'>, valid types: <class 'int'>",
    ],
    [
      "rest-json",
      "a pattern, in the path",
      { service: "backup", method: "PUT", path: "/backup-vaults/a", body: "{}" },
      String.raw`backup CreateBackupVault 'a': BackupVaultName: 'a' does not match the pattern ^[a-zA-Z0-9\-\_]{2,50}$`,
    ],
    [
      "rest-json",
      "an unknown argument",
      { service: "backup", method: "PUT", path: "/backup-vaults/main", body: `{"Colour":"red"}` },
      "backup CreateBackupVault 'main': CreateBackupVaultInput.Colour: unknown argument",
    ],
    [
      "rest-xml",
      "an enumeration",
      {
        service: "s3",
        method: "PUT",
        path: "/logs?versioning",
        body: "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
      },
      "s3 PutBucketVersioning 'logs': VersioningConfiguration.Status: 'On' is none of Enabled, Suspended",
    ],
    [
      "rest-xml",
      "a required argument",
      { service: "route53", path: "/2013-04-01/hostedzone/Z1/rrset", body: records("") },
      `route53 ChangeResourceRecordSets 'Z1': Missing required parameter in ChangeBatch.Changes[0].ResourceRecordSet: "Type"`,
    ],
    [
      "rest-xml",
      "an unknown argument",
      {
        service: "route53",
        path: "/2013-04-01/hostedzone/Z1/rrset",
        body: records("<Type>A</Type><Colour>red</Colour>"),
      },
      "route53 ChangeResourceRecordSets 'Z1': ResourceRecordSet.Colour: unknown argument",
    ],
    [
      "rest-xml",
      "an unknown argument in the query",
      { service: "cloudfront", method: "GET", path: "/2020-05-31/distribution?Max=3" },
      "cloudfront ListDistributions (unnamed): Max: unknown argument",
    ],
    [
      "query",
      "an operation",
      form("rds", "BuyDBInstance", "2014-10-31", {}),
      "POST /: belongs to no operation that botocore knows (NotFound)",
    ],
  ])("%s: names %s", async (_protocol, _rule, sent, violation) => {
    await send(sent);
    expect(await emulator.violations()).toEqual([violation]);
  });

  test("says nothing of what AWS takes", async () => {
    await send(
      form("ec2", "DescribeVpcs", "2016-11-15", { "Filter.1.Name": "isDefault", "Filter.1.Value.1": "true" }),
    );
    await send(
      json("logs", `${logs}.CreateLogGroup`, { logGroupName: "/ecs/tasks", tags: { Überschrift: "ja" } }),
    );
    await send({ service: "s3", method: "PUT", path: "/states" });
    await send({
      service: "s3",
      method: "PUT",
      path: "/states/mcp/production.tfstate?x-id=PutObject",
      body: "{}",
    });
    expect(await emulator.violations()).toEqual([]);
  });

  test("fails who stops the emulator without having asked", async () => {
    const other = await startEmulator();
    await other.s3(
      "PUT",
      "states?versioning",
      "<VersioningConfiguration><Status>On</Status></VersioningConfiguration>",
    );
    await expect(other.stop()).rejects.toThrow(
      "AWS would refuse these requests, by its own models:\ns3 PutBucketVersioning 'states': VersioningConfiguration.Status",
    );
  }, 120_000);

  async function send({ service, method, path = "/", target, body }: Sent): Promise<void> {
    const { AWS_ENDPOINT_URL } = emulator.environment;
    await fetch(`${AWS_ENDPOINT_URL}${path}`, {
      method: method ?? "POST",
      body,
      headers: {
        Authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request`,
        ...(target && { "X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1" }),
      },
    });
  }
});

function form(service: string, action: string, version: string, args: Record<string, string>): Sent {
  return { service, body: new URLSearchParams({ Action: action, Version: version, ...args }) };
}

function json(service: string, target: string, args: object): Sent {
  return { service, target, body: JSON.stringify(args) };
}
