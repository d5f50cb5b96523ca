import { type Annotation, COLUMNS, lineLabels, overlaps, type Widget, type WidgetProperties } from "./body";

/** Pixels of a column and of a row. */
export const UNIT = 50;
/** Pixels above the grid, for the dashboard's name. */
export const HEADER = 44;

const PADDING = 12;
const TITLE_HEIGHT = 32;
const TEXT_LINE = 17;
const POINTS = 36;
/** What a character is wide, about, as a share of its size. */
const CHARACTER = 0.56;
const COLOURS = ["#1f77b4", "#ff7f0e", "#2ca02c", "#9467bd", "#8c564b", "#e377c2", "#17becf", "#7f7f7f"];
const PAPER = "#ffffff";
const INK = "#16191f";
const FAINT = "#879196";
const RULE = "#d5dbdb";
const ALARMING = "#d13212";

interface Size {
  readonly width: number;
  readonly height: number;
}

interface Place extends Size {
  readonly x: number;
  readonly y: number;
}

/** A picture of a dashboard: where its widgets are, and what they would show, with invented values. */
export function drawDashboard(name: string, widgets: readonly Widget[]): string {
  const rows = Math.max(1, ...widgets.map(({ y, height }) => y + height));
  const size = { width: COLUMNS * UNIT, height: HEADER + rows * UNIT };
  const overlapping = new Set(overlaps(widgets).flat());
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${attributes(size)} viewBox="0 0 ${size.width} ${size.height}" font-family="Helvetica, Arial, sans-serif">`,
    element("title", {}, escapeXml(name)),
    element("rect", { ...size, fill: "#f2f3f3" }),
    text(PADDING, 28, name, { "font-size": 18, "font-weight": "bold" }),
    ...Array.from({ length: COLUMNS + 1 }, (_, column) =>
      line([column * UNIT, HEADER], [column * UNIT, size.height], { stroke: "#e3e6e6" }),
    ),
    ...widgets.map((widget, index) => drawWidget(widget, overlapping.has(index))),
    "</svg>",
    "",
  ].join("\n");
}

/** A picture in the picture, so that nothing is drawn outside of the widget. */
function drawWidget(widget: Widget, isOverlapping: boolean): string {
  const size = { width: widget.width * UNIT, height: widget.height * UNIT };
  const place: Place = { x: widget.x * UNIT, y: HEADER + widget.y * UNIT, ...size };
  const { title = "", view = "timeSeries" } = widget.properties;
  const kind = view === "timeSeries" ? widget.type : `${widget.type}, ${view}`;
  const kindWidth = widthOf(kind, 11);
  return element("svg", { class: "widget", ...place }, [
    element("rect", {
      ...{ x: 3, y: 3, width: size.width - 6, height: size.height - 6, rx: 3 },
      ...{ fill: PAPER, "fill-opacity": isOverlapping ? 0.7 : 1 },
      ...(isOverlapping ? { stroke: ALARMING, "stroke-width": 2 } : { stroke: RULE }),
    }),
    text(PADDING, 22, shorten(title, size.width - 3 * PADDING - kindWidth, 13), {
      ...{ "font-size": 13, "font-weight": "bold" },
    }),
    text(size.width - PADDING, 22, kind, { "font-size": 11, fill: FAINT, "text-anchor": "end" }),
    ...drawContent(widget, size),
  ]);
}

function drawContent({ type, properties }: Widget, size: Size): string[] {
  switch (type) {
    case "metric":
      return drawMetrics(properties, size);
    case "text":
      return drawLines((properties.markdown ?? "").split("\n"), size);
    case "alarm":
      return drawLines((properties.alarms ?? []).map(alarmName), size);
    case "log":
      return drawLines((properties.query ?? "").split("\n"), size, { "font-family": "monospace" });
    default:
      return [];
  }
}

/** Text, wrapped; as many lines as there is room for. */
function drawLines(
  lines: readonly string[],
  { width, height }: Size,
  style: Readonly<Record<string, string>> = {},
): string[] {
  const characters = Math.max(1, Math.floor((width - 2 * PADDING) / (12 * CHARACTER)));
  const wrapped = lines.flatMap((each) => wrap(each, characters));
  const top = TITLE_HEIGHT + 10;
  return wrapped
    .slice(0, Math.max(1, Math.floor((height - top) / TEXT_LINE) + 1))
    .map((each, index) => text(PADDING, top + index * TEXT_LINE, each, { "font-size": 12, ...style }));
}

function drawMetrics({ title = "", metrics, annotations }: WidgetProperties, size: Size): string[] {
  const labels = lineLabels(metrics);
  const thresholds = (annotations?.horizontal ?? []).flat() as Annotation[];
  const levels = thresholds.map(({ value }) => value).filter((value) => typeof value === "number");
  const legend = placeLegend(labels, size);
  const left = 46;
  const plot: Place = {
    x: left,
    y: TITLE_HEIGHT + 6,
    width: size.width - left - PADDING,
    height: Math.max(20, size.height - TITLE_HEIGHT - 6 - legend.height - 18),
  };
  const extent = Math.max(0, ...levels) || 100;
  const series = labels.map((label) => sampleData(`${title}/${label}`, extent));
  const top = 1.1 * Math.max(extent, ...series.flat());
  const heightOf = (value: number) => round(plot.y + plot.height * (1 - value / top));
  const bottom = plot.y + plot.height;
  return [
    ...[0, top / 2, top].map((value) =>
      [
        line([plot.x, heightOf(value)], [plot.x + plot.width, heightOf(value)], { stroke: "#eaeded" }),
        text(plot.x - 6, heightOf(value) + 4, shortNumber(value), {
          ...{ "font-size": 10, fill: FAINT, "text-anchor": "end" },
        }),
      ].join("\n"),
    ),
    ...series.map((values, index) => {
      const points = values.map(
        (value, point) => `${round(plot.x + (point * plot.width) / (POINTS - 1))},${heightOf(value)}`,
      );
      const stroke = COLOURS[index % COLOURS.length] as string;
      return element("polyline", { points: points.join(" "), fill: "none", stroke, "stroke-width": 1.5 });
    }),
    ...thresholds.map((threshold) => drawThreshold(threshold, plot, heightOf)),
    text(plot.x + plot.width, bottom - 5, "sample data", {
      ...{ "font-size": 10, "font-style": "italic", fill: FAINT, "text-anchor": "end" },
    }),
    ...legend.items.map(({ x, y, label }, index) =>
      [
        element("rect", {
          x,
          y: y - 8,
          width: 9,
          height: 9,
          fill: COLOURS[index % COLOURS.length] as string,
        }),
        text(x + 14, y, label, { "font-size": 11 }),
      ].join("\n"),
    ),
  ];
}

/** A dashed line; only its label if Terraform alone knows the value. */
function drawThreshold(
  { value, label = "" }: Annotation,
  plot: Place,
  heightOf: (value: number) => number,
): string {
  const y = typeof value === "number" ? heightOf(value) : plot.y + plot.height;
  const words = text(plot.x + 4, y - 4, shorten(`${label} ${value}`.trim(), plot.width - 8, 10), {
    ...{ "font-size": 10, fill: ALARMING },
  });
  if (typeof value !== "number") return words;
  const style = { class: "threshold", stroke: ALARMING, "stroke-dasharray": "5 4" };
  return [line([plot.x, y], [plot.x + plot.width, y], style), words].join("\n");
}

/** Labels side by side, in as many rows as it takes, at the bottom. */
function placeLegend(labels: readonly string[], size: Size) {
  const room = size.width - 2 * PADDING;
  let x = 0;
  let row = 0;
  const placed = labels.map((full) => {
    const label = shorten(full, room - 14, 11);
    const width = widthOf(label, 11) + 30;
    if (x > 0 && x + width > room) {
      x = 0;
      row += 1;
    }
    const item = { x: PADDING + x, row, label };
    x += width;
    return item;
  });
  const height = labels.length === 0 ? 0 : (row + 1) * TEXT_LINE;
  const top = size.height - PADDING - height + TEXT_LINE;
  return { height, items: placed.map(({ x, row, label }) => ({ x, y: top + row * TEXT_LINE, label })) };
}

/** Values around a level between a fifth and four fifths of `extent`: the same ones for the same name, always. */
export function sampleData(name: string, extent: number): number[] {
  const random = randomNumbers(name);
  const level = 0.2 + 0.6 * random();
  return Array.from({ length: POINTS }, (_, point) => {
    const wave = 0.08 * Math.sin(point / 4 + 6 * level);
    return Math.max(0, extent * (level + wave + 0.1 * (random() - 0.5)));
  });
}

/** Mulberry32, seeded with FNV-1a of a text. */
function randomNumbers(seed: string): () => number {
  let state = 0x811c9dc5;
  for (const character of seed) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The name in an alarm's ARN; what is no ARN stays as it is. */
function alarmName(arn: string): string {
  return arn.split(":alarm:").at(-1) ?? arn;
}

function wrap(words: string, characters: number): string[] {
  const lines = [""];
  for (const word of words.split(" ")) {
    const last = lines.at(-1) ?? "";
    const longer = last === "" ? word : `${last} ${word}`;
    if (longer.length <= characters || last === "") lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function widthOf(words: string, fontSize: number): number {
  return Math.ceil(words.length * fontSize * CHARACTER);
}

function shorten(words: string, width: number, fontSize: number): string {
  const characters = Math.max(1, Math.floor(width / (fontSize * CHARACTER)));
  return words.length <= characters ? words : `${words.slice(0, characters - 1)}…`;
}

function shortNumber(value: number): string {
  return Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(value);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

type Attributes = Readonly<Record<string, string | number>>;
type Point = readonly [number, number];

function line([x1, y1]: Point, [x2, y2]: Point, style: Attributes): string {
  return element("line", { x1, y1, x2, y2, ...style });
}

function text(x: number, y: number, words: string, style: Attributes): string {
  return element("text", { x, y, fill: INK, ...style }, escapeXml(words));
}

/** @param content XML */
function element(name: string, given: object, content: string | readonly string[] = ""): string {
  const opening = `${name} ${attributes(given)}`.trimEnd();
  if (typeof content !== "string") return `<${opening}>\n${content.join("\n")}\n</${name}>`;
  return content === "" ? `<${opening}/>` : `<${opening}>${content}</${name}>`;
}

function attributes(given: object): string {
  return Object.entries(given)
    .map(([name, value]) => `${name}="${escapeXml(String(value))}"`)
    .join(" ");
}

/** Without what XML cannot hold at all. */
export function escapeXml(words: string): string {
  return words
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
