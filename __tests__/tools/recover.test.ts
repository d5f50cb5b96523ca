/** What `npm run recover` says before it looks for resources, with a bucket of states in a folder. The cloud layer carries it out. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Checkout, createCheckout } from "../support/checkout";
import { anotherEnvironment, settings } from "../support/synth";

const STACK = "cdktf.out/stacks/mcp-production-data";
const PUSH = `terraform -chdir=${STACK} state push errored.tfstate && rm ${STACK}/errored.tfstate`;
const KEY = "production/data.tfstate";

let folder: string;
let checkout: Checkout;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "recover-"));
  const bucket = join(folder, "bucket");
  // Gives out objects as S3 does, and the item of a lock's table; the last argument but four is the file.
  const aws = `#!/bin/sh
if [ -f ${folder}/refusal ]; then cat ${folder}/refusal >&2; exit 254; fi
case "$*" in
  *"s3api get-object"*) key=$6; [ -f "${bucket}/$key" ] || { echo "(NoSuchKey) it does not exist" >&2; exit 254; }
    cp "${bucket}/$key" "$7"; echo '{}' ;;
  *"dynamodb get-item"*staging/network.tfstate*) echo '"{\\"ID\\":\\"42\\",\\"Who\\":\\"ops@ci\\",\\"Operation\\":\\"OperationTypePlan\\",\\"Created\\":\\"today\\"}"' ;;
  *"dynamodb get-item"*) echo null ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac
`;
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/aws"), aws, { mode: 0o755 });
  checkout = createCheckout({ PATH: `${join(folder, "bin")}:${process.env.PATH}` });
  checkout.useEnvironments(
    settings(),
    anotherEnvironment("staging", {
      network: { cidr: "10.1.0.0/16", zones: ["us-east-1a", "us-east-1b"] },
      state: { lock: "dynamodb" },
    }),
  );
  await checkout.succeed(process.execPath, "-r", "./tools/typescript-hook.js", "main.ts");
});

beforeEach(() => {
  for (const name of ["bucket", "refusal"]) rmSync(join(folder, name), { recursive: true, force: true });
  for (const name of [".terraform", "errored.tfstate"])
    rmSync(checkout.path(STACK, name), { recursive: true, force: true });
});

afterAll(() => {
  checkout.remove();
  rmSync(folder, { recursive: true });
});

const recover = (...args: string[]) =>
  checkout.run(process.execPath, "-r", "./tools/typescript-hook.js", "tools/recover/recover.ts", ...args);

function store(key: string, content: object): void {
  const file = join(folder, "bucket", key);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}

const stateOf = (serial: number, lineage: string, tainted: readonly string[] = []) => ({
  serial,
  lineage,
  resources: ["aws_sqs_queue.dlq", "null_resource.enable_pgvector"].map((address) => {
    const [type, name] = address.split(".");
    const status = tainted.includes(address) ? "tainted" : undefined;
    return { mode: "managed", type, name, instances: [{ status, attributes: {} }] };
  }),
});

const leave = (state: object) =>
  writeFileSync(checkout.path(STACK, "errored.tfstate"), JSON.stringify(state));

const commandsIn = (output: string) =>
  output.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test("a lock comes before everything else, with who holds it", async () => {
  leave(stateOf(8, "ours"));
  store(KEY, stateOf(7, "ours"));
  store(`${KEY}.tflock`, {
    ID: "0f1e",
    Who: "ops@laptop",
    Operation: "OperationTypeApply",
    Created: "10:00",
  });
  const { code, output } = await recover("production");
  expect({ code, commands: commandsIn(output) }).toEqual({
    code: 0,
    commands: [
      `terraform -chdir=${STACK} init`,
      `terraform -chdir=${STACK} force-unlock -force 0f1e`,
      "npm run recover -- production",
    ],
  });
  expect(output).toContain("is locked by ops@laptop, OperationTypeApply, 10:00");
  expect(output).toContain("Make sure that this run has ended");
});

test("a lock in a table is found as well", async () => {
  const { output } = await recover("staging");
  expect(output).toContain(
    "cdktf.out/stacks/mcp-staging-network is locked by ops@ci, OperationTypePlan, today",
  );
  expect(output).toContain("force-unlock -force 42");
});

test.each([
  ["newer", stateOf(8, "ours"), stateOf(7, "ours"), [PUSH]],
  ["the first", stateOf(1, "ours"), undefined, [PUSH]],
  ["older", stateOf(7, "ours"), stateOf(7, "ours"), [`mv ${STACK}/errored.tfstate ${STACK}/older.tfstate`]],
  [
    "of another stack",
    stateOf(9, "theirs"),
    stateOf(7, "ours"),
    [`mv ${STACK}/errored.tfstate ${STACK}/another.tfstate`],
  ],
])("a state that was not written and is %s", async (_what, errored, stored, commands) => {
  mkdirSync(checkout.path(STACK, ".terraform"));
  leave(errored);
  if (stored) store(KEY, stored);
  const { output } = await recover("production");
  expect(commandsIn(output)).toEqual([...commands, "npm run recover -- production"]);
});

test("what is tainted is kept, but for scripts", async () => {
  mkdirSync(checkout.path(STACK, ".terraform"));
  store(KEY, stateOf(7, "ours", ["aws_sqs_queue.dlq", "null_resource.enable_pgvector"]));
  const { output } = await recover("production");
  expect(commandsIn(output)).toEqual([
    `terraform -chdir=${STACK} untaint aws_sqs_queue.dlq`,
    "npm run recover -- production",
  ]);
});

test("credentials that have expired are no answer: AWS's own words are shown", async () => {
  writeFileSync(
    join(folder, "refusal"),
    "An error occurred (ExpiredToken) when calling the GetObject operation\n",
  );
  expect(await recover("production")).toEqual({
    code: 1,
    output:
      'AWS does not answer "aws s3api get-object":\nAn error occurred (ExpiredToken) when calling the GetObject operation\n',
  });
});

test.each([
  [[], "Which environment? npm run recover -- <production|staging> [--write-imports]\n"],
  [["moon"], "Which environment? npm run recover -- <production|staging> [--write-imports]\n"],
  [
    ["production", "staging"],
    "One environment at a time: npm run recover -- <production|staging> [--write-imports]\n",
  ],
])("%j is answered with what would do", async (args, message) => {
  expect(await recover(...args)).toEqual({ code: 1, output: message });
});

test("without stacks it asks for them, and changes nothing", async () => {
  rmSync(checkout.path("cdktf.out"), { recursive: true });
  const { code, output } = await recover("production");
  expect({ code, output }).toEqual({
    code: 1,
    output: "production is not in cdktf.out: npm run synth first, with the settings that were deployed.\n",
  });
});
