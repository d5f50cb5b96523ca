/** null_resource.enable_pgvector, as it is synthesized for an operator's machine, applied to a real PostgreSQL. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Database, startDatabase } from "../support/database";
import { describeWith } from "../support/layer-of-proof";
import { pathWith, pathWithout } from "../support/path";
import type { Ended } from "../support/process";
import { changesIn, startProtocol } from "../support/protocol";
import { needsDatabase, needsProviders, needsTerraform } from "../support/requirements";
import { freePort } from "../support/server";
import { environment, type Synthesized, settings, synthEnvironments } from "../support/synth";
import { expectDone, terraformEnvironment, terraformIn } from "../support/terraform";

const ALL = ["vector", "pg_stat_statements", "uuid-ossp", "pgcrypto"];

/** The one that every database of PostgreSQL's has. */
const OWN = "plpgsql";

/** Printable ASCII without what RDS refuses in a password: / @ " and space. */
const SPECIAL_CHARACTERS = "!#$%&'()*+,-.:;<=>?[\\]^_`{|}~";

/** Without the script, which is longer than all that it says. */
const TERRAFORM_SAYS = "Error running command 'enable-extensions': exit status 1. Output: ";

/** Well above the ten seconds after which psql gives up. */
const SILENCE_LIMIT_MS = 30_000;

const protocol = startProtocol("database, enable_pgvector");

/** What differs from a list of all four, made by the superuser with the right password. */
interface Situation {
  readonly extensions?: string[];
  readonly roles?: string[];
  /** The version that AWS says the engine has. */
  readonly engine?: string;
  readonly username?: string;
  readonly port?: number;
  readonly password?: string;
  /** How Terraform is kept from telling it: as one in the state, or as one in no state. */
  readonly passwordIs?: "sensitive" | "ephemeral";
  readonly path?: string;
  readonly args?: string[];
}

interface Step {
  depends_on?: string[];
  readonly triggers: Record<string, string>;
  readonly provisioner: [{ readonly "local-exec": { readonly environment: Record<string, string> } }];
}

describeWith(needsTerraform() ?? needsProviders() ?? needsDatabase(), "enable_pgvector", () => {
  let folder: string;
  let root: string;
  let cliEnvironment: Record<string, string>;
  let database: Database;
  let databaseName: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "enable-extensions-"));
    root = join(folder, "root");
    mkdirSync(root);
    cliEnvironment = await terraformEnvironment();
    database = await startDatabase();
    writeRoot();
    await terraformIn(root, cliEnvironment).succeed("init");
  }, 300_000);

  afterAll(async () => {
    rmSync(folder, { recursive: true });
    await database?.stop();
  });

  // A database and a state of its own for each test.
  beforeEach(async () => {
    databaseName = `mcp_${randomBytes(4).toString("hex")}`;
    await database.query(`CREATE DATABASE ${databaseName}`);
    rmSync(join(root, "terraform.tfstate"), { force: true });
  });

  test("makes the extensions, so that vectors are kept and found; a second apply changes nothing", async () => {
    const output = await protocol.step("apply", () => succeed());
    expect(changesIn(output)).toEqual({ added: 1, changed: 0, destroyed: 0 });
    expect(await extensions()).toEqual(withOwn(ALL));

    await query("CREATE TABLE contexts (name text, embedding vector(3))");
    await query(
      "INSERT INTO contexts VALUES ('far', '[9,0,9]'), ('near', '[1,2,3]'), ('opposite', '[-1,-2,-3]')",
    );
    await query("CREATE INDEX nearest ON contexts USING hnsw (embedding vector_cosine_ops)");
    const nearest =
      "SET enable_seqscan = off; SELECT name FROM contexts ORDER BY embedding <=> '[1,2,2]' LIMIT 1";
    expect(await query(nearest)).toBe("near");
    expect(await query(nearest.replace("SELECT", "EXPLAIN SELECT"))).toContain("Index Scan using nearest");
    expect(await query("SELECT length(uuid_generate_v4()::text), length(digest('it', 'sha256'))")).toBe(
      "36|32",
    );
    expect(await query("SELECT count(*) > 0 FROM pg_stat_statements")).toBe("t");

    const second = await protocol.step("second apply", () => succeed());
    expect(changesIn(second)).toEqual({ added: 0, changed: 0, destroyed: 0 });
  }, 60_000);

  test("runs again for another list, and at any time, and leaves what is there", async () => {
    await succeed({ extensions: ["vector"] });
    await query("CREATE TABLE contexts AS SELECT '[1,2,3]'::vector AS embedding");

    const longer = ["vector", "pgcrypto"];
    const other = await protocol.step("another list", () => succeed({ extensions: longer }));
    expect(changesIn(other)).toEqual({ added: 1, changed: 0, destroyed: 1 });
    expect(await extensions()).toEqual(withOwn(longer));

    const args = ["-replace=null_resource.enable_pgvector"];
    const again = await protocol.step("again", () => succeed({ extensions: longer, args }));
    expect(changesIn(again)).toEqual({ added: 1, changed: 0, destroyed: 1 });
    expect(await query("SELECT embedding FROM contexts")).toBe("[1,2,3]");
  }, 60_000);

  test("makes the roles that are missing, without login, so that migrations can grant to them", async () => {
    const roles = ["there", "missing"].map((name) => `${name}_${databaseName}`);
    await query(`CREATE ROLE ${roles[0]} LOGIN`);
    await succeed({ extensions: ["vector"], roles });
    const found = `SELECT rolname, rolcanlogin FROM pg_roles WHERE rolname IN ('${roles.join("','")}') ORDER BY 1`;
    expect(await query(found)).toBe(`${roles[1]}|f\n${roles[0]}|t`);
    await query(`CREATE TABLE contexts (name text); GRANT ALL ON contexts TO ${roles[1]}`);

    const args = ["-replace=null_resource.enable_pgvector"];
    await protocol.step("again, with roles", () => succeed({ extensions: ["vector"], roles, args }));
    expect(await query(found)).toBe(`${roles[1]}|f\n${roles[0]}|t`);
  }, 60_000);

  test("brings extensions to the newest version after an upgrade of the engine, and only then", async () => {
    const extensions = ["pg_stat_statements", "vector"];
    await query("CREATE EXTENSION pg_stat_statements VERSION '1.8'");
    await succeed({ extensions });
    expect(await version("pg_stat_statements")).toBe(await newest("pg_stat_statements"));

    await query("DROP EXTENSION pg_stat_statements");
    await query("CREATE EXTENSION pg_stat_statements VERSION '1.8'");
    const same = await protocol.step("the same engine", () => succeed({ extensions }));
    expect(changesIn(same)).toEqual({ added: 0, changed: 0, destroyed: 0 });
    expect(await version("pg_stat_statements")).toBe("1.8");

    const other = await protocol.step("another engine", () => succeed({ extensions, engine: "15.17" }));
    expect(changesIn(other)).toEqual({ added: 1, changed: 0, destroyed: 1 });
    expect(await version("pg_stat_statements")).toBe(await newest("pg_stat_statements"));
  }, 60_000);

  describe("fails the apply, and says why:", () => {
    test("a wrong password", async () => {
      const message = await failure({ password: "not-the-password" });
      expect(message).toContain('password authentication failed for user "mcp_admin"');
      expect(message).toContain(notMade());
    });

    test("a port that nobody listens on", async () => {
      const port = await freePort();
      const message = await failure({ port });
      expect(message).toContain(
        `connection to server at "127.0.0.1", port ${port} failed: Connection refused`,
      );
      expect(message).toContain(notMade({ port }));
    });

    test("a host that does not answer, within seconds", async () => {
      // It does end a connection, so that a psql that waits for ever fails the test and not the run.
      const hangUp = (socket: Socket) => socket.resume().setTimeout(SILENCE_LIMIT_MS, () => socket.destroy());
      const silent = createServer(hangUp).listen(0, "127.0.0.1");
      await once(silent, "listening");
      const { port } = silent.address() as AddressInfo;
      const started = Date.now();
      try {
        const message = await failure({ port });
        expect(message).toContain("timeout expired");
        expect(message).toContain(notMade({ port }));
        expect(Date.now() - started).toBeLessThan(SILENCE_LIMIT_MS);
      } finally {
        silent.close();
      }
    }, 60_000);

    test("no psql on the PATH", async () => {
      expect(await failure({ path: pathWithout("psql", folder) })).toBe(
        `There is no psql on the PATH, which makes the extensions: ${ALL.join(" ")}. Install PostgreSQL's client, and apply again.`,
      );
    });

    test("a user without rights", async () => {
      const guest = await newRole("LOGIN", "password-of-a-guest");
      const message = await failure(guest);
      expect(message).toContain('permission denied to create extension "vector"');
      expect(message).toContain(notMade(guest));
    });

    test("an extension that PostgreSQL does not have; then none of the list is made", async () => {
      const wanted = ["vector", "no_such_extension", "pgcrypto"];
      const message = await failure({ extensions: wanted });
      expect(message).toContain('extension "no_such_extension" is not available');
      expect(message).toContain(notMade({ extensions: wanted }));
      expect(await extensions()).toEqual([OWN]);
    });
  });

  test.each(["sensitive", "ephemeral"] as const)(
    "a password with all special characters, %s in Terraform, is taken as it is and shows nowhere",
    async (passwordIs) => {
      const beginning = randomBytes(8).toString("hex");
      const admin = await newRole("SUPERUSER LOGIN", `${beginning}${SPECIAL_CHARACTERS}`);
      const processes = join(folder, `processes-${passwordIs}`);
      await succeed({ ...admin, passwordIs, path: pathRecording(processes) });
      expect(await extensions()).toEqual(withOwn(ALL));

      expect(readFileSync(processes, "latin1")).toMatch(/psql --/);
      const files = readdirSync(root, { recursive: true, encoding: "utf8" })
        .map((name) => join(root, name))
        .filter((path) => statSync(path).isFile());
      expect(files).toContain(join(root, "terraform.tfstate"));
      const told = [processes, ...files].filter((path) => readFileSync(path, "latin1").includes(beginning));
      expect(told).toEqual([]);
    },
    60_000,
  );

  /** The step alone, with the test's database in place of AWS's. */
  function writeRoot(situation: Situation = {}): void {
    const { extensions = ALL, engine = "15.15", roles, username, port, passwordIs = "sensitive" } = situation;
    const { data: layer } = settings();
    const postgres = {
      ...layer.postgres,
      extensionsFrom: "operator" as const,
      databaseName,
      username,
      extensions,
      roles,
    };
    const stacks = synthEnvironments(environment({ data: { ...layer, postgres } }));
    const data = stacks["mcp-production-data"] as Synthesized;
    const step = data.at("null_resource.enable_pgvector") as unknown as Step;
    replace(step.provisioner[0]["local-exec"].environment, {
      PGHOST: { from: "${aws_db_instance.mcp_postgres.address}", to: database.host },
      PGPORT: { from: "5432", to: `${port ?? database.port}` },
      PGPASSWORD: { from: "${random_password.db_password.result}", to: "${var.password}" },
    });
    replace(step.triggers, {
      instance: { from: "${aws_db_instance.mcp_postgres.resource_id}", to: "db-OFTHETEST" },
      engine: { from: "${aws_db_instance.mcp_postgres.engine_version_actual}", to: engine },
    });
    delete step.depends_on;
    const { null: provider } = data.terraform.required_providers as Record<string, unknown>;
    const json = {
      terraform: { required_providers: { null: provider } },
      variable: { password: { type: "string", [passwordIs]: true } },
      resource: { null_resource: { enable_pgvector: step } },
    };
    writeFileSync(join(root, "main.tf.json"), JSON.stringify(json, undefined, 2));
  }

  /** `terraform apply`; whatever came of it, it has not told the password. */
  async function apply(situation: Situation): Promise<Ended> {
    const { password = database.password, path = process.env.PATH ?? "", args = [] } = situation;
    writeRoot(situation);
    const terraform = terraformIn(root, { ...cliEnvironment, PATH: path, TF_VAR_password: password });
    const ended = await terraform.run("apply", "-auto-approve", ...args);
    // Nothing escapes its beginning.
    expect(ended.output).not.toContain(password.slice(0, 12));
    return ended;
  }

  async function succeed(situation: Situation = {}): Promise<string> {
    const { code, output } = await apply(situation);
    expectDone("terraform apply", code, output);
    return output;
  }

  /** What the step says to the user when it fails, and Terraform after its own words, in one line. */
  async function failure(situation: Situation): Promise<string> {
    const { code, output } = await apply(situation);
    expect(code).toBe(1);
    const [, message] = output.replaceAll(/\s+/g, " ").trim().split(TERRAFORM_SAYS);
    if (message === undefined) throw new Error(`the step has not failed by itself:\n${output}`);
    return message;
  }

  const notMade = ({ extensions = ALL, username = "mcp_admin", port = database.port }: Situation = {}) =>
    `The extensions are not made (${extensions.join(" ")}) in ${databaseName} on 127.0.0.1:${port} as ${username}: see above.`;

  const query = (sql: string) => database.query(sql, databaseName);

  const extensions = async () => (await query("SELECT extname FROM pg_extension")).split("\n").sort();

  const version = (name: string) => query(`SELECT extversion FROM pg_extension WHERE extname = '${name}'`);

  const newest = (name: string) =>
    query(`SELECT default_version FROM pg_available_extensions WHERE name = '${name}'`);

  async function newRole(attributes: string, password: string) {
    const username = `role_${randomBytes(4).toString("hex")}`;
    await query(`CREATE ROLE ${username} ${attributes} PASSWORD '${password.replaceAll("'", "''")}'`);
    return { username, password };
  }

  /** Our PATH, with a psql that first writes down every process there is, itself with its arguments among them. */
  function pathRecording(file: string): string {
    const directory = mkdtempSync(join(folder, "path-"));
    const script = `#!/bin/sh
      if [ -d /proc/self ]; then cat /proc/[0-9]*/cmdline 2>/dev/null; else ps -A -ww -o args; fi | tr '\\0' ' ' >${file}
      PATH="\${PATH#*:}" exec psql "$@"`;
    writeFileSync(join(directory, "psql"), script, { mode: 0o755 });
    return pathWith(directory);
  }
});

const withOwn = (extensions: readonly string[]) => [...extensions, OWN].sort();

/** Replaces what stands at some keys, and makes sure that it is what the test believes. */
function replace(
  target: Record<string, string>,
  changes: Record<string, { readonly from: string; readonly to: string }>,
): void {
  for (const [key, { from, to }] of Object.entries(changes)) {
    expect({ [key]: target[key] }).toEqual({ [key]: from });
    target[key] = to;
  }
}
