import { overlapReports } from "../../environments/schema/overlaps";
import { environment } from "../support/synth";

const of = (...cidrs: string[]) =>
  overlapReports(
    cidrs.map((cidr, index) => ({
      ...environment({ network: { cidr, zones: ["us-east-1a", "us-east-1b"] } }),
      name: `env${index}`,
    })),
  ).map(({ file, problems: [problem] }) => `${file} ${problem?.value} ${problem?.reason} ${problem?.use}`);

test("VPCs beside one another are nothing to tell of", () => {
  expect(of("10.0.0.0/16", "10.1.0.0/16", "192.168.0.0/16")).toEqual([]);
});

test("of VPCs that overlap, each later one is reported, with a block of its own to use", () => {
  expect(of("10.0.0.0/16", "10.0.128.0/20", "10.0.0.0/16", "10.1.0.0/16")).toEqual([
    expect.stringMatching(
      /^env1 10\.0\.128\.0\/20 overlaps with the 10\.0\.0\.0\/16 of env0: .* "10\.2\.0\.0\/20"/,
    ),
    expect.stringMatching(
      /^env2 10\.0\.0\.0\/16 overlaps with the 10\.0\.0\.0\/16 of env0: .* "10\.3\.0\.0\/16"/,
    ),
  ]);
});

test("where no private block is free, none is offered", () => {
  const whole = Array.from({ length: 256 }, (_, second) => `10.${second}.0.0/16`);
  const any = environment();
  const environments = [...whole, "10.0.0.0/16"].map((cidr, index) => ({
    ...any,
    name: `env${index}`,
    network: { ...any.network, cidr },
  }));
  expect(overlapReports(environments)).toEqual([
    expect.objectContaining({
      problems: [expect.objectContaining({ use: expect.stringContaining("addresses of its own") })],
    }),
  ]);
});
