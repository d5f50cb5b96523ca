/** Of a team's environments: no resource appears, disappears or is called otherwise without somebody having seen it. */
import { join } from "node:path";
import { ADDRESS_LISTS } from "../../stacks/accepted-addresses";
import { addressChanges, describeChanges, listsOf } from "../../tools/addresses/lists";
import { teamsEnvironments } from "../support/teams-environments";

test("every environment has the addresses of its list", () => {
  const environments = teamsEnvironments.map(([, environment]) => environment);
  const changes = addressChanges(join(__dirname, "../..", ADDRESS_LISTS), listsOf(environments));
  if (changes.length === 0) return;
  // Not `expect`, which would show the lines as one text in quotes.
  throw new Error(`The settings make other resources than the lists say:

${describeChanges(changes)}

The next apply makes what is added (+) and destroys what is removed (-), with the data in it. Of others (~), the list has to say
anew what is lost with them, and which layers use them. If that is what you want:

  npm run addresses

accepts it. A resource that only has another address now is moved before: terraform state mv, see docs/operations.md. An
environment is destroyed before its file goes; otherwise its resources stay, and nothing manages them.`);
});
