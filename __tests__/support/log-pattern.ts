/**
 * Whether a metric filter counts a line. Of CloudWatch's patterns those that name optional terms, `?a ?"b c"`: a line matches
 * that has any of them. Capital letters matter.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function matchesPattern(pattern: string, line: string): boolean {
  const terms = [...pattern.matchAll(/\?(?:"((?:\\.|[^"\\])*)"|(\S+))/g)];
  if (terms.map(([term]) => term).join(" ") !== pattern)
    throw new Error(`not only optional terms: ${pattern}`);
  return terms.some(([, quoted, word = ""]) => line.includes(quoted?.replace(/\\(.)/g, "$1") ?? word));
}
