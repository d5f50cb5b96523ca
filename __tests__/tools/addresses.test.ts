/** `npm run addresses`: what it says of addresses that changed, and the lists that it writes. */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { addressesOf, describeChanges } from "../../tools/addresses/lists";
import { type Checkout, createCheckout } from "../support/checkout";
import { anotherEnvironment, environment, settings } from "../support/synth";

test("the addresses are those of all layers and of the state, in both layouts", () => {
  const layered = addressesOf(environment());
  expect(layered).toEqual(expect.arrayContaining(["aws_vpc.vpc", "aws_s3_bucket.terraform_state"]));
  expect(layered).toEqual([...layered].sort());
  expect(layered.filter((address) => address.startsWith("data."))).toEqual([]);
  expect(addressesOf(environment({ layout: "single" }))).toEqual(layered);
});

test("a state that belongs to somebody else is not listed", () => {
  const others = environment({ state: { bucket: "acme-states", create: false } });
  expect(addressesOf(others).filter((address) => address.includes("terraform_state"))).toEqual([]);
});

test("what is removed is red", () => {
  const changes = [
    { file: "one.txt", added: ["aws_eip.new"], removed: ["aws_db_instance.old"] },
    { file: "gone.txt", alone: "list" as const, added: [], removed: ["aws_vpc.vpc"] },
  ];
  expect(describeChanges(changes, (text) => `<${text}>`).split("\n")).toEqual([
    "environments/addresses/one.txt",
    "  + aws_eip.new",
    "<  - aws_db_instance.old>",
    "environments/addresses/gone.txt",
    "<  - an environment that is gone, with 1 resources>",
  ]);
});

describe("the command", () => {
  let checkout: Checkout;

  beforeAll(() => {
    checkout = createCheckout({});
    rmSync(checkout.path("environments/addresses"), { recursive: true });
  });

  afterAll(() => checkout.remove());

  const accept = () => checkout.succeed("npm", "run", "-s", "addresses");
  const lists = () => readdirSync(checkout.path("environments/addresses"));

  test("writes a list for each environment", async () => {
    checkout.useEnvironments(settings(), anotherEnvironment("staging"));
    expect(await accept()).toMatch(/production\.txt\n {2}\+ a new environment, with 2\d\d resources\n/);
    expect(lists()).toEqual(["production.txt", "staging.txt"]);
    const list = readFileSync(checkout.path("environments/addresses/production.txt"), "utf8");
    expect(list).toBe(`${addressesOf(environment()).join("\n")}\n`);
  });

  test("says so if there is nothing to accept", async () => {
    expect(await accept()).toBe("Nothing to accept: every environment has the addresses of its list.\n");
  });

  test("says what is added and removed, and of an environment that is gone", async () => {
    const { network } = settings();
    checkout.useEnvironments(
      settings({ network: { ...network, natGateways: "single", gatewayEndpoints: ["s3"] } }),
    );
    const told = (await accept()).replace(/2\d\d resources/, "N resources");
    expect(told).toBe(`environments/addresses/production.txt
  + aws_vpc_endpoint.s3
  - aws_eip.nat_us_east_1b
  - aws_nat_gateway.us_east_1b
environments/addresses/staging.txt
  - an environment that is gone, with N resources

Accepted. Commit the lists with the settings.
What is removed (-) is destroyed by the next apply, with the data in it: read its plan.
`);
    expect(lists()).toEqual(["production.txt"]);
  });

  test("leaves the lists alone where a setting is wrong", async () => {
    writeFileSync(checkout.path("environments/wrong.ts"), "export default { nmae: 1 };");
    const { code, output } = await checkout.run("npm", "run", "-s", "addresses");
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("environments/wrong.ts") });
    expect(output).not.toMatch(/^\s+at /m);
    expect(existsSync(checkout.path("environments/addresses/production.txt"))).toBe(true);
  });
});
