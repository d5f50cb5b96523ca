import type { Rule } from "./rule";
import { bothMajors } from "./rules/both-majors";
import { bucketsArePrivate } from "./rules/buckets-are-private";
import { logsEnd } from "./rules/logs-end";
import { names } from "./rules/names";
import { noSecretInOutputs } from "./rules/no-secret-in-outputs";
import { noWildcardActions } from "./rules/no-wildcard-actions";
import { noWildcardResources } from "./rules/no-wildcard-resources";
import { nothingOpenToTheWorld } from "./rules/nothing-open-to-the-world";
import { secretsOfTheEnvironment } from "./rules/secrets-of-the-environment";
import { storesAreEncrypted } from "./rules/stores-are-encrypted";
import { tags } from "./rules/tags";
import { trustOfThisAccount } from "./rules/trust-of-this-account";

/** Every rule of ours, for all stacks. */
export const rules: readonly Rule[] = [
  noWildcardActions,
  noWildcardResources,
  trustOfThisAccount,
  secretsOfTheEnvironment,
  nothingOpenToTheWorld,
  storesAreEncrypted,
  logsEnd,
  bucketsArePrivate,
  names,
  tags,
  noSecretInOutputs,
  bothMajors,
];
