import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { npmPackages } from "./npm";
import type { Block, Synthesized } from "./synth";

/** A metric as a stack names it. */
export interface UsedMetric {
  readonly namespace: string;
  readonly metricName: string;
  /** The names of its dimensions, sorted. */
  readonly dimensions: readonly string[];
}

/** What AWS publishes: of each namespace the metrics, of each metric its sets of dimensions. */
export type CannedMetrics = ReadonlyMap<string, ReadonlyMap<string, readonly (readonly string[])[]>>;

/** The database of which aws-cdk-lib's methods such as `metricHttpCodeTarget` are made. */
interface Database {
  readonly schema: {
    readonly metric: {
      readonly entities: readonly {
        readonly $id: string;
        readonly namespace: string;
        readonly name: string;
      }[];
    };
    readonly dimensionSet: {
      readonly entities: readonly {
        readonly $id: string;
        readonly dimensions: readonly { readonly name: string }[];
      }[];
    };
    readonly usesDimensionSet: {
      readonly forward: Readonly<Record<string, readonly { readonly $id: string }[]>>;
    };
  };
}

export async function cannedMetrics(): Promise<CannedMetrics> {
  const modules = await npmPackages("canned-metrics", join(__dirname, "canned-metrics/package.json"));
  const packed = readFileSync(join(modules, "@aws-cdk/aws-service-spec/db.json.gz"));
  const { schema }: Database = JSON.parse(gunzipSync(packed).toString());
  const sets = new Map(
    schema.dimensionSet.entities.map(({ $id, dimensions }) => [
      $id,
      dimensions.map(({ name }) => name).sort(),
    ]),
  );
  const metrics = new Map<string, Map<string, string[][]>>();
  for (const { $id, namespace, name } of schema.metric.entities) {
    const own = metrics.get(namespace) ?? new Map<string, string[][]>();
    const uses = schema.usesDimensionSet.forward[$id] ?? [];
    metrics.set(
      namespace,
      own.set(name, [...(own.get(name) ?? []), ...uses.map((use) => sets.get(use.$id) ?? [])]),
    );
  }
  return metrics;
}

/** All metrics that alarms, scaling policies and dashboards of a stack name, with the address of each. */
export function usedMetrics(stack: Synthesized): [address: string, metric: UsedMetric][] {
  return stack.everything().flatMap(([address, block]) => {
    const body = block.dashboard_body as string | undefined;
    const found = body === undefined ? metricsIn(block) : metricsOfWidgets(JSON.parse(body));
    return found.map((metric): [string, UsedMetric] => [address, metric]);
  });
}

/** Wherever it stands in a block, a metric has these three. */
function metricsIn(value: unknown): UsedMetric[] {
  if (typeof value !== "object" || value === null) return [];
  const { namespace, metric_name, dimensions } = value as Block;
  const own =
    typeof namespace === "string" && typeof metric_name === "string"
      ? [{ namespace, metricName: metric_name, dimensions: namesOf(dimensions) }]
      : [];
  return [...own, ...Object.values(value).flatMap(metricsIn)];
}

/** A map in alarms, a list of names and values in scaling policies. */
function namesOf(dimensions: unknown): string[] {
  if (!Array.isArray(dimensions)) return Object.keys(dimensions ?? {}).sort();
  return dimensions.map(({ name }: { name: string }) => name).sort();
}

interface Widgets {
  readonly widgets: readonly {
    readonly properties: { readonly metrics?: readonly (readonly unknown[])[] };
  }[];
}

/** A line is `[namespace, name, dimension, value, …, {…}]`, or an expression. */
function metricsOfWidgets({ widgets }: Widgets): UsedMetric[] {
  const lines = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  return lines
    .map((line) => line.filter((part): part is string => typeof part === "string"))
    .filter(({ length }) => length >= 2)
    .map(([namespace = "", metricName = "", ...pairs]) => ({
      namespace,
      metricName,
      dimensions: pairs.filter((_part, index) => index % 2 === 0).sort(),
    }));
}

/** Why AWS publishes no such metric; `undefined` if it does. */
export function whyNotCanned(canned: CannedMetrics, metric: UsedMetric): string | undefined {
  const { namespace, metricName, dimensions } = metric;
  const known = canned.get(namespace);
  if (known === undefined) return `there is no namespace ${namespace}`;
  const sets = known.get(metricName);
  if (sets === undefined) return `${namespace} has no metric ${metricName}`;
  const asText = (set: readonly string[]) => set.join(", ");
  return sets.map(asText).includes(asText(dimensions))
    ? undefined
    : `${namespace} ${metricName} has the dimensions [${sets.map(asText).join("] or [")}], not [${asText(dimensions)}]`;
}
