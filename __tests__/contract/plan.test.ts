/** Every stack of every environment with real Terraform and the real AWS provider: init and plan, which validates. */
import { describeWith } from "../support/layer-of-proof";
import { type EmptyAccount, openEmptyAccount } from "../support/planned";
import { needsProviders, needsTerraform } from "../support/requirements";
import { resourceCount } from "../support/synth-files";
import { teamsEnvironments } from "../support/teams-environments";
import { guidesVariants } from "../support/variants";

describeWith(needsTerraform() ?? needsProviders(), "contract", () => {
  let account: EmptyAccount;

  beforeAll(async () => {
    account = await openEmptyAccount();
  }, 300_000);

  afterAll(() => account.close());

  test.each([...guidesVariants, ...teamsEnvironments])(
    "%s",
    async (_title, environment) => {
      await Promise.all(account.write(environment).map(expectPlan));
    },
    300_000,
  );

  async function expectPlan(directory: string): Promise<void> {
    const plan = await account.plan(directory);
    expect(plan).toContain(`Plan: ${resourceCount(directory)} to add, 0 to change, 0 to destroy.`);
  }
});
