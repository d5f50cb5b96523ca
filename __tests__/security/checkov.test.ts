/** Every layer of every environment, as Terraform plans it, keeps the rules of a policy scanner, or says why it does not. */
import { basename, dirname, join } from "node:path";
import { type Checkov, installCheckov } from "../support/checkov";
import {
  decisions,
  judge,
  report,
  type StackCount,
  type Waiver,
  waiversIn,
} from "../support/checkov-waivers";
import { describeWith } from "../support/layer-of-proof";
import { type EmptyAccount, openEmptyAccount } from "../support/planned";
import { needsProviders, needsPython, needsTerraform } from "../support/requirements";
import { environment as guide } from "../support/synth";
import { teamsEnvironments } from "../support/teams-environments";

/** More, and they would be the rule. */
const MOST_WAIVERS_OF_THE_GUIDE = 15;

describeWith(needsTerraform() ?? needsProviders() ?? needsPython(), "security", () => {
  let account: EmptyAccount;
  let checkov: Checkov;
  let checkIds: ReadonlySet<string>;
  const counts: StackCount[] = [];
  const waivers: Waiver[] = [];

  beforeAll(async () => {
    [account, checkov] = await Promise.all([openEmptyAccount(), installCheckov()]);
    checkIds = await checkov.checkIds();
  }, 600_000);

  afterAll(async () => {
    await account.close();
    if (counts.length > 0) process.stderr.write(`\n${report(counts, waivers)}\n\n`);
  });

  test.each(teamsEnvironments)(
    "%s: what fails is waived, and nothing else",
    async (_title, environment) => {
      const directories = account.write(environment);
      const own = directories.flatMap(waiversIn);
      const verdict = judge(
        directories.map((path) => basename(path)),
        await scan(directories),
        own,
        checkIds,
      );
      counts.push(...verdict.counts);
      waivers.push(...own);
      // Not `expect`, which would show the lines as one text in quotes.
      if (verdict.faults.length > 0) throw new Error(verdict.faults.join("\n"));
    },
    300_000,
  );

  test("the guide's environment has few waivers", () => {
    const own = decisions(account.write(guide()).flatMap(waiversIn));
    expect(own.length).toBeGreaterThan(0);
    expect(own.length).toBeLessThanOrEqual(MOST_WAIVERS_OF_THE_GUIDE);
  });

  async function scan(directories: readonly string[]) {
    const plans = await Promise.all(
      directories.map(
        async (directory) => [basename(directory), await account.planAsJson(directory)] as const,
      ),
    );
    return checkov.scan(join(dirname(directories[0] as string), "plans"), new Map(plans));
  }
});
