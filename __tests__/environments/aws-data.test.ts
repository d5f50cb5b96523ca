/** The list of what AWS has: of today's AWS, of the version of cfn-lint that it says, and of use to the settings. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AWS_DATA, names, typesIn } from "../../environments/schema/aws-data";
import { ENGINE_VERSIONS } from "../../environments/schema/redis";
import { zonesOf } from "../../environments/schema/regions";

const REQUIREMENTS = "tools/aws-data/requirements.txt";
const MOST_MONTHS = 6;

/** What to do about a list of a day; `undefined` while it is young enough. */
function staleness(date: string, now: Date): string | undefined {
  const end = new Date(date);
  end.setUTCMonth(end.getUTCMonth() + MOST_MONTHS);
  if (now <= end) return undefined;
  return `environments/schema/aws-data.generated.json is of ${date}, older than ${MOST_MONTHS} months: AWS has retired versions since. Put cfn-lint's newest version into ${REQUIREMENTS}, run npm run aws-data, then npm run synth.`;
}

test("it is not older than six months", () => {
  expect(staleness(AWS_DATA.date, new Date())).toBeUndefined();
});

test("an older one is told, with the command that renews it", () => {
  expect(staleness("2026-10-20", new Date("2027-04-20"))).toBeUndefined();
  expect(staleness("2026-10-20", new Date("2027-04-21"))).toContain("run npm run aws-data");
});

test("it is of the version of cfn-lint that is asked for", () => {
  const required = readFileSync(join(__dirname, "../..", REQUIREMENTS), "utf8").trim();
  expect(`${AWS_DATA.source}: npm run aws-data`).toBe(`${required.replace("==", " ")}: npm run aws-data`);
});

test("no version is both created and retired, and each major version has one that is created", () => {
  const { created, retired } = AWS_DATA.postgres;
  expect(names(created).filter((version) => names(retired).includes(version))).toEqual([]);
  expect([...new Set(names(created).map((version) => version.split(".")[0]))]).toEqual([
    ...["13", "14", "15", "16", "17", "18"],
  ]);
});

test.each(["us-east-1", "eu-central-1", "ap-southeast-3", "me-central-1", "sa-east-1"])(
  "%s has types of machines",
  (region) => {
    expect(zonesOf(region)).not.toEqual([]);
    expect(typesIn(AWS_DATA.instanceClasses, region)).toContain("db.r6g.large");
    expect(typesIn(AWS_DATA.nodeTypes, region)).toContain("cache.r6g.large");
  },
);

test.each(["redis", "valkey"] as const)(
  "ElastiCache has every version of %s that the settings take",
  (engine) => {
    const versions = ENGINE_VERSIONS[engine];
    expect(names(AWS_DATA.cache[engine])).toEqual(expect.arrayContaining([...versions]));
  },
);
