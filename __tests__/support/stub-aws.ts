import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a plan on an empty account asks of AWS: who am I, which hosted zone is it, and the states of the stacks below. */
export interface StubAws {
  /** Environment variables that send Terraform to it. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

/** The hosted zone of environments/production.ts and staging.ts. */
const ZONE = "yourdomain.com";

const ACCOUNT = "123456789012";

/**
 * Starts it.
 *
 * @param states the states it gives out, by their key in the bucket
 */
export async function startStubAws(states: ReadonlyMap<string, string>): Promise<StubAws> {
  const server = createServer((request, response) => answer(request, response, states));
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

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  states: ReadonlyMap<string, string>,
): void {
  if (request.method === "POST") {
    response.end(callerIdentity());
    return;
  }
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stub");
  if (pathname.startsWith("/2013-04-01/")) {
    response.end(route53(pathname));
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

/** One public zone, that of the settings; and its tags. */
function route53(pathname: string): string {
  const [, , what] = pathname.split("/");
  const attributes = `xmlns="https://route53.amazonaws.com/doc/2013-04-01/"`;
  if (what === "tags") {
    return `<ListTagsForResourceResponse ${attributes}><ResourceTagSet><ResourceType>hostedzone</ResourceType><ResourceId>Z1</ResourceId><Tags/></ResourceTagSet></ListTagsForResourceResponse>`;
  }
  const zone = `<Id>/hostedzone/Z1</Id><Name>${ZONE}.</Name><CallerReference>1</CallerReference><Config><PrivateZone>false</PrivateZone></Config><ResourceRecordSetCount>2</ResourceRecordSetCount>`;
  if (pathname.endsWith("/Z1")) {
    return `<GetHostedZoneResponse ${attributes}><HostedZone>${zone}</HostedZone><DelegationSet><NameServers><NameServer>ns.example</NameServer></NameServers></DelegationSet></GetHostedZoneResponse>`;
  }
  return `<ListHostedZonesResponse ${attributes}><HostedZones><HostedZone>${zone}</HostedZone></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesResponse>`;
}

function callerIdentity(): string {
  const identity = `<Arn>arn:aws:iam::${ACCOUNT}:user/test</Arn><UserId>test</UserId><Account>${ACCOUNT}</Account>`;
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
