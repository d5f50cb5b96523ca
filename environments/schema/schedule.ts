const MONTHS = "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(" ");
const DAYS = "SUN MON TUE WED THU FRI SAT".split(" ");

interface Field {
  readonly min: number;
  readonly max: number;
  /** Words for its numbers, from `min` up. */
  readonly words?: readonly string[];
  /** Values that no other field has. */
  readonly own?: RegExp;
}

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based, in the order of `cron(…)` */
const FIELDS: readonly Field[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31, own: /^(\?|L|LW|([1-9]|[12]\d|3[01])W)$/ },
  { min: 1, max: 12, words: MONTHS },
  { min: 1, max: 7, words: DAYS, own: /^(\?|L|[1-7]L|([1-7]|SUN|MON|TUE|WED|THU|FRI|SAT)#[1-5])$/ },
  { min: 1970, max: 2199 },
];

const RATE = /^rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)$/;
const AT = /^at\((\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\)$/;
const CRON = /^cron\((\S+(?: \S+){5})\)$/;

/** Why Application Auto Scaling would refuse a schedule; `undefined` if it would not. */
export function scheduleFault(text: string): string | undefined {
  const at = AT.exec(text)?.[1];
  if (at !== undefined) return isTime(at) ? undefined : "there is no such time";
  if (RATE.test(text)) return undefined;
  const fields = CRON.exec(text)?.[1]?.split(" ");
  if (!fields) {
    return "must be cron(minutes hours day-of-month month day-of-week year), rate(value unit) or at(yyyy-mm-ddThh:mm:ss)";
  }
  const wrong = fields.find((field, index) => !isRight(field, FIELDS[index] as Field));
  if (wrong !== undefined) return `cron has no ${wrong} there`;
  const [, , dayOfMonth, , dayOfWeek] = fields;
  return (dayOfMonth === "?") === (dayOfWeek === "?")
    ? "cron needs ? either as the day of the month or as the day of the week"
    : undefined;
}

/** Whether there is a time zone of this name. */
export function isTimezone(name: string): boolean {
  try {
    return /^[A-Z]\w*(\/[\w+-]+)*$/.test(name) && Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}

/** JavaScript takes the 31st of February for the 3rd of March. */
function isTime(text: string): boolean {
  const time = new Date(`${text}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(text);
}

/** Values, ranges and steps, separated by commas. */
function isRight(text: string, field: Field): boolean {
  if (field.own?.test(text)) return true;
  return text.split(",").every((part) => {
    const [, range = ""] = /^([^/]+)(?:\/[1-9]\d{0,3})?$/.exec(part) ?? [];
    if (range === "*") return true;
    const ends = range.split("-").map((end) => numberOf(end, field));
    const [from = Number.NaN, to = from] = ends;
    return ends.length <= 2 && from >= field.min && to >= from && to <= field.max;
  });
}

function numberOf(text: string, { min, words = [] }: Field): number {
  const word = words.indexOf(text);
  if (word >= 0) return min + word;
  return /^\d+$/.test(text) ? Number(text) : Number.NaN;
}
