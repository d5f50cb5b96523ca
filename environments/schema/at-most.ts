/** For `refine`: how many entries an object may have. */
export function atMost(most: number, why: string): [test: (entries: object) => boolean, message: string] {
  return [(entries) => Object.keys(entries).length <= most, `must be ${most} at most: ${why}`];
}
