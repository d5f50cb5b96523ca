import { mistyped, nearest, slipOf } from "../../environments/schema/likeness";

const KEYS = ["cpu", "memory", "desiredCount", "multiAz", "multiAzEnabled", "name", "zones"];

test.each([
  ["letters that are swapped", "nmae", "name"],
  ["a letter too few", "memoy", "memory"],
  ["a letter too many", "zoness", "zones"],
  ["another letter", "cpv", "cpu"],
  ["other case", "DesiredCOUNT", "desiredCount"],
  ["a part of it", "desired", "desiredCount"],
  ["more of it", "memoryMib", "memory"],
  ["nothing like it", "vpcId", undefined],
  ["nothing", "", undefined],
])("what is mistyped is recognized: %s", (_what, text, meant) => {
  expect(mistyped(text, KEYS)).toBe(meant);
});

test("of two that are as near, the first one is meant", () => {
  expect(mistyped("us-est-1", ["us-east-1", "us-west-1"])).toBe("us-east-1");
});

test("of what is far off, there is a nearest too", () => {
  expect(nearest("the memory of it", KEYS)).toBe("memory");
  expect(nearest("xyz", KEYS)).toBeUndefined();
});

test.each([
  ["ecr.apii", "ecr.api"],
  ["ecr-api", "ecr.api"],
  ["erc.api", "ecr.api"],
  ["ecr.api", undefined],
  ["ecr.public", undefined],
  ["log", undefined],
])("a slip of %j is of %j", (text, meant) => {
  expect(slipOf(text, ["ecr.api", "logs"])).toBe(meant);
});
