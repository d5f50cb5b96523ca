import { z } from "zod";
import { mistyped } from "./likeness";

/**
 * AWS's commercial regions, each with the letters of its availability zones, of May 2026: botocore 1.43.11
 * (`data/partitions.json`) and cfn-lint 1.51.0 (`AVAILABILITY_ZONES`). A newer region or zone is one more entry here.
 * https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 */
const ZONES_OF_REGIONS: Readonly<Record<string, string>> = {
  "us-east-1": "abcdef",
  "us-east-2": "abc",
  // Of three, an account has two.
  "us-west-1": "abc",
  "us-west-2": "abcd",
  "af-south-1": "abc",
  "ap-east-1": "abc",
  "ap-east-2": "abc",
  "ap-northeast-1": "abcd",
  "ap-northeast-2": "abcd",
  "ap-northeast-3": "abc",
  "ap-south-1": "abc",
  "ap-south-2": "abc",
  "ap-southeast-1": "abc",
  "ap-southeast-2": "abc",
  "ap-southeast-3": "abc",
  "ap-southeast-4": "abc",
  "ap-southeast-5": "abc",
  "ap-southeast-6": "abc",
  "ap-southeast-7": "abc",
  "ca-central-1": "abcd",
  "ca-west-1": "abc",
  "eu-central-1": "abc",
  "eu-central-2": "abc",
  "eu-north-1": "abc",
  "eu-south-1": "abc",
  "eu-south-2": "abc",
  "eu-west-1": "abc",
  "eu-west-2": "abc",
  "eu-west-3": "abc",
  "il-central-1": "abc",
  "me-central-1": "abc",
  "me-south-1": "abc",
  "mx-central-1": "abc",
  "sa-east-1": "abc",
};

const REGIONS = Object.keys(ZONES_OF_REGIONS);

/** Where nothing tells which region was meant. */
export const DEFAULT_REGION = "us-east-1";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html: China, GovCloud, the sovereign and the secret ones. */
const OTHER_PARTITION = /^(cn|us-gov|us-iso[bf]?|eu-isoe|eusc)-[a-z-]+\d$/;

const LIKE_A_REGION = /^[a-z]{2}(-[a-z]+)+-\d$/;

/** The names of a region's availability zones; none if the region is not known. */
export function zonesOf(region: string): string[] {
  const letters = Object.hasOwn(ZONES_OF_REGIONS, region) ? (ZONES_OF_REGIONS[region] ?? "") : "";
  return [...letters].map((letter) => region + letter);
}

/** A setting that names a region. */
export const regionSchema = z
  .string()
  .superRefine((text, context) => {
    if (REGIONS.includes(text)) return;
    if (OTHER_PARTITION.test(text)) {
      const message =
        "lies outside AWS's commercial partition, which is not supported: ARNs and host names are others there";
      const use = `a commercial region, such as "${DEFAULT_REGION}"`;
      context.addIssue({ code: "custom", message, params: { use } });
      return;
    }
    const message = LIKE_A_REGION.test(text)
      ? "is not an AWS region that is known here (environments/schema/regions.ts)"
      : "is not an AWS region";
    const use = `"${mistyped(text, REGIONS) ?? DEFAULT_REGION}"`;
    context.addIssue({ code: "custom", message, params: { use } });
  })
  .meta({ example: DEFAULT_REGION });
