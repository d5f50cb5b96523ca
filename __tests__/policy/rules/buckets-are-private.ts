import type { Block, Synthesized } from "../../support/synth";
import { type Planted, type Rule, referencedName } from "../rule";
import { type Statement, statementsOf } from "../statements";

const BLOCKS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

export const bucketsArePrivate: Rule = {
  title: "every bucket is closed to the public and refuses plain HTTP",
  violations: (stack) =>
    Object.keys(stack.resources("aws_s3_bucket")).flatMap((name) => [
      ...(isClosed(stack, name)
        ? []
        : [`aws_s3_bucket.${name}: is open to the public; give it an aws_s3_bucket_public_access_block`]),
      ...(refusesPlainHttp(stack, name)
        ? []
        : [`aws_s3_bucket.${name}: can be reached by plain HTTP; deny that in its aws_s3_bucket_policy`]),
    ]),
  planted: {
    "a bucket with its defaults": { resource: { aws_s3_bucket: { planted: {} } } },
    "a bucket that is closed but for one thing": bucket({ block_public_policy: false }, {}),
    "a bucket that allows what it should deny": bucket({}, { effect: "Allow" }),
    "a bucket that denies to some": bucket(
      {},
      { principals: [{ type: "AWS", identifiers: ["123456789012"] }] },
    ),
    "a bucket whose objects may be had by plain HTTP": bucket(
      {},
      { resources: ["${aws_s3_bucket.planted.arn}"] },
    ),
    "a bucket that denies something else": bucket({}, { condition: [{ variable: "aws:SourceVpc" }] }),
  },
};

function ofBucket(stack: Synthesized, type: string, name: string): Block[] {
  const all = Object.values(stack.resources(type));
  return all.filter(({ bucket: reference }) => referencedName(reference, "aws_s3_bucket") === name);
}

function isClosed(stack: Synthesized, name: string): boolean {
  const blocks = ofBucket(stack, "aws_s3_bucket_public_access_block", name);
  return blocks.some((block) => BLOCKS.every((argument) => block[argument] === true));
}

function refusesPlainHttp(stack: Synthesized, name: string): boolean {
  const policies = ofBucket(stack, "aws_s3_bucket_policy", name);
  const documents = policies.map(({ policy }) => referencedName(policy, "data.aws_iam_policy_document"));
  return statementsOf(stack).some(
    (statement) =>
      documents.some((document) => statement.address === `data.aws_iam_policy_document.${document}`) &&
      deniesPlainHttp(statement, name),
  );
}

function deniesPlainHttp(statement: Statement, name: string): boolean {
  const { allows, principals, actions, resources, conditions } = statement;
  const arn = `\${aws_s3_bucket.${name}.arn}`;
  return (
    !allows &&
    principals.includes("*") &&
    actions.includes("s3:*") &&
    [arn, `${arn}/*`].every((resource) => resources.includes(resource)) &&
    conditions.join() === "aws:SecureTransport"
  );
}

/** A bucket that would do, but for this in its public access block and in its policy's statement. */
function bucket(publicAccess: Block, statement: Block): Planted {
  const id = "${aws_s3_bucket.planted.id}";
  const arn = "${aws_s3_bucket.planted.arn}";
  const closed = Object.fromEntries(BLOCKS.map((argument) => [argument, true]));
  const deny = {
    effect: "Deny",
    principals: [{ type: "*", identifiers: ["*"] }],
    actions: ["s3:*"],
    resources: [arn, `${arn}/*`],
    condition: [{ test: "Bool", variable: "aws:SecureTransport", values: ["false"] }],
  };
  return {
    resource: {
      aws_s3_bucket: { planted: {} },
      aws_s3_bucket_public_access_block: { planted: { bucket: id, ...closed, ...publicAccess } },
      aws_s3_bucket_policy: {
        planted: { bucket: id, policy: "${data.aws_iam_policy_document.planted.json}" },
      },
    },
    data: { aws_iam_policy_document: { planted: { statement: [{ ...deny, ...statement }] } } },
  };
}
