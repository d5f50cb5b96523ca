import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { cached } from "./cache";
import { run, start } from "./process";

const SOURCES = join(__dirname, "emulator");
const REQUIREMENTS = join(SOURCES, "requirements.txt");
const START_LIMIT_SECONDS = 60;

/** Who asks; the emulator reads no signature. */
const OWNER = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request";

/** An AWS account that is empty at first, on this machine alone. */
export interface Emulator {
  /** Environment variables that send Terraform, its S3 backend and the AWS CLI to it. */
  readonly environment: Record<string, string>;
  /** Asks its S3, as the account's owner: the body of the answer. The path is `bucket` or `bucket/key`. */
  s3(method: "GET" | "PUT" | "DELETE", path: string, body?: string): Promise<string>;
  /** Ends the server; what was in the account is gone. */
  stop(): Promise<void>;
}

/**
 * Starts one, on a free port of the loopback address. It installs the server into the checkout's cache if it is not there.
 *
 * @throws Error with the server's own output if it does not answer within a minute
 */
export async function startEmulator(): Promise<Emulator> {
  const python = join(await virtualEnvironment(), "bin", "python");
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
  const deadline = Date.now() + START_LIMIT_SECONDS * 1000;
  const ended = server.ended.then(() => true);
  while (!(await answers(endpoint))) {
    const isOver = await Promise.race([ended, sleep(200, Date.now() > deadline)]);
    if (!isOver) continue;
    await server.stop();
    throw new Error(`the AWS emulator did not start at ${endpoint}:\n${server.output()}`);
  }
  return {
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: "test",
      AWS_SECRET_ACCESS_KEY: "test",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    s3: async (method, path, body) => {
      const response = await fetch(`${endpoint}/${path}`, {
        method,
        body,
        headers: { Authorization: OWNER },
      });
      return response.text();
    },
    stop: () => server.stop(),
  };
}

/** A Python of the checkout's own, with the server's packages. */
function virtualEnvironment(): Promise<string> {
  return cached("emulator", [REQUIREMENTS], async (path) => {
    await install("python3", "-m", "venv", path);
    // By the module's name: the commands in bin/ know only the path at which they were installed.
    await install(
      join(path, "bin", "python"),
      "-m",
      "pip",
      "install",
      "--disable-pip-version-check",
      "-r",
      REQUIREMENTS,
    );
  });
}

async function install(command: string, ...args: string[]): Promise<void> {
  const { code, output } = await run(command, args, { cwd: SOURCES });
  if (code !== 0) throw new Error(`cannot install the AWS emulator: ${command} ${args[1]}:\n${output}`);
}

async function answers(endpoint: string): Promise<boolean> {
  try {
    const response = await fetch(`${endpoint}/moto-api/data.json`, { signal: AbortSignal.timeout(2000) });
    return response.ok;
  } catch {
    return false;
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
