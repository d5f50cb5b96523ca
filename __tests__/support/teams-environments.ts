import { join } from "node:path";
import { loadEnvironments } from "../../environments/schema/load";
import type { Variant } from "./variants";

/** The team's own: all files of `environments/`. What is asked of these has to hold for any valid settings. */
export const teamsEnvironments: readonly Variant[] = loadEnvironments(
  join(__dirname, "../../environments"),
).map((each) => [each.name, each]);
