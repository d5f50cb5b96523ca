/** That real Terraform refuses to replace or destroy what is protected, when it plans: before anything is gone. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EnvironmentSettings } from "../../environments/schema/environment";
import { describeWith } from "../support/layer-of-proof";
import { type EmptyAccount, openEmptyAccount } from "../support/planned";
import { needsProviders, needsTerraform } from "../support/requirements";
import { environment, protection } from "../support/synth";

/** The load balancer was deployed under another name than the settings say now. */
const DEPLOYED = {
  mode: "managed",
  type: "aws_lb",
  name: "main",
  provider: 'provider["registry.terraform.io/hashicorp/aws"]',
  instances: [
    {
      schema_version: 0,
      attributes: {
        id: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/before/1",
        arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/before/1",
        name: "before",
        load_balancer_type: "application",
        internal: false,
      },
    },
  ],
};

describeWith(needsTerraform() ?? needsProviders(), "a load balancer that is renamed", () => {
  let account: EmptyAccount;

  beforeAll(async () => {
    account = await openEmptyAccount();
  }, 300_000);

  afterAll(() => account.close());

  /** The platform's directory, where Terraform finds what was deployed. */
  function deployed(changes: Partial<EnvironmentSettings>): string {
    const stacks = account.write(environment(changes));
    const directory = stacks.find((path) => path.endsWith("-platform")) ?? "";
    const state = { version: 4, terraform_version: "1.10.0", serial: 1, lineage: "one", outputs: {} };
    writeFileSync(join(directory, "terraform.tfstate"), JSON.stringify({ ...state, resources: [DEPLOYED] }));
    return directory;
  }

  test("is refused while it is protected, and so is the end of all", async () => {
    const directory = deployed({});
    for (const options of [[], ["-destroy"]])
      await expect(account.plan(directory, "-refresh=false", ...options)).rejects.toThrow(
        /Instance cannot be destroyed[\s\S]*aws_lb\.main/,
      );
  }, 120_000);

  test("is replaced where it is not", async () => {
    const plan = await account.plan(deployed(protection(false, false)), "-refresh=false");
    expect(plan).toMatch(/aws_lb\.main must be replaced/);
  }, 120_000);
});
