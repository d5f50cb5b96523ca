import { SettingsError } from "../environments/schema/problem";
import { UserError } from "./user-error";

/** Runs a command with its arguments. What its user can mend is told in words alone, anything else with where it happened. */
export function runCommand(main: (args: readonly string[]) => void): void {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    const isExpected = error instanceof SettingsError || error instanceof UserError;
    console.error(isExpected ? error.message : error);
    process.exitCode = 1;
  }
}
