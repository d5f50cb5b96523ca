/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
import { UserError } from "../user-error";

/** A dashboard is this many columns wide. */
export const COLUMNS = 24;

export interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: WidgetProperties;
}

export interface WidgetProperties {
  readonly title?: string;
  readonly markdown?: string;
  readonly query?: string;
  readonly view?: string;
  readonly stat?: string;
  readonly period?: number;
  readonly region?: string;
  /** ARNs. */
  readonly alarms?: readonly string[];
  /** A row a line: namespace, name, dimensions, options. */
  readonly metrics?: readonly (readonly unknown[])[];
  readonly annotations?: { readonly horizontal?: readonly (Annotation | readonly Annotation[])[] };
}

/** A horizontal line. The value may be an expression of Terraform's. */
export interface Annotation {
  readonly value: number | string;
  readonly label?: string;
}

/** The widgets of a dashboard's body, in which expressions of Terraform's may stand. */
export function parseBody(body: string): Widget[] {
  let widgets: unknown;
  try {
    widgets = JSON.parse(quoteExpressions(body)).widgets;
  } catch (error) {
    throw new UserError(`The body is no JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(widgets)) throw new UserError("The body has no widgets.");
  return widgets.map((widget, index) => {
    for (const key of ["x", "y", "width", "height"]) {
      if (typeof widget?.[key] !== "number")
        throw new UserError(`Widget ${index + 1} does not say its ${key}.`);
    }
    return { ...widget, properties: widget.properties ?? {} };
  });
}

/** What is wrong with the places of widgets, in words. */
export function placementProblems(widgets: readonly Widget[]): string[] {
  const misplaced = widgets.flatMap((widget, index) => {
    const { x, y, width, height } = widget;
    const name = describe(widget, index);
    if (![x, y, width, height].every(Number.isInteger)) return [`${name}: not in whole columns and rows`];
    if (x < 0 || y < 0 || width < 1 || height < 1) return [`${name}: no place in the grid`];
    return x + width > COLUMNS ? [`${name}: ends in column ${x + width} of ${COLUMNS}`] : [];
  });
  const overlapping = overlaps(widgets).map(([one, other]) => {
    const [first, second] = [widgets[one] as Widget, widgets[other] as Widget];
    return `${describe(first, one)} overlaps ${describe(second, other)}`;
  });
  return [...misplaced, ...overlapping];
}

/** Pairs of positions in the list. */
export function overlaps(widgets: readonly Widget[]): [number, number][] {
  return widgets.flatMap((one, index) =>
    widgets.flatMap((other, position): [number, number][] =>
      position > index && isOverlap(one, other) ? [[index, position]] : [],
    ),
  );
}

function isOverlap(one: Widget, other: Widget): boolean {
  return (
    one.x < other.x + other.width &&
    other.x < one.x + one.width &&
    one.y < other.y + other.height &&
    other.y < one.y + one.height
  );
}

/** `widget 2 "Requests" (x 0, y 6)` */
function describe({ x, y, properties }: Widget, index: number): string {
  const title = properties.title === undefined ? "" : ` "${properties.title}"`;
  return `widget ${index + 1}${title} (x ${x}, y ${y})`;
}

/** The labels of a widget's visible lines. `.` and `...` repeat the row before. */
export function lineLabels(metrics: readonly (readonly unknown[])[] = []): string[] {
  let name = "";
  return metrics.flatMap((row) => {
    const last = row.at(-1);
    const options: Record<string, unknown> = typeof last === "object" && last !== null ? { ...last } : {};
    if (row[0] !== "..." && typeof row[1] === "string" && row[1] !== ".") name = row[1];
    return options.visible === false ? [] : [String(options.label ?? options.expression ?? name)];
  });
}

/** Makes JSON of a text in which Terraform's expressions stand, inside of strings or instead of values. */
function quoteExpressions(text: string): string {
  let json = "";
  let isInString = false;
  let position = 0;
  while (position < text.length) {
    const end = endOfToken(text, position);
    const token = text.slice(position, end);
    if (token.startsWith("${")) {
      const quoted = JSON.stringify(token.replaceAll('\\"', '"'));
      json += isInString ? quoted.slice(1, -1) : quoted;
    } else {
      if (token === '"') isInString = !isInString;
      // How Terraform writes null.
      json += token === "$$" ? "$" : token;
    }
    position = end;
  }
  return json;
}

/** Of an expression, of an escaped character, or of a single one. */
function endOfToken(text: string, start: number): number {
  if (text[start] === "\\" || text.startsWith("$${", start)) return start + 2;
  if (!text.startsWith("${", start)) return start + 1;
  let depth = 0;
  for (let position = start + 1; position < text.length; position++) {
    if (text[position] === "{") depth++;
    if (text[position] === "}") depth--;
    if (depth === 0) return position + 1;
  }
  return text.length;
}
