import type { Rule } from "./rule";
import { anyPartition } from "./rules/any-partition";
import { bothMajors } from "./rules/both-majors";
import { bucketsArePrivate } from "./rules/buckets-are-private";
import { conditionsOfTheirPrincipals } from "./rules/conditions-of-their-principals";
import { eventbridgeWithoutConditions } from "./rules/eventbridge-without-conditions";
import { logsEnd } from "./rules/logs-end";
import { names } from "./rules/names";
import { namesMadeAgain } from "./rules/names-made-again";
import { noSecretInOutputs } from "./rules/no-secret-in-outputs";
import { noWildcardActions } from "./rules/no-wildcard-actions";
import { noWildcardResources } from "./rules/no-wildcard-resources";
import { nothingOpenToTheWorld } from "./rules/nothing-open-to-the-world";
import { secretsOfTheEnvironment } from "./rules/secrets-of-the-environment";
import { servicesActForThisAccount } from "./rules/services-act-for-this-account";
import { storesAreEncrypted } from "./rules/stores-are-encrypted";
import { tags } from "./rules/tags";

/** Every rule of ours, for all stacks. */
export const rules: readonly Rule[] = [
  noWildcardActions,
  noWildcardResources,
  servicesActForThisAccount,
  eventbridgeWithoutConditions,
  conditionsOfTheirPrincipals,
  anyPartition,
  secretsOfTheEnvironment,
  nothingOpenToTheWorld,
  storesAreEncrypted,
  logsEnd,
  bucketsArePrivate,
  names,
  namesMadeAgain,
  tags,
  noSecretInOutputs,
  bothMajors,
];
