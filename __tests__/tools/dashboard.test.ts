/** The pictures of the dashboards, and what `npm run dashboard` says. */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { lineLabels, parseBody, placementProblems, type Widget } from "../../tools/dashboard/body";
import { drawDashboard, escapeXml, HEADER, sampleData, UNIT } from "../../tools/dashboard/svg";
import { type Checkout, createCheckout } from "../support/checkout";
import { anotherEnvironment, settings } from "../support/synth";

const widget = (type: string, place: number[], properties: Widget["properties"] = {}): Widget => {
  const [x = 0, y = 0, width = 6, height = 6] = place;
  return { type, x, y, width, height, properties };
};

const WIDGETS = [
  widget("text", [0, 0, 24, 2], { markdown: "# Are <users> well & happy?\n\n**Requests** first" }),
  widget("metric", [0, 2, 12, 6], {
    title: "Requests",
    metrics: [
      ["AWS/ApplicationELB", "RequestCount", "LoadBalancer", "${aws_lb.lb.arn_suffix}", { stat: "Sum" }],
      ["...", { label: "hidden", id: "m2", visible: false }],
      [{ expression: "IF(m2 > 0, m1 / m2, 0)", label: "Error rate" }],
    ],
    annotations: { horizontal: [{ label: "alarm", value: 50 }] },
  }),
  widget("metric", [12, 2, 12, 6], { title: "Tasks", view: "singleValue", metrics: [["AWS/ECS", "Tasks"]] }),
  widget("alarm", [0, 8, 12, 4], {
    title: "Alarms",
    alarms: [
      "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:test-5xx",
      "${aws_cloudwatch_metric_alarm.x.arn}",
    ],
  }),
  widget("log", [12, 8, 12, 4], { title: "Errors", query: "fields @message\n| limit 20" }),
];

describe("a body", () => {
  test("may have Terraform's expressions in it, wherever", () => {
    const body = `{"widgets":[{"type":"metric","x":0,"y":0,"width":6,"height":6,"properties":{
      "title":"\${upper("it's {here}")} of \\"it\\"",
      "metrics":[["AWS/ECS","CPU",{"label":"$\${LABEL}"}]],
      "annotations":{"horizontal":[{"value":\${var.limit * 2}}]}}}]}`;
    expect(parseBody(body)).toEqual([
      widget("metric", [0, 0, 6, 6], {
        title: '${upper("it\'s {here}")} of "it"',
        metrics: [["AWS/ECS", "CPU", { label: "${LABEL}" }]],
        annotations: { horizontal: [{ value: "${var.limit * 2}" }] },
      }),
    ]);
  });

  test("is read as it is written", () => {
    expect(parseBody(JSON.stringify({ widgets: WIDGETS }))).toEqual(WIDGETS);
  });

  test.each([
    ["{", "The body is no JSON"],
    ["${file(local.body)}", "The body has no widgets."],
    ['{"widgets":[{"type":"text","x":0,"y":0,"width":3}]}', "Widget 1 does not say its height."],
  ])("%s is refused", (body, message) => {
    expect(() => parseBody(body)).toThrow(message);
  });
});

test("lines are called by their label, expression or metric", () => {
  const rows = [
    ["AWS/ECS", "CPU", "Service", "one"],
    ["...", "two", { stat: "p99" }],
    [".", "Memory", ".", "."],
    [".", ".", ".", "two"],
    [{ expression: "m1 / 2", id: "e1" }],
    [{ expression: "m1 / 3", label: "A third" }],
  ];
  expect(lineLabels(rows)).toEqual(["CPU", "CPU", "Memory", "Memory", "m1 / 2", "A third"]);
  expect(lineLabels(undefined)).toEqual([]);
});

describe("places", () => {
  test("side by side, one below the other, is well", () => {
    expect(placementProblems(WIDGETS)).toEqual([]);
  });

  test.each<[string, Widget[], string[]]>([
    [
      "overlapping",
      [widget("metric", [0, 0, 12, 6], { title: "A" }), widget("text", [11, 5, 2, 2])],
      ['widget 1 "A" (x 0, y 0) overlaps widget 2 (x 11, y 5)'],
    ],
    [
      "beyond the last column",
      [widget("text", [20, 0, 6, 2])],
      ["widget 1 (x 20, y 0): ends in column 26 of 24"],
    ],
    [
      "between columns",
      [widget("text", [4.8, 0, 4.8, 2])],
      ["widget 1 (x 4.8, y 0): not in whole columns and rows"],
    ],
    ["without a size", [widget("text", [0, 0, 0, 2])], ["widget 1 (x 0, y 0): no place in the grid"]],
  ])("%s is told", (_, widgets, problems) => {
    expect(placementProblems(widgets)).toEqual(problems);
  });
});

describe("the picture", () => {
  const picture = drawDashboard("test & <try>", WIDGETS);

  test("is well-formed XML", () => {
    expect(unclosed(picture)).toEqual([]);
  });

  test("has every widget in its place, to scale", () => {
    const boxes = [
      ...picture.matchAll(/<svg class="widget" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)">/g),
    ];
    expect(boxes.map((box) => box.slice(1).map(Number))).toEqual(
      WIDGETS.map(({ x, y, width, height }) => [x * UNIT, HEADER + y * UNIT, width * UNIT, height * UNIT]),
    );
    expect(picture).toContain(`width="${24 * UNIT}" height="${HEADER + 12 * UNIT}"`);
  });

  test("says what widgets show", () => {
    const words = texts(picture);
    expect(words).toEqual(
      expect.arrayContaining(["Requests", "metric", "RequestCount", "Error rate", "alarm 50"]),
    );
    expect(words).toEqual(expect.arrayContaining(["metric, singleValue", "alarm", "log"]));
    expect(words).toEqual(expect.arrayContaining(["test-5xx", "${aws_cloudwatch_metric_alarm.x.arn}"]));
    expect(words).toEqual(expect.arrayContaining(["fields @message", "| limit 20"]));
    expect(words).not.toContain("hidden");
    expect(words.filter((word) => word === "sample data")).toHaveLength(2);
    expect(picture.match(/<polyline /g)).toHaveLength(3);
    expect(picture.match(/class="threshold"/g)).toHaveLength(1);
  });

  test("has text escaped", () => {
    expect(texts(picture)).toEqual(
      expect.arrayContaining([
        "test &amp; &lt;try&gt;",
        "# Are &lt;users&gt; well &amp; happy?",
        "**Requests** first",
      ]),
    );
    expect(escapeXml('a"b\u0000\u{1f600}')).toBe("a&quot;b\u{1f600}");
  });

  test("is the same each time", () => {
    expect(drawDashboard("test & <try>", WIDGETS)).toBe(picture);
    expect(sampleData("a", 100)).not.toEqual(sampleData("b", 100));
    for (const value of sampleData("a", 100)) expect(value).toBeGreaterThanOrEqual(0);
  });

  test("shows a threshold that Terraform alone knows in words, and which widgets overlap", () => {
    const annotations = { horizontal: [{ label: "limit", value: "${var.limit}" }] };
    const overlapping = drawDashboard("test", [widget("metric", [], { annotations }), widget("text", [])]);
    expect(unclosed(overlapping)).toEqual([]);
    expect(texts(overlapping)).toContain("limit ${var.limit}");
    expect(overlapping).not.toContain('class="threshold"');
    expect(overlapping.match(/stroke-width="2"/g)).toHaveLength(2);
  });

  test("of nothing is a picture too", () => {
    expect(unclosed(drawDashboard("test", []))).toEqual([]);
  });
});

describe("npm run dashboard", () => {
  let checkout: Checkout;
  beforeAll(() => {
    checkout = createCheckout({});
    checkout.useEnvironments(settings(), anotherEnvironment("staging"));
  });
  beforeEach(() => rmSync(checkout.path("cdktf.out"), { recursive: true, force: true }));
  afterAll(() => checkout.remove());

  const render = (...args: string[]) => checkout.run("npm", "run", "-s", "dashboard", "--", ...args);

  function synthesize(stack: string, dashboards?: Readonly<Record<string, object>>): void {
    mkdirSync(checkout.path("cdktf.out/stacks", stack), { recursive: true });
    const resource = dashboards && { aws_cloudwatch_dashboard: dashboards };
    writeFileSync(checkout.path("cdktf.out/stacks", stack, "cdk.tf.json"), JSON.stringify({ resource }));
  }

  const dashboard = (widgets: readonly Widget[]) => ({
    dashboard_name: "test",
    dashboard_body: JSON.stringify({ widgets }),
  });

  test("draws every dashboard of every stack, or of one environment", async () => {
    synthesize("mcp-production-monitoring", { main: dashboard(WIDGETS), users: dashboard([]) });
    synthesize("mcp-staging-monitoring", { main: dashboard([widget("text", []), widget("text", [])]) });
    expect(await render("production")).toEqual({
      code: 0,
      output: [
        "cdktf.out/dashboards/mcp-production-monitoring-main.svg",
        "cdktf.out/dashboards/mcp-production-monitoring-users.svg\n",
      ].join("\n"),
    });
    const picture = readFileSync(
      checkout.path("cdktf.out/dashboards/mcp-production-monitoring-main.svg"),
      "utf8",
    );
    expect(picture).toBe(drawDashboard("test", WIDGETS));

    const { code, output } = await render();
    expect(code).toBe(0);
    expect(output).toContain("widget 1 (x 0, y 0) overlaps widget 2 (x 0, y 0)");
    expect(readdirSync(checkout.path("cdktf.out/dashboards"))).toHaveLength(3);
  });

  test("says what to do if there is nothing to draw", async () => {
    expect(await render()).toEqual({
      code: 1,
      output: "No stack is synthesized yet. First: npm run synth\n",
    });
    synthesize("mcp-staging-network");
    expect(await render("production")).toEqual({
      code: 1,
      output: "No stack of production is synthesized yet. First: npm run synth\n",
    });
    expect(await render("staging")).toEqual({
      code: 1,
      output:
        "No synthesized stack of staging has a dashboard. Do the settings have monitoring? Then again: npm run synth\n",
    });
  });

  test("says whose body it cannot read", async () => {
    synthesize("mcp-staging-monitoring", { main: { dashboard_body: "${local.body}" } });
    expect(await render()).toEqual({
      code: 1,
      output: "mcp-staging-monitoring-main: The body has no widgets.\n",
    });
  });
});

/** Tags that are not closed, or not in order, and text with characters that are not allowed in one. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  const wrong: string[] = [];
  for (const [, tag = "", words = ""] of xml.trim().matchAll(/<([^<>]*)>([^<]*)/g)) {
    if (!/^\/?\w+( [\w:-]+="[^"<]*")*\/?$/.test(tag)) wrong.push(tag);
    if (/>|&(?!(amp|lt|gt|quot);)/.test(tag + words)) wrong.push(words);
    const name = /\w+/.exec(tag)?.[0] ?? "";
    if (tag.startsWith("/")) {
      if (open.pop() !== name) wrong.push(tag);
    } else if (!tag.endsWith("/")) open.push(name);
  }
  return [...wrong, ...open];
}

function texts(picture: string): string[] {
  return [...picture.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, words = ""]) => words);
}
