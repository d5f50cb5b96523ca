import { validateSettings } from "../../environments/schema/environment";
import { settings } from "../support/synth";

/** The problems of the types of machines, in a region with zones of its own. */
function problemsIn(region: string, instanceClass: string, nodeType: string) {
  const { data, network } = settings();
  const changed = settings({
    region,
    network: { ...network, zones: [`${region}a`, `${region}b`] },
    data: {
      ...data,
      postgres: { ...data.postgres, readReplicas: undefined, instanceClass },
      redis: { ...data.redis, nodeType },
    },
  });
  return (validateSettings(changed).problems ?? []).filter(({ path }) => /instanceClass|nodeType/.test(path));
}

test("types that the region has are right, also where another region has not", () => {
  expect(problemsIn("us-east-1", "db.r6g.xlarge", "cache.r7g.large")).toEqual([]);
  expect(problemsIn("us-east-1", "db.x2iedn.xlarge", "cache.c7gn.large")).toEqual([]);
  expect(problemsIn("ap-southeast-7", "db.r6g.xlarge", "cache.r7g.large")).toEqual([]);
});

test("types that the region lacks are refused, and it is said which it has", () => {
  expect(problemsIn("ap-southeast-4", "db.x2iedn.xlarge", "cache.c7gn.large")).toEqual([
    {
      path: "data.postgres.instanceClass",
      value: "db.x2iedn.xlarge",
      reason: expect.stringMatching(
        /^is not in ap-southeast-4, which has db\.r\S+\.4xlarge, db\.r\S+\.4xlarge, /,
      ),
      use: expect.stringMatching(/^"db\.r\w+\.4xlarge"$/),
    },
    {
      path: "data.redis.nodeType",
      value: "cache.c7gn.large",
      reason: expect.stringMatching(/^is not in ap-southeast-4, which has cache\.\S+\.large, /),
      use: expect.stringMatching(/^"cache\.\w+\.large"$/),
    },
  ]);
});

test("a node type that no region has is refused", () => {
  expect(problemsIn("us-east-1", "db.r6g.xlarge", "cache.r9g.large")).toMatchObject([
    { path: "data.redis.nodeType", use: '"cache.r8g.large"' },
  ]);
});

test.each([
  ["as much memory in the nearest family", "us-west-1", "db.x2g.large", /^"db\.r\w+\.xlarge"$/],
  ["a burstable one in place of a burstable one", "ca-west-1", "db.t4g.2xlarge", /^"db\.t3\.2xlarge"$/],
])("%s is offered: in %s, of %s", (_what, region, value, offered) => {
  expect(problemsIn(region, value, "cache.r7g.large")).toEqual([
    expect.objectContaining({ value, use: expect.stringMatching(offered) }),
  ]);
});

test("what is offered is right", () => {
  const [instance, node] = problemsIn("ap-southeast-4", "db.x2iedn.xlarge", "cache.c7gn.large");
  const offered = [instance, node].map((problem) => JSON.parse(problem?.use ?? '""'));
  expect(problemsIn("ap-southeast-4", offered[0], offered[1])).toEqual([]);
});
