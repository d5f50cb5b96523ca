import guide from "../guide/settings";
import { type Checkout, createCheckout } from "./checkout";
import { type Emulator, startEmulator } from "./emulator";
import { standInLock } from "./providers";
import { type Terraform, terraformEnvironment, terraformIn } from "./terraform";

/**
 * An AWS account that is empty but for a hosted zone at first, on this machine alone, and a checkout whose commands reach it.
 * Its environment is the guide's.
 */
export interface Account {
  readonly emulator: Emulator;
  readonly checkout: Checkout;
  /** Environment variables of all commands. */
  readonly environment: Readonly<Record<string, string>>;
  /** Terraform in a directory of the checkout. */
  terraformIn(...path: string[]): Terraform;
  close(): Promise<void>;
}

export async function openAccount(): Promise<Account> {
  const emulator = await startEmulator();
  const environment = {
    ...(await terraformEnvironment()),
    ...emulator.environment,
  };
  const checkout = createCheckout(environment);
  (await standInLock())(checkout.path("providers/aws-5"));
  // What users have before they begin.
  await checkout.succeed(
    "aws",
    "route53",
    "create-hosted-zone",
    "--name",
    guide.platform.domain,
    "--caller-reference",
    "test",
  );
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
