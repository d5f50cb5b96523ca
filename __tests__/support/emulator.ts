import { join } from "node:path";
import { start } from "./process";
import { virtualEnvironment } from "./python";
import { freePort, untilItAnswers } from "./server";

const SOURCES = join(__dirname, "emulator");
const REQUIREMENTS = join(SOURCES, "requirements.txt");

/** Who asks; the emulator reads no signature. */
const OWNER = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request";

/** An AWS account that is empty at first, on this machine alone. */
export interface Emulator {
  /** Environment variables that send Terraform, its S3 backend and the AWS CLI to it, and put that CLI on the PATH. */
  readonly environment: Record<string, string>;
  /** Asks its S3, as the account's owner: the body of the answer. The path is `bucket` or `bucket/key`. */
  s3(method: "GET" | "PUT" | "DELETE", path: string, body?: string): Promise<string>;
  /** What AWS's models refuse of the requests so far, a line each: emulator/request_models.py. Whoever asks has to judge them. */
  violations(): Promise<readonly string[]>;
  /**
   * Ends the server; what was in the account is gone.
   *
   * @throws Error with the violations that nobody has asked for
   */
  stop(): Promise<void>;
}

/**
 * Starts one, on a free port of the loopback address. It installs the server into the checkout's cache if it is not there.
 *
 * @throws Error with the server's own output if it does not answer within a minute
 */
export async function startEmulator(): Promise<Emulator> {
  const python = join(await virtualEnvironment("emulator", REQUIREMENTS), "bin", "python");
  const port = await freePort();
  const server = start(python, [join(SOURCES, "server.py"), "-H", "127.0.0.1", "-p", `${port}`], {
    cwd: SOURCES,
    env: {
      // The policies that AWS manages exist in every account.
      MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
      // Certificates are issued after this many questions.
      MOTO_ACM_VALIDATION_WAIT: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  const endpoint = `http://127.0.0.1:${port}`;
  await untilItAnswers(`the AWS emulator at ${endpoint}`, server, () => answers(endpoint));
  const violations = async () => (await (await fetch(`${endpoint}/moto-api/violations`)).json()) as string[];
  return {
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_DEFAULT_REGION: "us-east-1",
      EMULATOR_PYTHON: python,
      PATH: `${join(SOURCES, "bin")}:${process.env.PATH}`,
    },
    s3: async (method, path, body) => {
      const response = await fetch(`${endpoint}/${path}`, {
        method,
        body,
        headers: { Authorization: OWNER },
      });
      return response.text();
    },
    violations,
    stop: async () => {
      const found = await violations().finally(() => server.stop());
      if (found.length > 0) {
        throw new Error(`AWS would refuse these requests, by its own models:\n${found.join("\n")}`);
      }
    },
  };
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/moto-api/data.json`, { signal: AbortSignal.timeout(2000) });
    return response.ok;
  } catch {
    return false;
  }
}
