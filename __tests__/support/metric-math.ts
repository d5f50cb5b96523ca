/**
 * CloudWatch's metric math, as far as alarms use it:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html
 */

/** A value a period, oldest first; `undefined`: no data. */
export type Series = readonly (number | undefined)[];

/**
 * What a period without data is to an operator whose other side has data: zero, as AWS documents it, or no data, as many
 * believe it. A rule that means the same either way does not depend on it: it has FILL.
 */
export type MissingOperand = "zero" | "noData";

type Value = number | Series | SeriesArray;
type Operator = (left: number, right: number) => number | undefined;

/** `[m1, m2]`, `METRICS()` */
class SeriesArray {
  constructor(readonly members: readonly Series[]) {}
}

const truth = (value: boolean) => (value ? 1 : 0);

/** From what binds least to what binds most. */
const OPERATORS: readonly Readonly<Record<string, Operator>>[] = [
  { OR: (a, b) => truth(a !== 0 || b !== 0), "||": (a, b) => truth(a !== 0 || b !== 0) },
  { AND: (a, b) => truth(a !== 0 && b !== 0), "&&": (a, b) => truth(a !== 0 && b !== 0) },
  {
    "==": (a, b) => truth(a === b),
    "!=": (a, b) => truth(a !== b),
    "<=": (a, b) => truth(a <= b),
    ">=": (a, b) => truth(a >= b),
    "<": (a, b) => truth(a < b),
    ">": (a, b) => truth(a > b),
  },
  { "+": (a, b) => a + b, "-": (a, b) => a - b },
  // "If the value of a data point causes a function to attempt to divide by zero, the data point is dropped."
  { "*": (a, b) => a * b, "/": (a, b) => (b === 0 ? undefined : a / b) },
];

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Over the series of an array: of the values there are, and how many series there are. */
const AGGREGATES: Readonly<Record<string, (values: readonly number[], count: number) => number>> = {
  MAX: (values) => Math.max(...values),
  MIN: (values) => Math.min(...values),
  SUM: sum,
  // "Missing values are treated as 0."
  AVG: (values, count) => sum(values) / count,
};

const NAME = /^[A-Za-z_]/;
const TOKEN = /\s*(\d+(?:\.\d+)?|[A-Za-z_]\w*|==|!=|<=|>=|&&|\|\||[-+*/<>()[\],]|\S|$)/y;

interface Token {
  /** Empty at the end. */
  readonly text: string;
  readonly at: number;
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  do {
    const [, text = ""] = TOKEN.exec(expression) ?? [];
    tokens.push({ text, at: TOKEN.lastIndex - text.length });
  } while (tokens.at(-1)?.text !== "");
  return tokens;
}

/** An expression's result, over series of the same length by their ids. */
export function calculate(
  expression: string,
  series: Readonly<Record<string, Series>>,
  missingOperand: MissingOperand = "zero",
): Series {
  return new Expression(expression, series, missingOperand).result();
}

/** Parses and calculates in one go, by recursive descent: a method a rule of the grammar. */
class Expression {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(
    private readonly text: string,
    private readonly series: Readonly<Record<string, Series>>,
    private readonly missingOperand: MissingOperand,
  ) {
    this.tokens = tokenize(text);
  }

  result(): Series {
    const value = this.operation(0);
    this.expect("");
    const start = { text: "", at: 0 };
    if (typeof value === "number")
      throw this.problem("an alarm watches a series, and this is a number", start);
    if (value instanceof SeriesArray)
      throw this.problem("an alarm watches one series, and this is several", start);
    return value;
  }

  /** `m1 - m2`, at one level of OPERATORS. */
  private operation(level: number): Value {
    const operators = OPERATORS[level];
    if (!operators) return this.operand();
    let left = this.operation(level + 1);
    while (Object.hasOwn(operators, this.token.text)) {
      const token = this.take();
      const right = this.operation(level + 1);
      left = this.combine(left, right, operators[token.text] as Operator, token);
    }
    return left;
  }

  /** `5`, `m1`, `-m1`, `(…)`, `[m1, m2]`, `FILL(…)` */
  private operand(): Value {
    const token = this.take();
    if (/^\d/.test(token.text)) return Number(token.text);
    if (token.text === "-") return this.combine(-1, this.operand(), (a, b) => a * b, token);
    if (token.text === "(") {
      const value = this.operation(0);
      this.expect(")");
      return value;
    }
    if (token.text === "[")
      return new SeriesArray(this.list("]").flatMap((value) => this.members(value, token)));
    if (!NAME.test(token.text)) throw this.problem("expected a value", token);
    if (this.token.text === "(") {
      this.take();
      return this.call(token, this.list(")"));
    }
    const series = Object.hasOwn(this.series, token.text) ? this.series[token.text] : undefined;
    if (!series) throw this.problem(`there is no metric ${token.text}`, token);
    return series;
  }

  /** Operations with commas in between, and what ends them. */
  private list(end: string): Value[] {
    const values: Value[] = [];
    while (this.token.text !== end) {
      if (values.length > 0) this.expect(",");
      values.push(this.operation(0));
    }
    this.take();
    return values;
  }

  private call(name: Token, args: readonly Value[]): Value {
    const [first, second, third] = args;
    const needs = (least: number, most = least) => {
      if (args.length < least || args.length > most)
        throw this.problem(`${name.text} does not take ${args.length} arguments`, name);
    };
    const aggregate = Object.hasOwn(AGGREGATES, name.text) ? AGGREGATES[name.text] : undefined;
    if (aggregate) {
      needs(1);
      return this.aggregate(first as Value, aggregate, name);
    }
    switch (name.text) {
      case "METRICS":
        needs(0);
        return new SeriesArray(Object.values(this.series));
      case "ABS":
        needs(1);
        return each(first as Value, (value) => value && Math.abs(value));
      case "FILL":
        needs(2);
        if (typeof second !== "number") throw this.problem("FILL fills with a number here", name);
        return each(first as Value, (value) => value ?? second);
      case "IF":
        needs(2, 3);
        return this.choose(first as Value, second as Value, third, name);
      default:
        throw this.problem(`there is no function ${name.text} here`, name);
    }
  }

  private combine(left: Value, right: Value, operator: Operator, token: Token): Value {
    if (left instanceof SeriesArray && right instanceof SeriesArray)
      throw this.problem("arrays cannot be combined", token);
    if (left instanceof SeriesArray)
      return new SeriesArray(
        left.members.map((member) => this.combine(member, right, operator, token) as Series),
      );
    if (right instanceof SeriesArray)
      return new SeriesArray(
        right.members.map((member) => this.combine(left, member, operator, token) as Series),
      );
    if (typeof left === "number" && typeof right === "number") {
      const value = operator(left, right);
      if (value === undefined) throw this.problem("divides by zero, always", token);
      return value;
    }
    return this.periods.map((period) => {
      const [a, b] = this.operands(at(left, period), at(right, period), left, right);
      return a === undefined || b === undefined ? undefined : operator(a, b);
    });
  }

  /** "Missing values in a time series are treated as 0": where the other series has one. Where neither has, there is no period. */
  private operands(a: number | undefined, b: number | undefined, left: Value, right: Value) {
    const isBetweenSeries = typeof left !== "number" && typeof right !== "number";
    if (this.missingOperand === "noData" || !isBetweenSeries || (a === undefined && b === undefined))
      return [a, b];
    return [a ?? 0, b ?? 0];
  }

  /** Where the condition has no data, there is none; what is true and has no data is 0, what is false and has none is dropped. */
  private choose(condition: Value, yes: Value, no: Value | undefined, name: Token): Value {
    if (condition instanceof SeriesArray || yes instanceof SeriesArray || no instanceof SeriesArray)
      throw this.problem("IF takes no array", name);
    if (typeof condition === "number")
      return condition !== 0 ? yes : (no ?? this.periods.map(() => undefined));
    const absent = this.missingOperand === "zero" ? 0 : undefined;
    return condition.map((value, period) => {
      if (value === undefined) return undefined;
      return value !== 0 ? (at(yes, period) ?? absent) : no && at(no, period);
    });
  }

  private aggregate(
    of: Value,
    aggregate: (values: readonly number[], count: number) => number,
    name: Token,
  ): Series {
    // Of one series it is a number over as many periods as CloudWatch happens to look at: AWS advises against it in alarms.
    if (!(of instanceof SeriesArray)) throw this.problem(`${name.text} takes an array of series here`, name);
    return this.periods.map((period) => {
      const values = of.members.map((member) => member[period]).filter((value) => value !== undefined);
      return values.length === 0 ? undefined : aggregate(values, of.members.length);
    });
  }

  private members(value: Value, token: Token): readonly Series[] {
    if (typeof value === "number") throw this.problem("an array takes series", token);
    return value instanceof SeriesArray ? value.members : [value];
  }

  private get periods(): readonly number[] {
    return Object.values(this.series)[0]?.map((_, period) => period) ?? [];
  }

  private get token(): Token {
    return this.tokens[this.position] as Token;
  }

  private take(): Token {
    const { token } = this;
    if (token.text !== "") this.position += 1;
    return token;
  }

  private expect(text: string): void {
    const token = this.take();
    if (token.text !== text) throw this.problem(`expected ${text || "the end"}`, token);
  }

  private problem(what: string, { at }: Token): Error {
    return new Error(`${what}, at ${at + 1}:\n${this.text}\n${" ".repeat(at)}^`);
  }
}

function at(value: number | Series, period: number): number | undefined {
  return typeof value === "number" ? value : value[period];
}

/** Value by value. */
function each(value: Value, change: (value: number | undefined) => number | undefined): Value {
  if (typeof value === "number") return change(value) ?? value;
  if (value instanceof SeriesArray) return new SeriesArray(value.members.map((member) => member.map(change)));
  return value.map(change);
}
