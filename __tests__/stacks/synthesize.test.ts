import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DataAwsCallerIdentity } from "@cdktf/provider-aws/lib/data-aws-caller-identity";
import { Vpc } from "@cdktf/provider-aws/lib/vpc";
import { type App, TerraformHclModule } from "cdktf";
import { Construct } from "constructs";
import { BaseStack } from "../../stacks/base-stack";
import { createApp } from "../../stacks/create-app";
import { refuseLostStates, removeOrphans, synthesize } from "../../stacks/synthesize";
import { environment } from "../support/synth";

let outdir: string;
let app: App;

beforeEach(() => {
  outdir = mkdtempSync(join(tmpdir(), "synthesize-"));
  app = createApp(outdir);
});

afterEach(() => rmSync(outdir, { recursive: true }));

const stack = (id: string) => new BaseStack(app, id, { environment: environment(), stateName: id });

test("two resources with one address are refused by name, and nothing is written", () => {
  const first = stack("first");
  new Vpc(new Construct(first, "a"), "vpc", {});
  new Vpc(new Construct(first, "b"), "vpc", {});
  expect(() => synthesize(app)).toThrow(
    "first/a/vpc and first/b/vpc are both aws_vpc.vpc: give one of them another id",
  );
  expect(readdirSync(join(outdir, "stacks"))).toEqual([]);
});

test("two stacks of one environment cannot share an address either: a resource may move between them", () => {
  new Vpc(stack("first"), "vpc", {});
  new Vpc(stack("second"), "vpc", {});
  expect(() => synthesize(app)).toThrow("first/vpc and second/vpc are both aws_vpc.vpc");
});

test("modules have addresses too", () => {
  const first = stack("first");
  for (const scope of ["a", "b"]) {
    new TerraformHclModule(new Construct(first, scope), "zone", {
      source: "terraform-aws-modules/route53/aws",
    });
  }
  expect(() => synthesize(app)).toThrow("first/a/zone and first/b/zone are both module.zone");
});

test("data sources may be repeated from stack to stack, not within one", () => {
  const [first, second] = [stack("first"), stack("second")];
  new DataAwsCallerIdentity(first, "current", {});
  new DataAwsCallerIdentity(second, "current", {});
  expect(synthesize(app)).toHaveLength(2);
  new DataAwsCallerIdentity(new Construct(first, "again"), "current", {});
  expect(() => synthesize(app)).toThrow("are both data.aws_caller_identity.current");
});

test("a failing validation of the last stack leaves the first unwritten", () => {
  stack("first");
  stack("last").node.addValidation({ validate: () => ["something is wrong"] });
  expect(() => synthesize(app)).toThrow("something is wrong");
  expect(readdirSync(join(outdir, "stacks"))).toEqual([]);
});

test("a stack that is no longer there is removed, what Terraform keeps beside the others is not", () => {
  mkdirSync(join(outdir, "stacks/gone"), { recursive: true });
  mkdirSync(join(outdir, "stacks/first/.terraform"), { recursive: true });
  stack("first");
  const directories = synthesize(app);
  expect(directories).toEqual([join(outdir, "stacks/first")]);
  expect(removeOrphans(app)).toEqual([]);
  expect(readdirSync(join(outdir, "stacks"))).toEqual(["first"]);
  expect(existsSync(join(outdir, "stacks/first/.terraform"))).toBe(true);
});

describe("the state of an interrupted run, in the directory of a stack that is no longer there,", () => {
  const directory = () => join(outdir, "stacks/gone");

  beforeEach(() => {
    stack("first");
    mkdirSync(directory(), { recursive: true });
  });

  test.each(["errored.tfstate", "terraform.tfstate", "terraform.tfstate.backup"])("stays: %s", (name) => {
    writeFileSync(join(directory(), name), "{}");
    synthesize(app);
    expect(removeOrphans(app)).toEqual([join(directory(), name)]);
    expect(readdirSync(directory())).toEqual([name]);
    expect(() => refuseLostStates(app)).toThrow(join(directory(), name));
  });

  test("is not what Terraform notes of its backend: that goes", () => {
    mkdirSync(join(directory(), ".terraform"));
    writeFileSync(join(directory(), ".terraform/terraform.tfstate"), "{}");
    refuseLostStates(app);
    synthesize(app);
    expect(removeOrphans(app)).toEqual([]);
    expect(existsSync(directory())).toBe(false);
  });
});
