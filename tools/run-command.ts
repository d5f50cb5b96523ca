import { SettingsError } from "../environments/schema/problem";
import { UserError } from "./user-error";

/** Runs a command with its arguments. An error that its user can fix is printed as a message, any other with its stack trace. */
export function runCommand(main: (args: readonly string[]) => void): void {
  try {
    main(process.argv.slice(2));
  } catch (error) {
    const isExpected = error instanceof SettingsError || error instanceof UserError;
    console.error(isExpected ? error.message : error);
    process.exitCode = 1;
  }
}
