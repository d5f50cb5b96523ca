/** Guide, "4. S3 Buckets": lines 263–311, with the errata to line 293. */
import { productionLayer, type Synthesized } from "../support/synth";

let data: Synthesized;

beforeAll(() => {
  data = productionLayer("data");
});

test('bucket = "mcp-production-contexts", tags Name = "MCP Context Storage", Environment = "production"', () => {
  expect(data.at("aws_s3_bucket.contexts")).toMatchObject({
    bucket: "mcp-production-contexts",
    tags: { Name: "MCP Context Storage" },
  });
  expect(data.provider.default_tags).toMatchObject([{ tags: { Environment: "production" } }]);
});

test('versioning status = "Enabled"', () => {
  expect(data.at("aws_s3_bucket_versioning.contexts")).toMatchObject({
    bucket: "${aws_s3_bucket.contexts.id}",
    versioning_configuration: { status: "Enabled" },
  });
});

test('sse_algorithm = "AES256"', () => {
  expect(data.at("aws_s3_bucket_server_side_encryption_configuration.contexts")).toMatchObject({
    bucket: "${aws_s3_bucket.contexts.id}",
    rule: [{ apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } }],
  });
});

test('rule "archive-old-contexts": Enabled, STANDARD_IA after 30 days, GLACIER after 90', () => {
  const { bucket, rule } = data.at("aws_s3_bucket_lifecycle_configuration.contexts");
  expect(bucket).toBe("${aws_s3_bucket.contexts.id}");
  expect(rule).toEqual([
    expect.objectContaining({
      id: "archive-old-contexts",
      status: "Enabled",
      transition: [
        { days: 30, storage_class: "STANDARD_IA" },
        { days: 90, storage_class: "GLACIER" },
      ],
    }),
  ]);
});

test("errata to line 293: an empty filter, old versions expire, unfinished uploads are aborted", () => {
  expect(data.at("aws_s3_bucket_lifecycle_configuration.contexts").rule).toMatchObject([
    {
      filter: [{}],
      noncurrent_version_expiration: [{ noncurrent_days: 90 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    },
  ]);
});
