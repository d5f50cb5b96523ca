import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { linesOf, readAccepted, refuseLosses } from "../../stacks/accepted-addresses";
import { createApp } from "../../stacks/create-app";
import { placeEnvironment } from "../../stacks/place-environment";
import { anotherEnvironment, environment } from "../support/synth";

let lists: string;
let outdir: string;

beforeEach(() => {
  lists = mkdtempSync(join(tmpdir(), "lists-"));
  outdir = mkdtempSync(join(tmpdir(), "out-"));
});

afterEach(() => {
  for (const directory of [lists, outdir]) rmSync(directory, { recursive: true });
});

/** What is said of the guide's environment if these lines were accepted; nothing if it is right. */
function refused(lines: readonly string[], ...all: Partial<EnvironmentSettings>[]): string {
  writeFileSync(join(lists, "production.txt"), `${lines.join("\n")}\n`);
  const app = createApp(outdir);
  for (const changes of all.length > 0 ? all : [{}]) placeEnvironment(app, environment(changes));
  try {
    refuseLosses(app, lists);
    return "";
  } catch (error) {
    return (error as Error).message;
  } finally {
    expect(readdirSync(join(outdir, "stacks"))).toEqual([]);
  }
}

test("a line is read as it is written", () => {
  const addresses = [
    { address: "aws_eip.one", isKept: false, usedBy: [] },
    { address: "aws_sqs_queue.two", isKept: true, usedBy: [] },
    { address: "aws_subnet.three", isKept: false, usedBy: ["data", "services"] },
    { address: "aws_kms_key.four", isKept: true, usedBy: ["own-us-west-2"] },
  ];
  const list = { settings: new Map([["layout", "single"]]), addresses };
  writeFileSync(join(lists, "production.txt"), [...linesOf(list).values()].join("\n"));
  expect(readAccepted(lists, "production")).toEqual(list);
  expect(readAccepted(lists, "staging")).toBeUndefined();
});

test("everything that would be lost or is still used is refused at once, with what to do", () => {
  const lines = [
    "aws_vpc.vpc  used by data",
    "aws_eip.gone",
    "aws_kms_key.gone  kept",
    "aws_ecr_repository.gone  used by services",
    "aws_sqs_queue.gone  kept, used by platform services",
  ];
  expect(refused(lines)).toBe(
    [
      "3 settings are wrong. Nothing was written.",
      "",
      "environments/addresses/production.txt",
      "  aws_kms_key.gone",
      "    reason  is accepted, and the settings no longer make it: what is encrypted with it would be lost",
      "    use     put it back, or npm run addresses -- --let-go aws_kms_key.gone",
      "  aws_ecr_repository.gone",
      "    reason  is accepted, and the settings no longer make it: services, deployed as before, would still use it",
      '    use     put it back and retire it, deploy, npm run addresses; then take it away (docs/operations.md, "Taking something away")',
      "  aws_sqs_queue.gone",
      "    reason  is accepted, and the settings no longer make it: the messages in it would be lost; platform and services, deployed as before, would still use it",
      '    use     put it back and retire it, deploy, npm run addresses; then take it away, and npm run addresses -- --let-go aws_sqs_queue.gone (docs/operations.md, "Taking something away")',
    ].join("\n"),
  );
});

test("in one state, Terraform knows the order itself: only what would be lost is refused", () => {
  expect(refused(["aws_ecr_repository.gone  used by services"], { layout: "single" })).toBe("");
  expect(refused(["aws_sqs_queue.gone  kept, used by platform"], { layout: "single" })).toContain(
    "put it back, or npm run addresses -- --let-go aws_sqs_queue.gone",
  );
});

test("a capacity provider is used in its own state as well: Terraform deletes it before its cluster lets it go", () => {
  const line = "aws_ecs_capacity_provider.gone  used by platform";
  for (const layout of ["layered", "single"] as const)
    expect(refused([line], { layout })).toContain(
      "platform, deployed as before, would still use it\n    use     put it back and retire it",
    );
});

test("an environment is compared with its own list only, and not at all if it has none", () => {
  const { name, ...others } = anotherEnvironment("staging");
  expect(refused(["aws_kms_key.gone  kept"], { name, ...others })).toBe("");
  expect(refused(["aws_kms_key.gone  kept"], { name, ...others }, {})).toContain("production.txt");
});
