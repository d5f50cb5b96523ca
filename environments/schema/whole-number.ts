import { z } from "zod";

/** A whole number within AWS's limits, which the message says. */
export function wholeNumber(min: number, max: number, unit: string) {
  const limits = `AWS allows ${min} to ${max} ${unit}`;
  return z.int(`must be a whole number of ${unit}`).min(min, limits).max(max, limits);
}
