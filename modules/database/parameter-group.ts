import {
  DbParameterGroup,
  type DbParameterGroupConfig,
  type DbParameterGroupParameter,
} from "@cdktf/provider-aws/lib/db-parameter-group";
import type { Construct } from "constructs";
import { ofPlatform, type PartOfPlatform } from "../of-platform";
import { type Override, overridden } from "../override";

const KIB_IN_MIB = 1024;
const KIB_IN_GIB = 1024 * 1024;
/** RDS counts shared memory in PostgreSQL's blocks of 8 KiB. */
const KIB_IN_BLOCK = 8;

/** PostgreSQL's memory parameters. One that is left out has RDS's default for the instance class. */
export interface PostgresMemory {
  /** `shared_buffers` in GiB. Takes a restart. */
  readonly sharedBuffersGib?: number;
  /** `effective_cache_size` in GiB: what the planner believes to be cached. */
  readonly effectiveCacheSizeGib?: number;
  /** `work_mem` in MiB, for each sort and each hash of each query. */
  readonly workMemMib?: number;
}

export interface PostgresParameterGroupProps extends PartOfPlatform {
  /** The name, at most 255 lower-case letters, digits and hyphens. */
  readonly name: string;
  /** The engine's major version, 13 and more: the family is `postgres<major>`. */
  readonly majorVersion: number;
  readonly memory?: PostgresMemory;
  readonly override?: Override<DbParameterGroupConfig>;
}

/**
 * PostgreSQL's parameters in RDS's units: 8 KiB blocks and KiB. Static ones wait for a restart, the others apply at once. Each
 * is in all families from postgres13 to postgres18.
 * Guide: lines 1111–1116.
 */
export function createPostgresParameterGroup(
  scope: Construct,
  id: string,
  { name, majorVersion, memory = {}, platformName, override }: PostgresParameterGroupProps,
): DbParameterGroup {
  const { sharedBuffersGib, effectiveCacheSizeGib, workMemMib } = memory;
  const config: DbParameterGroupConfig = {
    name,
    family: `postgres${majorVersion}`,
    description: ofPlatform(`PostgreSQL ${majorVersion}`, { platformName }),
    parameter: [
      ...parameter("shared_buffers", sharedBuffersGib, KIB_IN_GIB / KIB_IN_BLOCK, "pending-reboot"),
      ...parameter("effective_cache_size", effectiveCacheSizeGib, KIB_IN_GIB / KIB_IN_BLOCK, "immediate"),
      ...parameter("work_mem", workMemMib, KIB_IN_MIB, "immediate"),
      { name: "shared_preload_libraries", value: "pg_stat_statements", applyMethod: "pending-reboot" },
      // What RDS itself says of this one, dynamic or not: with another method the next plan would differ.
      { name: "rds.force_ssl", value: "1", applyMethod: "pending-reboot" },
    ],
    // A group in use cannot be deleted: with a new major version, the new one comes first, so that it needs another name.
    lifecycle: { createBeforeDestroy: true },
  };
  return new DbParameterGroup(scope, id, overridden(config, override));
}

function parameter(
  name: string,
  amount: number | undefined,
  units: number,
  applyMethod: string,
): DbParameterGroupParameter[] {
  return amount === undefined ? [] : [{ name, value: `${amount * units}`, applyMethod }];
}
