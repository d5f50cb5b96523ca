/**
 * MiB of memory that Fargate has for each number of CPU units (1024 are one vCPU).
 * https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
 */
const MEMORY = new Map<number, readonly number[]>([
  [256, [512, 1024, 2048]],
  [512, steps(1024, 4096, 1024)],
  [1024, steps(2048, 8192, 1024)],
  [2048, steps(4096, 16_384, 1024)],
  [4096, steps(8192, 30_720, 1024)],
  [8192, steps(16_384, 61_440, 4096)],
  [16_384, steps(32_768, 122_880, 8192)],
]);

/** The CPU units that a task on Fargate can have, from the least up. */
export const FARGATE_CPU_UNITS: readonly number[] = [...MEMORY.keys()];

/** MiB of memory that a task of so many CPU units can have, from the least up; empty if there is no such size. */
export function fargateMemory(cpuUnits: number): readonly number[] {
  return MEMORY.get(cpuUnits) ?? [];
}

function steps(from: number, to: number, by: number): number[] {
  return Array.from({ length: (to - from) / by + 1 }, (_, index) => from + index * by);
}
