import type { z } from "zod";
import { fargateMemory } from "../../modules/ecs/fargate-size";
import type { Filled } from "./filled";
import type { platformSchema } from "./platform";
import type { Problem } from "./problem";
import { isTarget } from "./routes";
import { type capacityShareSchema, type scheduleSchema, type serviceSchema, targetSchema } from "./service";

/** A service's settings with their defaults, as far as they are right. */
export type FilledService = Filled<typeof serviceSchema>;

type SpotInstances = Filled<typeof platformSchema>["spotInstances"];

interface Rule extends Problem {
  readonly broken: boolean;
}

/** What a service's settings lack when each is right by itself. Takes the settings that are. */
export function serviceProblems(service: FilledService, spotInstances: SpotInstances): Problem[] {
  return [
    ...sizeProblems(service),
    ...checkProblems(service),
    ...graceProblems(service),
    ...countProblems(service),
    ...variableProblems(service),
    ...definitionProblems(service),
    ...capacityProblems(service, spotInstances),
    ...rolloutProblems(service),
  ];
}

function sizeProblems({ cpu, memory }: FilledService): Problem[] {
  const sizes = fargateMemory(cpu);
  if (sizes.length === 0 || sizes.includes(memory)) return [];
  const reason = `Fargate has ${sizes[0]} to ${sizes.at(-1)} MiB in steps for ${cpu} CPU units`;
  const nearest = sizes.find((size) => size >= memory) ?? sizes.at(-1);
  return [{ path: "memory", value: memory, reason, use: `${nearest}` }];
}

function checkProblems({ healthCheck, target }: FilledService): Problem[] {
  const rules: Rule[] = [];
  for (const [path, check] of Object.entries({ healthCheck, target })) {
    if (!check) continue;
    const { intervalSeconds, timeoutSeconds } = check;
    rules.push({
      broken: timeoutSeconds >= intervalSeconds,
      path: `${path}.timeoutSeconds`,
      value: timeoutSeconds,
      reason: `a check has to end before the next, which begins after ${intervalSeconds} seconds`,
      use: String(Math.max(2, intervalSeconds - 1)),
    });
  }
  return broken(rules);
}

/**
 * ECS heeds the load balancer's checks from the end of the grace period on, whatever the container's own check still lets pass.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
 */
function graceProblems(service: FilledService): Problem[] {
  const { healthCheck } = service;
  if (!healthCheck || !isTarget(service)) return [];
  const { gracePeriodSeconds } = service.target ?? targetSchema.parse({});
  const { startPeriodSeconds } = healthCheck;
  return broken([
    {
      broken: gracePeriodSeconds < startPeriodSeconds,
      path: "target.gracePeriodSeconds",
      value: gracePeriodSeconds,
      reason: `after so long, ECS ends tasks that fail the load balancer's checks, and these may start for ${startPeriodSeconds} seconds (healthCheck.startPeriodSeconds)`,
      use: `${startPeriodSeconds}`,
    },
  ]);
}

function countProblems({ autoscaling, desiredCount }: FilledService): Problem[] {
  const { minimum, maximum, schedules } = autoscaling;
  const isPossible = minimum <= maximum;
  return broken([
    {
      broken: !isPossible,
      path: "autoscaling.minimum",
      value: minimum,
      reason: `is more than the maximum, ${maximum}`,
      use: `${Math.max(1, Math.min(desiredCount, maximum))}`,
    },
    {
      broken: desiredCount > maximum || (isPossible && desiredCount < minimum),
      path: "desiredCount",
      value: desiredCount,
      reason: isPossible ? `autoscaling keeps ${minimum} to ${maximum} tasks` : `the maximum is ${maximum}`,
      use: `${Math.min(Math.max(desiredCount, isPossible ? minimum : 0), maximum)}`,
    },
    ...schedules.flatMap((schedule, index) => scheduleRules(schedules, schedule, index)),
  ]);
}

type Schedule = Filled<typeof scheduleSchema>;

function scheduleRules(all: readonly Schedule[], schedule: Schedule, index: number): Rule[] {
  const names = all.map((each) => each.name);
  const path = `autoscaling.schedules[${index}]`;
  return [
    {
      broken:
        schedule.minimum !== undefined &&
        schedule.maximum !== undefined &&
        schedule.minimum > schedule.maximum,
      path: `${path}.minimum`,
      value: schedule.minimum,
      reason: `is more than the maximum, ${schedule.maximum}`,
      use: `${schedule.maximum}`,
    },
    {
      broken: schedule.name !== undefined && names.indexOf(schedule.name) < index,
      path: `${path}.name`,
      value: schedule.name,
      reason: "is named twice",
      use: "a name of its own",
    },
  ];
}

/** ECS refuses a task definition that has one name in both. */
function variableProblems({ environment, secrets }: FilledService): Problem[] {
  return Object.keys(environment)
    .filter((name) => Object.hasOwn(secrets, name))
    .map((name) => ({
      path: `environment.${name}`,
      value: environment[name],
      reason: "is among the secrets too, and a variable has one value",
      use: "leave it out here or there",
    }));
}

/** Bytes of JSON that ECS takes as a task definition, without what we write into it. */
const MAX_DEFINITION_BYTES = 65_536 - 8192;

/** https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html */
function definitionProblems({ command = [], environment, secrets, healthCheck }: FilledService): Problem[] {
  const sizes = Object.entries({ command, environment, secrets, "healthCheck.command": healthCheck?.command })
    .map(([path, value]) => ({ path, value, bytes: Buffer.byteLength(JSON.stringify(value ?? "")) }))
    .sort((one, other) => other.bytes - one.bytes);
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  const [largest] = sizes;
  if (!largest || total <= MAX_DEFINITION_BYTES) return [];
  const reason = `a task definition has 64 KiB, of which this and the like have ${total} bytes, and 8 KiB are ours`;
  const use = "less here: a file in the image, or an object in the bucket of contexts";
  return [{ path: largest.path, value: largest.value, reason, use }];
}

type CapacityShares = z.input<typeof capacityShareSchema>[];

function capacityProblems({ capacityProviders }: FilledService, spotInstances: SpotInstances): Problem[] {
  // Of what is wrong itself, nothing can be said here.
  const shares = capacityProviders?.filter(isShare);
  if (!shares || shares.length < (capacityProviders?.length ?? 0)) return [];
  const names = shares.map(({ provider }) => provider);
  const reasons: [broken: boolean, reason: string][] = [
    [shares.every(({ weight }) => weight === 0), "one provider at least needs a weight above 0"],
    [new Set(names).size < names.length, "each provider can be named once"],
    [
      names.includes("EC2_SPOT") && names.some((name) => name !== "EC2_SPOT"),
      "AWS does not mix Fargate and instances in one service",
    ],
    [
      names.includes("EC2_SPOT") && !spotInstances,
      "there are no instances for EC2_SPOT: platform.spotInstances is not set",
    ],
    [
      names.includes("EC2_SPOT") && spotInstances?.retired === true,
      "the instances for EC2_SPOT are retired (platform.spotInstances.retired)",
    ],
    [shares.filter(({ base = 0 }) => base > 0).length > 1, "AWS allows a base for one provider"],
  ];
  const use = JSON.stringify(possibleShares(shares));
  return reasons.flatMap(([isBroken, reason]) =>
    isBroken ? [{ path: "capacityProviders", value: capacityProviders, reason, use }] : [],
  );
}

function isShare(
  share: Filled<typeof capacityShareSchema>,
): share is Filled<typeof capacityShareSchema> & CapacityShares[number] {
  return share.provider !== undefined && share.weight !== undefined;
}

/** Capacity shares that AWS accepts, with as few changes as possible. */
function possibleShares(shares: CapacityShares): CapacityShares {
  const onFargate = shares.filter(({ provider }) => provider !== "EC2_SPOT");
  const once = onFargate.filter(
    ({ provider }, index) => onFargate.findIndex((other) => other.provider === provider) === index,
  );
  if (once.length === 0) return [{ provider: shares.length > 0 ? "FARGATE_SPOT" : "FARGATE", weight: 1 }];
  const isWeightless = once.every(({ weight }) => weight === 0);
  const first = once.find(({ base = 0 }) => base > 0);
  return once.map(({ base: _base, ...share }, index) => ({
    ...share,
    ...(isWeightless && index === 0 ? { weight: 1 } : {}),
    ...(share.provider === first?.provider ? { base: first.base } : {}),
  }));
}

/**
 * ECS rounds the most tasks down and the fewest up: between the two, there has to be one. If there is with so many tasks,
 * there is with more.
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
function rolloutProblems(service: FilledService): Problem[] {
  const { maximumPercent, minimumHealthyPercent, autoscaling } = service;
  // What the fewest tasks allow, more allow too; where there may be none, there may be one.
  const counts = [autoscaling, ...autoscaling.schedules].map(({ minimum = 1 }) => Math.max(1, minimum));
  const stuck = counts.find(
    (count) => Math.floor((count * maximumPercent) / 100) <= Math.ceil((count * minimumHealthyPercent) / 100),
  );
  if (stuck === undefined) return [];
  const reason = `with ${minimumHealthyPercent} % that have to stay healthy, a deployment of ${stuck} tasks could start none`;
  return [{ path: "maximumPercent", value: maximumPercent, reason, use: "200" }];
}

function broken(rules: readonly Rule[]): Problem[] {
  return rules.flatMap(({ broken: isBroken, ...problem }) => (isBroken ? [problem] : []));
}
