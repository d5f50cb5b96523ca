import { z } from "zod";

/**
 * A whole number within limits, which the message says.
 *
 * @param whose who sets the limits. @default "AWS allows"
 */
export function wholeNumber(min: number, max: number, unit: string, whose = "AWS allows") {
  const limits = `${whose} ${min} to ${max} ${unit}`;
  return z.int(`must be a whole number of ${unit}`).min(min, limits).max(max, limits);
}
