import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * What a plan on an empty account asks of AWS: who am I, which hosted zone is it, which log groups are there, and the states of
 * the stacks below.
 */
export interface StubAws {
  /** Environment variables that send Terraform to it. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

/** The account that it says it is. */
export const STUB_ACCOUNT = "123456789012";

/** What it knows; more may come while it runs. */
export interface StubContent {
  /** The states it gives out, by their key in the bucket. */
  readonly states: ReadonlyMap<string, string>;
  /** The domains that have a public hosted zone. */
  readonly domains: ReadonlySet<string>;
}

export async function startStubAws(content: StubContent): Promise<StubAws> {
  const server = createServer((request, response) => answer(request, response, content));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    environment: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    stop: () => stop(server),
  };
}

function answer(request: IncomingMessage, response: ServerResponse, { states, domains }: StubContent): void {
  if (request.method === "POST") {
    const isAboutLogs = request.headers["x-amz-target"] === "Logs_20140328.DescribeLogGroups";
    response.end(isAboutLogs ? '{ "logGroups": [] }' : callerIdentity());
    return;
  }
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stub");
  if (pathname.startsWith("/2013-04-01/")) {
    response.end(route53(pathname, [...domains]));
    return;
  }
  // Path style: /<bucket>/<key>
  if (searchParams.has("list-type")) {
    // Terraform asks for the bucket's workspaces.
    response.end("<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>");
    return;
  }
  const state = states.get(pathname.split("/").slice(2).join("/"));
  response.statusCode = state === undefined ? 404 : 200;
  response.end(state ?? "<Error><Code>NoSuchKey</Code></Error>");
}

/** A public zone for each domain, Z0, Z1, and so on; and their tags. */
function route53(pathname: string, domains: readonly string[]): string {
  const [, , what] = pathname.split("/");
  const [, number] = /\/Z(\d+)$/.exec(pathname) ?? [];
  const attributes = `xmlns="https://route53.amazonaws.com/doc/2013-04-01/"`;
  if (what === "tags") {
    return `<ListTagsForResourceResponse ${attributes}><ResourceTagSet><ResourceType>hostedzone</ResourceType><ResourceId>Z${number}</ResourceId><Tags/></ResourceTagSet></ListTagsForResourceResponse>`;
  }
  const zones = domains.map(
    (domain, index) =>
      `<HostedZone><Id>/hostedzone/Z${index}</Id><Name>${domain}.</Name><CallerReference>1</CallerReference><Config><PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount></HostedZone>`,
  );
  if (number !== undefined) {
    return `<GetHostedZoneResponse ${attributes}>${zones[Number(number)]}<DelegationSet><NameServers><NameServer>ns.example</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>`;
  }
  return `<ListHostedZonesResponse ${attributes}><HostedZones>${zones.join("")}</HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>`;
}

function callerIdentity(): string {
  const identity = `<Arn>arn:aws:iam::${STUB_ACCOUNT}:user/test</Arn><UserId>test</UserId><Account>${STUB_ACCOUNT}</Account>`;
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
