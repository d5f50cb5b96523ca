import { type Checkout, createCheckout } from "./checkout";
import { type Emulator, startEmulator } from "./emulator";
import { type Terraform, terraformEnvironment, terraformIn } from "./terraform";

/** An AWS account that is empty at first, on this machine alone, and a checkout whose commands reach it. */
export interface Account {
  readonly emulator: Emulator;
  readonly checkout: Checkout;
  /** Environment variables of all commands. */
  readonly environment: Readonly<Record<string, string>>;
  /** Terraform in a directory of the checkout. */
  terraformIn(...path: string[]): Terraform;
  close(): Promise<void>;
}

/** @param environments those that are synthesized, by name and separated by commas */
export async function openAccount(environments: string): Promise<Account> {
  const emulator = await startEmulator();
  const environment = {
    ...(await terraformEnvironment()),
    ...emulator.environment,
    ENVIRONMENTS: environments,
  };
  const checkout = createCheckout(environment);
  return {
    emulator,
    checkout,
    environment,
    terraformIn: (...path) => terraformIn(checkout.path(...path), environment),
    close: async () => {
      checkout.remove();
      await emulator.stop();
    },
  };
}
