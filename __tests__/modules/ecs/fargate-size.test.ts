import { FARGATE_CPU_UNITS, fargateMemory } from "../../../modules/ecs/fargate-size";

/** AWS's table: CPU units, and the GB that they can have. */
const SIZES: [cpuUnits: number, gigabytes: number[]][] = [
  [256, [0.5, 1, 2]],
  [512, [1, 2, 3, 4]],
  [1024, [2, 3, 4, 5, 6, 7, 8]],
  [2048, [4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
  [4096, [8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30]],
  [8192, [16, 20, 24, 28, 32, 36, 40, 44, 48, 52, 56, 60]],
  [16384, [32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120]],
];

test.each(SIZES)("%d CPU units can have the memory that AWS says", (cpuUnits, gigabytes) => {
  expect(fargateMemory(cpuUnits).map((mib) => mib / 1024)).toEqual(gigabytes);
});

test("there are no other CPU units", () => {
  expect(FARGATE_CPU_UNITS).toEqual(SIZES.map(([cpuUnits]) => cpuUnits));
  expect(fargateMemory(3072)).toEqual([]);
});
