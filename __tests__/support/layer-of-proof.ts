/**
 * A group of tests that needs something of the machine. Where that is missing, its tests are skipped, and the reason is
 * part of the group's title, from which the summary at the end takes it.
 *
 * @param missing what is missing, and how to get it; `undefined` if nothing is
 */
export function describeWith(missing: string | undefined, title: string, tests: () => void): void {
  if (missing === undefined) describe(title, tests);
  else describe.skip(`${title} (skipped: ${missing})`, tests);
}
