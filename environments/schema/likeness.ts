/** Of the pairs of letters of two texts, the part that has to be in both: below, they have nothing to do with each other. */
const LEAST = 0.08;
/** As LEAST, where nothing is better than something far off. */
const LEAST_OF_TYPO = 0.25;

/** Letters that are looked at: there are no longer names, and it takes their square of time. */
const MOST_LETTERS = 200;

/** The text that has the most in common with another; `undefined` if none has anything. */
export function nearest<T extends string>(text: string, options: readonly T[], least = LEAST): T | undefined {
  const wanted = pairs(text);
  const likeness = (option: string) => {
    const own = pairs(option);
    return own.filter((pair) => wanted.includes(pair)).length / Math.max(1, own.length + wanted.length);
  };
  return options.reduce<T | undefined>((best, option) => {
    const bar = best === undefined ? least : likeness(best);
    return likeness(option) > bar ? option : best;
  }, undefined);
}

/** The text that was meant by one that is mistyped or incomplete; `undefined` if it resembles none. */
export function mistyped<T extends string>(text: string, options: readonly T[]): T | undefined {
  const slips = options.map((option) => ({ option, count: editDistance(text, option) }));
  const [closest] = slips.sort((one, other) => one.count - other.count);
  const most = Math.max(1, Math.floor(text.length / 4));
  return closest && closest.count <= most ? closest.option : nearest(text, options, LEAST_OF_TYPO);
}

/** Letters of a name of which one slip makes no other name. */
const LEAST_LETTERS_OF_SLIP = 5;

/** The text from which another differs by a single slip; `undefined` if there is none, or it is too short to say so. */
export function slipOf<T extends string>(text: string, options: readonly T[]): T | undefined {
  if (options.some((option) => option === text)) return undefined;
  return options.find((option) => option.length >= LEAST_LETTERS_OF_SLIP && editDistance(text, option) === 1);
}

/** Every two letters that follow on one another; case, and what stands between words, do not count. */
function pairs(text: string): string[] {
  const plain = text
    .slice(0, MOST_LETTERS)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  return Array.from({ length: Math.max(0, plain.length - 1) }, (_, index) => plain.slice(index, index + 2));
}

/**
 * Letters that are put in, left out, replaced, or swapped with the next one; case does not count. Row by row: how far the
 * beginnings of both texts are apart. https://en.wikipedia.org/wiki/Damerau–Levenshtein_distance (optimal string alignment)
 */
function editDistance(one: string, other: string): number {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()];
  // Whatever is that much longer has nothing to do with it.
  if (Math.abs(a.length - b.length) > b.length) return Number.POSITIVE_INFINITY;
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let row = 1; row <= a.length; row++) {
    rows[row] = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const steps = [
        at(row - 1, column) + 1,
        at(row, column - 1) + 1,
        at(row - 1, column - 1) + (isSame ? 0 : 1),
        isSwapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
      ];
      (rows[row] as number[])[column] = Math.min(...steps);
    }
  }
  return at(a.length, b.length);
}
