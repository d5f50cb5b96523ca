/** `npm run addresses`: what it says of addresses that changed, and the lists that it writes. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { formatAccepted, linesOf } from "../../stacks/accepted-addresses";
import { addressesOf, describeChanges, listOf } from "../../tools/addresses/lists";
import { type Checkout, createCheckout } from "../support/checkout";
import { anotherEnvironment, environment, settings } from "../support/synth";

const namesOf = (...args: Parameters<typeof addressesOf>) =>
  addressesOf(...args).map(({ address }) => address);

test("the addresses are those of all layers and of the state, in both layouts", () => {
  const layered = namesOf(environment());
  expect(layered).toEqual(expect.arrayContaining(["aws_vpc.vpc", "aws_s3_bucket.terraform_state"]));
  expect(layered).toEqual([...layered].sort());
  expect(layered.filter((address) => address.startsWith("data."))).toEqual([]);
  expect(addressesOf(environment({ layout: "single" }))).toEqual(addressesOf(environment()));
});

test("a state that belongs to somebody else is not listed", () => {
  const others = environment({ state: { bucket: "acme-states", create: false } });
  expect(namesOf(others).filter((address) => address.includes("terraform_state"))).toEqual([]);
});

describe("a line says", () => {
  const lines = addressesOf(environment()).map(formatAccepted);

  test.each([
    [
      "that something would be lost, and which layers use it",
      "aws_sqs_queue.task_queue  kept, used by platform services",
    ],
    ["that something would be lost", "random_password.encryption_key  kept"],
    ["which layers use it", "aws_ecr_repository.rest_api  used by services"],
    ["nothing of what can be made again and nobody above uses", "aws_eip.nat_us_east_1a"],
    ["nothing of what the layer monitoring looks at: it does without", "aws_nat_gateway.us_east_1a"],
    ["nothing of a read replica", "aws_db_instance.mcp_postgres_read_1"],
    ["nothing of a password that is replaced on purpose", "random_password.db_password"],
    ["nothing of the state's own storage, which is in no layer", "aws_s3_bucket.terraform_state"],
  ])("%s", (_what, line) => {
    expect(lines).toContain(line);
  });
});

test("what is removed is red", () => {
  const changes = [
    {
      file: "one.txt",
      resources: 3,
      added: ["aws_eip.new"],
      removed: ["aws_db_instance.old"],
      changed: ["aws_vpc.vpc  used by data"],
      losses: [],
    },
    {
      file: "gone.txt",
      resources: 1,
      alone: "list" as const,
      added: [],
      removed: ["aws_vpc.vpc"],
      changed: [],
      losses: [],
    },
  ];
  expect(describeChanges(changes, (text) => `<${text}>`).split("\n")).toEqual([
    "environments/addresses/one.txt",
    "  + aws_eip.new",
    "<  - aws_db_instance.old>",
    "  ~ aws_vpc.vpc  used by data",
    "environments/addresses/gone.txt",
    "<  - an environment that is gone, with 1 resources>",
  ]);
});

describe("the command", () => {
  let checkout: Checkout;

  beforeAll(() => {
    checkout = createCheckout({});
  });

  afterAll(() => checkout.remove());

  const accept = () => checkout.succeed("npm", "run", "-s", "addresses");
  const lists = () => readdirSync(checkout.path("environments/addresses"));

  test("writes a list for each environment", async () => {
    checkout.useEnvironments(settings(), anotherEnvironment("staging"));
    expect(await accept()).toMatch(/production\.txt\n {2}\+ a new environment, with 2\d\d resources\n/);
    expect(lists()).toEqual(["production.txt", "staging.txt"]);
    const list = readFileSync(checkout.path("environments/addresses/production.txt"), "utf8");
    expect(list).toBe(`${[...linesOf(listOf(environment())).values()].join("\n")}\n`);
  });

  test("says so if there is nothing to accept", async () => {
    expect(await accept()).toBe("Nothing to accept: every environment has the addresses of its list.\n");
  });

  test("an environment that is gone is refused, by synth as well, until it is let go by its name", async () => {
    checkout.useEnvironments(settings());
    for (const command of ["addresses", "synth"]) {
      const { code, output } = await checkout.run("npm", "run", "-s", command);
      expect(code).toBe(1);
      expect(output).toContain("environments/addresses/staging.txt");
      expect(output).toContain("what is deployed of it stays, and nothing manages it");
      expect(output).toContain("npm run addresses -- --let-go staging");
    }
    expect(lists()).toEqual(["production.txt", "staging.txt"]);
  });

  test("says what is added and removed, and of an environment that is gone", async () => {
    const { network } = settings();
    checkout.useEnvironments(
      settings({ network: { ...network, natGateways: "single", gatewayEndpoints: ["s3"] } }),
    );
    const letGo = ["--", "--let-go", "staging"];
    const told = (await checkout.succeed("npm", "run", "-s", "addresses", ...letGo)).replace(
      /2\d\d resources/,
      "N resources",
    );
    expect(told).toBe(`environments/addresses/production.txt
  + aws_vpc_endpoint.s3
  - aws_eip.nat_us_east_1b
  - aws_nat_gateway.us_east_1b
environments/addresses/staging.txt
  - an environment that is gone, with N resources

Accepted. Commit the lists with the settings.
What is removed (-) is destroyed by the next apply, with the data in it: read its plan.
Of an environment that is gone, what was not destroyed before stays, and nothing manages it.
`);
    expect(lists()).toEqual(["production.txt"]);
  });

  describe("of what would be lost", () => {
    const LIST = "environments/addresses/production.txt";
    const { data } = settings();
    const withQueue = settings({ data: { ...data, queues: { emails: {} } } });
    const queues = ["aws_sqs_queue.emails_dlq", "aws_sqs_queue.emails_queue"];

    beforeAll(async () => {
      checkout.useEnvironments(withQueue);
      await accept();
      checkout.useEnvironments(settings());
    });

    const list = () => readFileSync(checkout.path(LIST), "utf8");

    test("all is refused at once, by synth as well, and the list stays as it is", async () => {
      for (const command of ["addresses", "synth"]) {
        const { code, output } = await checkout.run("npm", "run", "-s", command);
        expect(code).toBe(1);
        expect(output).toContain(LIST);
        for (const queue of queues) expect(output).toContain(`npm run addresses -- --let-go ${queue}`);
        expect(output).toContain("the messages in it would be lost");
        expect(output).not.toMatch(/^\s+at /m);
      }
      expect(list()).toContain("aws_sqs_queue.emails_queue  kept");
      expect(existsSync(checkout.path("cdktf.out/stacks/mcp-production-data"))).toBe(false);
    });

    test("one of two is not enough", async () => {
      const { code, output } = await checkout.run(
        "npm",
        "run",
        "-s",
        "addresses",
        "--",
        "--let-go",
        ...queues.slice(1),
      );
      expect(code).toBe(1);
      expect(output).not.toContain("aws_sqs_queue.emails_queue");
      expect(output).toContain("aws_sqs_queue.emails_dlq");
    });

    test.each([
      [
        ["--let-go", "aws_sqs_queue.task_queue"],
        "Nothing of that name would be lost: aws_sqs_queue.task_queue.",
      ],
      [
        ["--let-go"],
        "npm run addresses takes nothing, or --let-go and the addresses, settings or environments that may be lost.",
      ],
      [["aws_sqs_queue.emails_dlq"], "npm run addresses takes nothing, or --let-go"],
    ])("%j is refused", async (args, message) => {
      const { code, output } = await checkout.run("npm", "run", "-s", "addresses", "--", ...args);
      expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining(message) });
    });

    test("what is named is let go, and synth is content", async () => {
      await checkout.succeed("npm", "run", "-s", "addresses", "--", "--let-go", ...queues);
      expect(list()).not.toContain("emails");
      await checkout.succeed("npm", "run", "-s", "synth");
    });
  });

  test("leaves the lists alone where a setting is wrong", async () => {
    writeFileSync(checkout.path("environments/wrong.ts"), "export default { nmae: 1 };");
    const { code, output } = await checkout.run("npm", "run", "-s", "addresses");
    expect({ code, output }).toEqual({ code: 1, output: expect.stringContaining("environments/wrong.ts") });
    expect(output).not.toMatch(/^\s+at /m);
    expect(existsSync(checkout.path("environments/addresses/production.txt"))).toBe(true);
  });
});
