import { z } from "zod";
import { configurationProblems, configurationSchema } from "./configuration";
import { dataProblems, dataSchema, resolveBuckets, resolveQueues } from "./data";
import { type Filled, filled } from "./filled";
import { instanceTypeProblems } from "./instance-types";
import { monitoringProblems, monitoringSchema } from "./monitoring";
import { derivedNameProblems, derivedNames } from "./names";
import { isZone, networkProblems, networkSchema, subnetLayout } from "./network";
import { overridesSchema } from "./overrides";
import { fittingIdleTimeout, platformProblems, platformSchema } from "./platform";
import type { Problem } from "./problem";
import { regionSchema } from "./regions";
import { resolveServices, servicesSchema } from "./services";
import { servicesProblems } from "./services-rules";
import { stateProblems, stateSchema } from "./state";
import { problemsOf, withoutFaults } from "./zod-problems";

// A compiled schema pays off after hundreds of environments.
z.config({ jitless: true });

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const NAME_RULE = "must be lower-case letters, digits and single hyphens, beginning with a letter";

/** https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG = /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/iu;
const MAX_TAGS = 50;

/** The tags that are set here, or by the layers and their resources. */
const RESERVED_TAGS = ["Environment", "Project", "Layer", "Name"];

/** All that an environment can say. */
export const environmentSchema = z.strictObject({
  /** The environment: part of every name, of the state's key and of the tag Environment. */
  name: z.string().regex(NAME, NAME_RULE).meta({ example: "production" }),
  /** The tag Project. */
  project: z
    .string()
    .min(1, "must not be empty")
    .max(256, "AWS allows 256 characters")
    .regex(TAG, "AWS does not allow this value of a tag")
    .meta({ example: "devops-mcp" }),
  /** The beginning of every name: `<namePrefix>-<name>-…`. @default "mcp" */
  namePrefix: z.string().regex(NAME, NAME_RULE).default("mcp"),
  /** The AWS region. */
  region: regionSchema,
  /** The AWS account's 12 digits. With it, Terraform refuses to work in any other account. @default any account */
  account: z
    .string()
    .regex(/^\d{12}$/, "must be 12 digits, in quotes")
    .optional()
    .meta({ example: "123456789012" }),
  /** Further tags of every resource. @default {} */
  tags: z
    .record(
      z
        .string()
        .min(1, "is empty")
        .max(128, "AWS allows 128 characters")
        .regex(TAG, "AWS does not allow this key")
        .meta({ example: "CostCenter" }),
      z
        .string()
        .max(256, "AWS allows 256 characters")
        .regex(TAG, "AWS does not allow this value")
        .meta({ example: "platform" }),
    )
    .default({})
    .meta({ example: { CostCenter: "platform" } }),
  /** `layered`: a stack and a state for each layer. `single`: one of both for all. @default "layered" */
  layout: z.enum(["layered", "single"]).default("layered"),
  /** Where Terraform keeps its state. @default {} */
  state: stateSchema.prefault({}),
  /**
   * Passwords in Terraform's state, which is encrypted; or in no state, plan or output at all (Terraform 1.11 and later).
   * @default true
   */
  secretsInState: z.boolean().default(true),
  /**
   * The major of Terraform's AWS provider: 5, with which everything is tested, or 6, for teams that are there already. The
   * exact versions are in `providers/`. An environment that was applied with 6 cannot go back to 5. @default 5
   */
  awsProvider: z.literal([5, 6]).default(5),
  network: networkSchema.meta({ example: { cidr: "10.0.0.0/16", zones: ["us-east-1a", "us-east-1b"] } }),
  data: dataSchema,
  services: servicesSchema.meta({ example: { imageTag: "1.0.0", all: { "mcp-server": { port: 8080 } } } }),
  /** What the services read from their environment. @default {} */
  configuration: configurationSchema.prefault({}),
  platform: platformSchema.meta({
    example: {
      domain: "yourdomain.com",
    },
  }),
  /** What an engineer on call needs. @default {} */
  monitoring: monitoringSchema.prefault({}),
  /**
   * Arguments of single resources, by their addresses, in place of ours or as a function of ours; blocks are merged, lists
   * replaced. @default {}
   */
  overrides: overridesSchema.default({}),
});

/** What a file in `environments/` says. */
export type EnvironmentSettings = z.input<typeof environmentSchema>;

/** An environment as the stacks see it: validated, with every default in its place. */
export type Environment = ReturnType<typeof resolve>;

/** An environment, or what is wrong with its settings. */
export type Validated =
  | { readonly environment: Environment; readonly problems?: undefined }
  | { readonly environment?: undefined; readonly problems: readonly Problem[] };

/** Validates settings and fills in what they leave out. Reports every problem, not only the first. */
export function validateSettings(settings: unknown): Validated {
  const result = environmentSchema.safeParse(settings, { reportInput: true });
  const fieldProblems = result.success ? [] : problemsOf(result.error, environmentSchema, settings);
  const sound = filled(environmentSchema, withoutFaults(settings, result.error));
  const problems = [...fieldProblems, ...crossFieldProblems(sound)];
  return result.success && problems.length === 0 ? { environment: resolve(result.data) } : { problems };
}

/** What is wrong between settings. What is wrong by itself has been taken out, and every default is in its place. */
function crossFieldProblems(settings: Filled<typeof environmentSchema>): Problem[] {
  const { name, namePrefix, state, network, configuration } = settings;
  const { requestTimeoutSeconds } = configuration;
  const { services, platform } = settings;
  const prefix = name === undefined ? undefined : `${namePrefix}-${name}`;
  const hosts = Object.entries(services.all ?? {}).flatMap(([service, own]) =>
    Object.entries(own.hosts).flatMap(([id, host]) =>
      host === undefined ? [] : [{ path: `services.all.${service}.hosts.${id}`, name: host }],
    ),
  );
  const keepAlives = Object.entries(services.all ?? {}).flatMap(([service, { target }]) =>
    target?.keepAliveSeconds === undefined
      ? []
      : [{ path: `services.all.${service}.target.keepAliveSeconds`, seconds: target.keepAliveSeconds }],
  );
  const instanceTasks = Object.entries(services.all ?? {}).flatMap(([service, own]) => {
    const isPlaced = !own.retired && own.capacityProviders?.some(({ provider }) => provider === "EC2_SPOT");
    return isPlaced ? [{ service, cpu: own.cpu, memory: own.memory }] : [];
  });
  const given = {
    stateBucket: state.bucket,
    stateKeyAlias: state.kmsKeyId,
    lockTable: state.lockTable,
    contextsBucket: settings.data.contexts.bucket,
    loadBalancer: platform.loadBalancer.name,
    loadBalancerLogsBucket: platform.loadBalancer.logsBucket,
    // Without instances, nothing has the name.
    spotCapacity: platform.spotInstances ? platform.spotInstances.name : "",
  };
  return [
    ...(name === undefined ? [] : derivedNameProblems(name, namePrefix, given)),
    ...tagProblems(settings.tags),
    ...stateProblems(state),
    ...networkProblems(network, settings.region),
    ...dataProblems(
      settings.data,
      { ...network, zones: network.zones?.filter(isZone) },
      requestTimeoutSeconds,
      prefix,
    ),
    ...instanceTypeProblems(settings.region, { ...settings.data.postgres, ...settings.data.redis }),
    ...servicesProblems(services, { ...settings, prefix }),
    ...configurationProblems(configuration),
    ...platformProblems(platform, {
      requestTimeoutSeconds,
      cpuArchitecture: services.cpuArchitecture,
      hosts,
      keepAlives,
      instanceTasks,
    }),
    ...tokenProblems(services, settings.data),
    ...monitoringProblems(settings.monitoring),
  ];
}

/** A cache that takes connections without TLS has no token: https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth.html */
function tokenProblems(
  { all = {} }: Filled<typeof servicesSchema>,
  { redis, secrets: { kept } }: Filled<typeof dataSchema>,
): Problem[] {
  if (redis.transitEncryptionMode !== "preferred") return [];
  const named = Object.entries(all).flatMap(([name, { secrets }]) =>
    Object.entries(secrets).map(([variable, value]) => [`services.all.${name}.secrets.${variable}`, value]),
  );
  return [...named, ...kept.map((value, index) => [`data.secrets.kept[${index}]`, value])]
    .filter(([, secret]) => secret === "redis-auth-token")
    .map(([path, value]) => ({
      path: path as string,
      value,
      reason: 'there is no token: data.redis.transitEncryptionMode is "preferred"',
      use: "leave it out",
    }));
}

function tagProblems(tags: Record<string, string | undefined>): Problem[] {
  const keys = Object.keys(tags).filter((key) => tags[key] !== undefined);
  const most = MAX_TAGS - RESERVED_TAGS.length;
  const tooMany = {
    path: "tags",
    value: tags,
    reason: `AWS allows ${MAX_TAGS} tags, ${RESERVED_TAGS.length} of which are set already`,
    use: `${most} tags or fewer`,
  };
  const taken = keys.flatMap((key, index) => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html: to IAM, keys that differ by case are one.
    const same = (other: string) => other.toLowerCase() === key.toLowerCase();
    const reserved = RESERVED_TAGS.find(same);
    const earlier = keys.slice(0, index).find(same);
    const reason =
      reserved === key
        ? "this tag is set for every resource already"
        : reserved
          ? `to IAM this is the tag ${reserved}, which is set for every resource already`
          : `to IAM this is the tag ${earlier}`;
    return reserved || earlier ? [{ path: `tags.${key}`, value: tags[key], reason, use: "another key" }] : [];
  });
  return [...(keys.length > most ? [tooMany] : []), ...taken];
}

function resolve(settings: z.output<typeof environmentSchema>) {
  const prefix = `${settings.namePrefix}-${settings.name}`;
  const path = `${settings.namePrefix}/${settings.name}`;
  const names = derivedNames({ prefix, path });
  const { postgres } = settings.data;
  const { loadBalancer, spotInstances } = settings.platform;
  const { bedrock, requestTimeoutSeconds } = settings.configuration;
  const keepAlives = Object.values(settings.services.all).flatMap(
    ({ target }) => target?.keepAliveSeconds ?? [],
  );
  return {
    ...settings,
    /** The beginning of every name: `mcp-production`. */
    prefix,
    /** The names that follow from it. */
    names,
    state: {
      ...settings.state,
      bucket: settings.state.bucket ?? names.stateBucket,
      kmsKeyId: settings.state.kmsKeyId ?? (settings.state.create ? names.stateKeyAlias : undefined),
      lockTable: settings.state.lockTable ?? names.lockTable,
    },
    network: { ...settings.network, subnets: subnetLayout(settings.network) },
    data: {
      ...settings.data,
      postgres: {
        ...postgres,
        parameterGroup: {
          ...postgres.parameterGroup,
          name:
            postgres.parameterGroup.name ??
            `${names.parameterGroup}${Number.parseInt(postgres.engineVersion, 10)}`,
        },
      },
      queues: resolveQueues(settings.data, prefix),
      buckets: resolveBuckets(settings.data, prefix),
    },
    services: resolveServices(settings.services, prefix, path),
    configuration: {
      ...settings.configuration,
      bedrock: { ...bedrock, regions: bedrock.regions ?? [settings.region] },
    },
    platform: {
      ...settings.platform,
      loadBalancer: {
        ...loadBalancer,
        name: loadBalancer.name ?? names.loadBalancer,
        idleTimeoutSeconds:
          loadBalancer.idleTimeoutSeconds ?? fittingIdleTimeout(requestTimeoutSeconds, keepAlives),
        logsBucket: loadBalancer.logsBucket ?? names.loadBalancerLogsBucket,
      },
      spotInstances: spotInstances && { ...spotInstances, name: spotInstances.name ?? names.spotCapacity },
    },
  };
}
