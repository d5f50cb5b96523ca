/** What the security layer makes of what the policy scanner found. */
import type { Finding } from "../support/checkov";
import { judge, report, type Waiver } from "../support/checkov-waivers";

const STACK = "mcp-production-data";
const BUCKET = "aws_s3_bucket.contexts";
const KNOWN = new Set(["CKV_AWS_18", "CKV_AWS_21"]);

function finding(checkId: string, passed: boolean, address = BUCKET): Finding {
  return { stack: STACK, address, checkId, title: "Ensure that it is safe", passed };
}

function waiver(checkId: string, address = BUCKET): Waiver {
  return { stack: STACK, address, checkId, reason: "It holds logs itself." };
}

test("a check that fails says where, which, and what to do", () => {
  const { faults, counts } = judge([STACK], [finding("CKV_AWS_18", false)], [], KNOWN);
  expect(faults).toEqual([
    `${STACK}: ${BUCKET}: CKV_AWS_18: Ensure that it is safe
  fix the resource; or say beside it why not: waive(resource, "CKV_AWS_18", "…") of modules/waiver.ts`,
  ]);
  expect(counts).toEqual([{ stack: STACK, passed: 0, failed: 1, waived: 0 }]);
});

test("a waiver is for its check and its resource, and for all that the resource is made into", () => {
  const findings = [
    finding("CKV_AWS_21", true),
    finding("CKV_AWS_18", false, `${BUCKET}["first"]`),
    finding("CKV_AWS_18", false, `${BUCKET}[1]`),
    finding("CKV_AWS_18", false, "aws_s3_bucket.other"),
  ];
  const { faults, counts } = judge([STACK], findings, [waiver("CKV_AWS_18")], KNOWN);
  expect(faults).toEqual([expect.stringContaining("aws_s3_bucket.other: CKV_AWS_18")]);
  expect(counts).toEqual([{ stack: STACK, passed: 1, failed: 1, waived: 2 }]);
});

test("a waiver of what does not fail is a fault", () => {
  const { faults } = judge([STACK], [finding("CKV_AWS_18", true)], [waiver("CKV_AWS_18")], KNOWN);
  expect(faults).toEqual([
    `${STACK}: ${BUCKET}: CKV_AWS_18 does not fail; remove the waiver, which waives nothing`,
  ]);
});

test("a waiver of a check that does not exist is a fault", () => {
  const { faults } = judge([STACK], [finding("CKV_AWS_18", true)], [waiver("CKV_AWS_99999")], KNOWN);
  expect(faults).toEqual([
    `${STACK}: ${BUCKET}: there is no check CKV_AWS_99999; correct the waiver's id, or remove it`,
  ]);
});

test("a stack in which nothing was checked is a fault", () => {
  const { faults } = judge([STACK], [], [], KNOWN);
  expect(faults).toEqual([`${STACK}: nothing was checked; see whether its plan has resources`]);
});

test("the report counts, and gives each waiver's reason", () => {
  expect(
    report([{ stack: STACK, passed: 155, failed: 0, waived: 1 }], [waiver("CKV_AWS_18")]).split("\n"),
  ).toEqual([
    "stack                passed  failed  waived",
    "mcp-production-data     155       0       1",
    "waived: CKV_AWS_18: It holds logs itself.",
    "  mcp-production-data: aws_s3_bucket.contexts",
  ]);
});
