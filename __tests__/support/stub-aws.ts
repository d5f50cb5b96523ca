import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a plan on an empty account asks of AWS: who am I, and the states of the stacks below. */
export interface StubAws {
  /** Environment variables that send Terraform to it. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

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
  // Path style: /<bucket>/<key>
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://stub");
  if (searchParams.has("list-type")) {
    // Terraform asks for the bucket's workspaces.
    response.end("<ListBucketResult><KeyCount>0</KeyCount></ListBucketResult>");
    return;
  }
  const state = states.get(pathname.split("/").slice(2).join("/"));
  response.statusCode = state === undefined ? 404 : 200;
  response.end(state ?? "<Error><Code>NoSuchKey</Code></Error>");
}

function callerIdentity(): string {
  const identity = `<Arn>arn:aws:iam::${ACCOUNT}:user/test</Arn><UserId>test</UserId><Account>${ACCOUNT}</Account>`;
  return `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>${identity}</GetCallerIdentityResult></GetCallerIdentityResponse>`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
