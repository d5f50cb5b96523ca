/** Of the pairs of letters of two texts, the part that has to be in both: below, they have nothing to do with each other. */
const LEAST = 0.08;

/** The text that has the most in common with another; `undefined` if none has anything. */
export function nearest<T extends string>(text: string, options: readonly T[]): T | undefined {
  const wanted = pairs(text);
  const likeness = (option: string) => {
    const own = pairs(option);
    return own.filter((pair) => wanted.includes(pair)).length / Math.max(1, own.length + wanted.length);
  };
  return options.reduce<T | undefined>((best, option) => {
    const least = best === undefined ? LEAST : likeness(best);
    return likeness(option) > least ? option : best;
  }, undefined);
}

/** Every two letters that follow on one another; case, and what stands between words, do not count. */
function pairs(text: string): string[] {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return Array.from({ length: Math.max(0, plain.length - 1) }, (_, index) => plain.slice(index, index + 2));
}
