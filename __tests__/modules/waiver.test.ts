import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { waive } from "../../modules/waiver";
import { synthIn } from "../support/synth";

/** What is under `//` of a bucket whose waivers are these. */
function noteOf(...waivers: [checkId: string, reason: string][]): unknown {
  const { text } = synthIn((stack) => {
    const bucket = new S3Bucket(stack, "test", { bucket: "test" });
    for (const [checkId, reason] of waivers) waive(bucket, checkId, reason);
  });
  return JSON.parse(text).resource.aws_s3_bucket.test["//"];
}

test("it is noted where Terraform does not read, beside what cdktf notes there", () => {
  expect(noteOf(["CKV_AWS_18", "It holds logs itself."], ["CKV2_AWS_62", "Nobody waits for one."])).toEqual({
    metadata: expect.objectContaining({ uniqueId: "test" }),
    waivers: { CKV_AWS_18: "It holds logs itself.", CKV2_AWS_62: "Nobody waits for one." },
  });
});

test("a resource without one has no such note", () => {
  expect(noteOf()).toEqual({ metadata: expect.anything() });
});

test.each(["", "  \n"])("a reason of %j is refused", (reason) => {
  expect(() => noteOf(["CKV_AWS_18", reason])).toThrow(
    "test/test: the waiver of CKV_AWS_18 has no reason; say why the check does not hold here",
  );
});

test.each(["", "access logs", "ckv_aws_18", "CKV.AWS.18"])("%j is refused as a check", (checkId) => {
  expect(() => noteOf([checkId, "a reason"])).toThrow("name one, such as CKV_AWS_18");
});
