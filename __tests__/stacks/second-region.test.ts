import type { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { Password } from "@cdktf/provider-random/lib/password";
import { TerraformHclModule, TerraformOutput, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { StandbyLayer } from "../../examples/second-region/standby-layer";
import { awsAccount } from "../../modules/aws-account";
import { useRandomProvider } from "../../modules/providers";
import { EphemeralResource } from "../../modules/secrets/ephemeral-resource";
import { BaseStack } from "../../stacks/base-stack";
import { deployTarget } from "../../stacks/deploy-target";
import { type PlaceLayer, placeEnvironment } from "../../stacks/place-environment";
import { environment, type Synthesized, synthApp } from "../support/synth";

const REGION = "us-west-2";
const ZONES = "aws_ssm_parameter.us_west_2_zones";
const BUCKET = "aws_ssm_parameter.us_west_2_contexts_bucket";

const [layered, single] = (["layered", "single"] as const).map((layout) => standby(layout)) as [
  Record<string, Synthesized>,
  Record<string, Synthesized>,
];
const standbyStack = layered["mcp-production-standby-us-west-2"] as Synthesized;
const theStack = single["mcp-production"] as Synthesized;

/** The fixture's environment with the example's layer. */
function standby(
  layout: EnvironmentSettings["layout"],
  more: (place: PlaceLayer, layer: (scope: Construct) => Construct) => void = () => {},
): Record<string, Synthesized> {
  return synthApp((app) => {
    const valid = environment({ layout });
    const { data, place } = placeEnvironment(app, valid);
    const layer = (scope: Construct) => new StandbyLayer(scope, "standby", valid, data);
    place("standby", layer, { region: REGION });
    more(place, layer);
  });
}

/** A stack of its own with what `build` puts into the second region. */
function inSecondRegion(build: (scope: Construct) => void): Synthesized {
  const stacks = synthApp((app) => {
    build(new BaseStack(app, "test", { environment: environment(), stateName: "test" }).inRegion(REGION));
  });
  return stacks.test as Synthesized;
}

function providersOf({ text }: Synthesized): Record<string, unknown>[] {
  return JSON.parse(text).provider.aws;
}

describe("layered", () => {
  test("the stack's name and state carry the region, and its provider works there", () => {
    expect(providersOf(standbyStack)).toEqual([
      {
        region: REGION,
        default_tags: [{ tags: { Environment: "production", Project: "devops-mcp", Layer: "standby" } }],
      },
    ]);
    expect(standbyStack.at(ZONES)).not.toHaveProperty("provider");
  });

  test("the state stays in the environment's own region and bucket", () => {
    expect(standbyStack.terraform.backend).toMatchObject({
      s3: {
        bucket: "mcp-production-terraform-state",
        key: "production/standby-us-west-2.tfstate",
        region: "us-east-1",
      },
    });
  });

  test("what lies in the other region is read by remote state", () => {
    expect(standbyStack.at(BUCKET).value).toBe(
      "${data.terraform_remote_state.mcp-production-data.outputs.aws_s3_bucket_contexts_arn}",
    );
    expect(standbyStack.at("data.terraform_remote_state.mcp-production-data")).toMatchObject({
      config: { key: "production/data.tfstate", region: "us-east-1" },
    });
    expect(layered["mcp-production-data"]?.outputs).toHaveProperty("aws_s3_bucket_contexts_arn");
  });

  test("the pattern that deploys an environment covers the stack", () => {
    const pattern = deployTarget(environment()).replaceAll("'", "");
    expect(pattern).toBe("mcp-production-*");
    expect(Object.keys(layered).every((name) => name.startsWith(pattern.slice(0, -1)))).toBe(true);
  });
});

describe("single", () => {
  test("the stack has a second provider, which differs in nothing but alias and region", () => {
    const [own, ...others] = providersOf(theStack);
    expect(own).toMatchObject({ region: "us-east-1" });
    expect(own).not.toHaveProperty("alias");
    expect(others).toEqual([{ ...own, alias: "us_west_2", region: REGION }]);
    expect(theStack.terraform.backend).toMatchObject({ s3: { region: "us-east-1" } });
  });

  test("resources and data sources of the layer use it, and no others", () => {
    const users = theStack.everything().filter(([, { provider }]) => provider !== undefined);
    expect(Object.fromEntries(users.map(([address, { provider }]) => [address, provider]))).toEqual({
      [ZONES]: "aws.us_west_2",
      [BUCKET]: "aws.us_west_2",
      "data.aws_availability_zones.us_west_2_available": "aws.us_west_2",
    });
  });

  test("a reference to the other region is a reference", () => {
    expect(theStack.at(BUCKET).value).toBe("${aws_s3_bucket.contexts.arn}");
    expect(theStack.at(ZONES).value).toContain("data.aws_availability_zones.us_west_2_available.names");
  });

  test("resources say their layer", () => {
    expect(theStack.at(BUCKET).tags).toEqual({ Layer: "standby" });
  });
});

test("addresses are the same in both layouts, so that moving between them moves a state", () => {
  expect(theStack.addresses()).toEqual(
    Object.values(layered)
      .flatMap((stack) => stack.addresses())
      .sort(),
  );
});

test.each(["layered", "single"] as const)(
  "a layer in three regions does not collide with itself, and the environment's own is nothing special, %s",
  (layout) => {
    const stacks = standby(layout, (place, layer) => {
      place("standby", layer, { region: "us-east-1" });
      place("standby", layer, { region: "eu-west-1" });
    });
    const addresses = Object.values(stacks).flatMap((stack) => stack.addresses());
    expect(addresses.filter((address) => address.endsWith("zones"))).toEqual(
      expect.arrayContaining([
        "aws_ssm_parameter.zones",
        "aws_ssm_parameter.us_west_2_zones",
        "aws_ssm_parameter.eu_west_1_zones",
      ]),
    );
    const own = stacks[layout === "layered" ? "mcp-production-standby" : "mcp-production"];
    expect(own?.at("aws_ssm_parameter.zones")).not.toHaveProperty("provider");
  },
);

test.each(["layered", "single"] as const)("two layers may lie in one other region, %s", (layout) => {
  const stacks = standby(layout, (place) => {
    const further = (scope: Construct) => new TerraformOutput(scope, "further", { value: "there" });
    place("further", further, { region: REGION });
  });
  const stack = stacks[layout === "layered" ? "mcp-production-further-us-west-2" : "mcp-production"];
  expect(stack?.outputs).toHaveProperty("us_west_2_further");
  expect(providersOf(stack as Synthesized).filter(({ region }) => region === REGION)).toHaveLength(1);
});

test("a resource keeps a provider that it was given", () => {
  const synth = inSecondRegion((scope) => {
    const provider = TerraformStack.of(scope).node.findChild("aws") as AwsProvider;
    new SsmParameter(scope, "global", { name: "global", type: "String", value: "x", provider });
    new SsmParameter(scope, "there", { name: "there", type: "String", value: "x" });
  });
  expect(synth.at("aws_ssm_parameter.us_west_2_global").provider).toBe("aws");
  expect(synth.at("aws_ssm_parameter.us_west_2_there").provider).toBe("aws.us_west_2");
});

test("a module gets the region's provider, and keeps one that it was given", () => {
  const { text } = inSecondRegion((scope) => {
    const source = "terraform-aws-modules/route53/aws";
    new TerraformHclModule(scope, "zone", { source });
    const provider = TerraformStack.of(scope).node.findChild("aws") as AwsProvider;
    new TerraformHclModule(scope, "own", { source, providers: [provider] });
    new TerraformHclModule(scope, "other", { source, providers: [{ provider, moduleAlias: "dns" }] });
  });
  const { module } = JSON.parse(text);
  expect(module.us_west_2_zone.providers).toEqual({ aws: "aws.us_west_2" });
  expect(module.us_west_2_own.providers).toEqual({ aws: "aws" });
  expect(module.us_west_2_other.providers).toEqual({ aws: "aws.us_west_2", "aws.dns": "aws" });
});

test("an ephemeral resource of AWS gets it; another provider's resources have no region", () => {
  const synth = inSecondRegion((scope) => {
    useRandomProvider(scope);
    new EphemeralResource(scope, "read", "aws_ssm_parameter", { arn: "arn" });
    new EphemeralResource(scope, "made", "random_password", { length: 8 });
    new Password(scope, "password", { length: 8 });
  });
  expect(synth.ephemeral("aws_ssm_parameter.us_west_2_read")?.provider).toBe("aws.us_west_2");
  expect(synth.ephemeral("random_password.us_west_2_made")).not.toHaveProperty("provider");
  expect(synth.at("random_password.us_west_2_password")).not.toHaveProperty("provider");
});

test("variables and outputs have their region, too; what is asked of the account is asked once", () => {
  const synth = inSecondRegion((scope) => {
    const { accountId } = awsAccount(scope);
    new TerraformVariable(scope, "image_tag", { default: "1.0.0" });
    new TerraformOutput(scope, "account", { value: accountId });
  });
  expect(synth.variable("us_west_2_image_tag")).toMatchObject({ default: "1.0.0" });
  expect(synth.outputs.us_west_2_account).toEqual({
    value: "${data.aws_caller_identity.current.account_id}",
  });
});
