/** The terminal in which CDKTF's CLI runs Terraform: what an interrupt of the CLI does to Terraform, and what the next apply begins with. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../support/process";
import { openTerminal } from "../support/terminal-session";

const TERMINAL = join(__dirname, "../../tools/terminal/terminal.js");

/** Runs Terraform and ends at once when it is interrupted, as CDKTF's CLI does. */
const CLI = `
const terminal = require(${JSON.stringify(TERMINAL)}).spawn("terraform", ["apply"], { cwd: process.cwd(), env: process.env });
terminal.onData((data) => process.stdout.write(data));
terminal.onExit(({ exitCode }) => process.exit(exitCode));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => { terminal.write("\\x03"); process.exit(0); });
`;

/** Counts its interrupts, and takes a second to write its state. */
const TERRAFORM = `#!/bin/sh
[ "$1" = apply ] || { [ -f state.json ] && [ "$2" = pull ] && cat state.json; echo "terraform $*" >> calls; exit 0; }
trap 'echo interrupted >> calls; sleep 1; echo written >> calls; exit 1' INT
trap 'echo hung up >> calls' HUP
echo Applying
i=0
while [ "$i" -lt 300 ]; do sleep 0.1; i=$((i + 1)); done
`;

const AWS = '#!/bin/sh\necho "aws $*" >> calls\n! grep -q "^# refuse" "$0"\n';

let directory: string;
let environment: Record<string, string>;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "terminal-"));
  environment = { PATH: `${directory}:${process.env.PATH}` };
  program("terraform", TERRAFORM);
  program("aws", AWS);
  writeFileSync(join(directory, "cdk.tf.json"), '{ "provider": { "aws": [{ "region": "eu-west-1" }] } }');
});

afterEach(() => rmSync(directory, { recursive: true }));

function program(name: string, text: string): void {
  writeFileSync(join(directory, name), text);
  chmodSync(join(directory, name), 0o755);
}

const calls = () => {
  const path = join(directory, "calls");
  return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
};
const ofApply = () => calls().filter((call) => !call.startsWith("terraform "));

describe.each(["Ctrl-C", "SIGTERM"] as const)("%s of the CLI", (signal) => {
  test("interrupts Terraform once, and ends when Terraform has written its state", async () => {
    const session = openTerminal(process.execPath, ["-e", CLI], { cwd: directory, env: environment });
    await session.untilSaid(/Applying/, 1);
    if (signal === "Ctrl-C") session.interrupt();
    else session.terminate();
    // Somebody who is impatient.
    session.interrupt();
    expect(await session.ended).toBe(130);
    expect(ofApply()).toEqual(["interrupted", "written"]);
    expect(session.output()).toContain("Terraform ends what it has begun");
    expect(session.output()).toContain("Deploy again, to go on");
    await session.untilGone();
  }, 60_000);
});

test("a CLI that is killed leaves a Terraform that writes its state", async () => {
  const session = openTerminal(process.execPath, ["-e", CLI], { cwd: directory, env: environment });
  await session.untilSaid(/Applying/, 1);
  session.kill();
  await session.untilGone();
  expect(ofApply()).toEqual(["interrupted", "written"]);
}, 60_000);

test("a state that could not be written is told", async () => {
  writeFileSync(join(directory, "errored.tfstate"), "{}");
  const session = openTerminal(process.execPath, ["-e", CLI], { cwd: directory, env: environment });
  await session.untilSaid(/Applying/, 1);
  session.interrupt();
  await session.ended;
  expect(session.output()).toContain(`it is in ${directory}/errored.tfstate`);
}, 60_000);

describe("an apply after an interruption", () => {
  const KEEP = join(__dirname, "../../tools/terminal/keep.js");
  const QUICK = TERRAFORM.replace(/i=0\n.*\n/, "");

  const apply = () =>
    run(process.execPath, [KEEP, "terraform", "apply"], { cwd: directory, env: environment });

  function state(...resources: [type: string, status: string | undefined, attributes: object][]): void {
    const written = resources.map(([type, status, attributes]) => ({
      mode: "managed",
      type,
      name: "one",
      instances: [{ status, attributes }],
    }));
    writeFileSync(join(directory, "state.json"), JSON.stringify({ resources: written }));
  }

  beforeEach(() => program("terraform", QUICK));

  test("untaints what was interrupted, and waits for what AWS still makes; steps are repeated", async () => {
    state(
      ["aws_sqs_queue", "tainted", {}],
      ["aws_vpc", undefined, {}],
      ["null_resource", "tainted", {}],
      ["aws_db_instance", "tainted", { identifier: "mcp-production-db" }],
    );
    const { code, output } = await apply();
    expect({ code, calls: calls() }).toEqual({
      code: 0,
      calls: [
        "terraform state pull",
        "terraform untaint aws_sqs_queue.one",
        "aws rds wait db-instance-available --db-instance-identifier mcp-production-db --region eu-west-1",
        "terraform untaint aws_db_instance.one",
      ],
    });
    expect(output).toContain(
      "aws_db_instance.one was interrupted while it was made: waiting until AWS has it",
    );
  });

  test("leaves to Terraform what AWS could not make", async () => {
    program("aws", `${AWS}# refuse\n`);
    state(["aws_lb", "tainted", { id: "arn:one" }]);
    await apply();
    expect(calls()).not.toContain("terraform untaint aws_lb.one");
  });

  test("asks nothing where there is no state", async () => {
    expect((await apply()).code).toBe(0);
    expect(calls()).toEqual(["terraform state pull"]);
  });
});
