import { CloudwatchCompositeAlarm } from "@cdktf/provider-aws/lib/cloudwatch-composite-alarm";
import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { overlaps, parseBody, type Widget } from "../../tools/dashboard/body";
import { compositeRule } from "../support/composite-alarm";
import { matchesPattern } from "../support/log-pattern";
import { whyUnknown } from "../support/metrics";
import { brokenLinks, ENTRIES, runbookLinks } from "../support/runbook";
import { type Block, environment, type Synthesized, settings, synthEnvironments } from "../support/synth";

/** What an alarm or a widget looks at. */
interface Seen {
  readonly where: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

function synth(changes: Parameters<typeof settings>[0] = {}): Synthesized {
  return synthEnvironments(environment({ layout: "single", ...changes }))["mcp-production"] as Synthesized;
}

const stack = synth();

test("alarms, those that page, who is told, and dashboards", () => {
  const { text } = stack;
  expect(text).toHaveResourceWithProperties(CloudwatchMetricAlarm, {
    alarm_name: "mcp-production-high-cpu",
    threshold: 80,
  });
  expect(text).toHaveResourceWithProperties(CloudwatchCompositeAlarm, {
    alarm_name: "mcp-production-rest-api-users-affected",
    alarm_actions: ["${aws_sns_topic.pages.arn}"],
  });
  for (const name of ["alerts", "pages"])
    expect(text).toHaveResourceWithProperties(SnsTopic, { name: `mcp-production-${name}` });
  expect(text).toHaveResourceWithProperties(CloudwatchDashboard, { dashboard_name: "mcp-production-main" });
});

const alarms = (of = stack) => Object.entries(of.resources("aws_cloudwatch_metric_alarm"));
const monitored = (of = stack) => alarms(of).filter(([id]) => !id.endsWith("_deployment"));

const subscriptions = (of: Synthesized) => Object.entries(of.resources("aws_sns_topic_subscription"));

function seenByAlarms(of: Synthesized): Seen[] {
  return alarms(of).flatMap(([id, alarm]) => {
    const single = alarm.metric_name === undefined ? [] : [alarm];
    const queried = ((alarm.metric_query ?? []) as Block[]).flatMap(({ metric }) =>
      metric ? [metric as Block] : [],
    );
    return [...single, ...queried].map((metric) => ({
      where: id,
      namespace: metric.namespace as string,
      metricName: metric.metric_name as string,
      dimensions: (metric.dimensions ?? {}) as Record<string, string>,
    }));
  });
}

const widgets = (of: Synthesized): [string, Widget[]][] =>
  Object.entries(of.resources("aws_cloudwatch_dashboard")).map(([id, { dashboard_body }]) => [
    id,
    parseBody(dashboard_body as string),
  ]);

function seenByWidgets(of: Synthesized): Seen[] {
  return widgets(of).flatMap(([id, all]) =>
    all.flatMap(({ properties: { title = "", metrics = [] } }) =>
      metrics.flatMap(([namespace, metricName, ...rest]) => {
        if (typeof namespace !== "string") return [];
        const texts = rest.filter((each): each is string => typeof each === "string");
        const pairs = texts.flatMap((text, index) =>
          index % 2 === 0 ? [[text, texts[index + 1] ?? ""]] : [],
        );
        return [
          {
            where: `${id}: ${title}`,
            namespace,
            metricName: metricName as string,
            dimensions: Object.fromEntries(pairs),
          },
        ];
      }),
    ),
  );
}

/** Metrics that AWS does not have, or not by such dimensions. */
function unknownMetrics(seen: readonly Seen[]): string[] {
  return seen.flatMap((each) => {
    const reason = whyUnknown(each);
    return reason === undefined ? [] : [`${each.where}: ${reason}`];
  });
}

/** Dimensions whose value is an attribute of a resource that is not there. */
function lostDimensions(seen: readonly Seen[], of: Synthesized): string[] {
  const addresses = new Set(of.addresses());
  return seen.flatMap(({ where, dimensions }) =>
    Object.values(dimensions).flatMap((value) =>
      [...value.matchAll(/\$\{(\w+\.\w+)/g)].flatMap(([, address = ""]) =>
        addresses.has(address) ? [] : [`${where}: ${address}`],
      ),
    ),
  );
}

function overlapping(all: readonly Widget[]): string[] {
  const title = (index: number) => all[index]?.properties.title;
  return overlaps(all).map(([one, other]) => `${title(one)} and ${title(other)}`);
}

test("every metric of alarms and dashboards is one of AWS's, by such dimensions", () => {
  expect(unknownMetrics([...seenByAlarms(stack), ...seenByWidgets(stack)])).toEqual([]);
});

test("a wrong dimension would be found", () => {
  const wrong = {
    where: "x",
    namespace: "AWS/ECS",
    metricName: "CPUUtilization",
    dimensions: { Service: "a" },
  };
  expect(unknownMetrics([wrong])).toEqual([
    expect.stringMatching(/^x: AWS\/ECS CPUUtilization is published by .*, not by \[Service\]: https:/),
  ]);
});

test("every dimension is an attribute of a resource that is there", () => {
  expect(lostDimensions([...seenByAlarms(stack), ...seenByWidgets(stack)], stack)).toEqual([]);
  const lost = {
    where: "x",
    namespace: "n",
    metricName: "m",
    dimensions: { a: "${aws_lb.gone.arn_suffix}" },
  };
  expect(lostDimensions([lost], stack)).toEqual(["x: aws_lb.gone"]);
});

test("every alarm tells somebody, of its end too, and what a time without data means", () => {
  expect(monitored().length).toBeGreaterThan(30);
  for (const [, alarm] of monitored()) {
    expect(alarm).toMatchObject({
      alarm_actions: ["${aws_sns_topic.alerts.arn}"],
      ok_actions: ["${aws_sns_topic.alerts.arn}"],
      treat_missing_data: expect.stringMatching(/^(notBreaching|breaching|ignore|missing)$/),
    });
  }
});

test("every alarm leads to an entry in the runbook", () => {
  const links = runbookLinks(stack);
  expect(links.map(([id]) => id)).toEqual(expect.arrayContaining(monitored().map(([id]) => id)));
  expect(brokenLinks(links)).toEqual([]);
});

test("a link that leads nowhere would be found", () => {
  expect(brokenLinks([["queue_age", "queue-ages"]])).toEqual([
    "queue_age: docs/runbook.md has no ### queue-ages",
  ]);
});

test("the runbook has no entry that nothing leads to", () => {
  const anchors = new Set(runbookLinks(stack).map(([, anchor]) => anchor));
  expect([...ENTRIES.keys()].filter((anchor) => !anchors.has(anchor))).toEqual([]);
});

test("the runbook says which alarms wake somebody", () => {
  const waking = new Set(COMPOSITES.flatMap(([id]) => compositeRule(stack, id).alarms));
  const anchors = runbookLinks(stack).flatMap(([id, anchor]) => (waking.has(id) ? [anchor] : []));
  const entries = [...ENTRIES].filter(([, text]) => /\*\*wakes\*\*/i.test(text)).map(([anchor]) => anchor);
  expect(entries.sort()).toEqual([...new Set(anchors)].sort());
});

test("no two alarms have one name", () => {
  const names = [...alarms(), ...Object.entries(stack.resources("aws_cloudwatch_composite_alarm"))].map(
    ([, { alarm_name }]) => alarm_name,
  );
  expect(new Set(names).size).toBe(names.length);
});

const COMPOSITES: [id: string, alarms: string[]][] = [
  [
    "mcp_server_users_affected",
    ["load_balancer_errors", "mcp_server_tasks_missing", "mcp_server_error_rate", "mcp_server_latency_p99"],
  ],
  [
    "rest_api_users_affected",
    ["load_balancer_errors", "rest_api_tasks_missing", "rest_api_error_rate", "rest_api_latency_p99"],
  ],
  ["worker_users_affected", ["worker_tasks_missing", "queue_age"]],
];

test("one alarm of each service wakes somebody, and no other does", () => {
  const pages = "${aws_sns_topic.pages.arn}";
  expect(Object.keys(stack.resources("aws_cloudwatch_composite_alarm"))).toEqual(
    COMPOSITES.map(([id]) => id),
  );
  for (const [id] of COMPOSITES) {
    expect(stack.at(`aws_cloudwatch_composite_alarm.${id}`)).toMatchObject({
      alarm_actions: [pages],
      ok_actions: [pages],
    });
  }
  expect(JSON.stringify(alarms())).not.toContain(pages);
});

test.each(COMPOSITES)("%s: any of what its users notice wakes somebody", (id, noticed) => {
  const rule = compositeRule(stack, id);
  expect([...rule.alarms].sort()).toEqual([...noticed].sort());
  for (const alarm of noticed) expect([alarm, rule.goesOff([alarm])]).toEqual([alarm, true]);
  expect(rule.goesOff([])).toBe(false);
});

test.each<[string, string, boolean]>([
  ["text", "2026-01-01T00:00:00Z ERROR cannot connect", true],
  ["JSON", '{"level":"error","msg":"cannot connect"}', true],
  ["JSON in capitals", '{"level":"ERROR","msg":"cannot connect"}', true],
  ["JSON that only mentions an error", '{"level":"info","msg":"no error"}', false],
  ["text that only mentions an error", "INFO retried after an error", false],
])("lines of the log that are errors are counted: %s", (_what, line, counted) => {
  const filters = Object.entries(stack.resources("aws_cloudwatch_log_metric_filter"));
  expect(filters.map(([id]) => id)).toEqual(["mcp_server_errors", "rest_api_errors", "worker_errors"]);
  for (const [id, { pattern }] of filters)
    expect([id, matchesPattern(pattern as string, line)]).toEqual([id, counted]);
});

test("each service's errors are counted in its own log", () => {
  for (const id of ["mcp_server", "rest_api", "worker"]) {
    const name = `${id.replaceAll("_", "-")}-errors`;
    expect(stack.at(`aws_cloudwatch_log_metric_filter.${id}_errors`)).toMatchObject({
      log_group_name: `\${aws_cloudwatch_log_group.${id}.name}`,
      metric_transformation: { namespace: "MCP/Production", name, value: "1", default_value: "0" },
    });
  }
});

test.each(widgets(stack))(
  "the widgets of %s are beside one another, within CloudWatch's limits",
  (_id, all) => {
    expect(overlapping(all)).toEqual([]);
    for (const { x, width } of all) expect(x + width).toBeLessThanOrEqual(24);
    // https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
    expect(all.length).toBeLessThanOrEqual(500);
    expect(Math.max(...all.map(({ properties }) => properties.metrics?.length ?? 0))).toBeLessThanOrEqual(
      500,
    );
  },
);

test("an overlapping widget would be found", () => {
  const at = (x: number, title: string) => ({
    type: "metric",
    x,
    y: 0,
    width: 12,
    height: 6,
    properties: { title },
  });
  expect(overlapping([at(0, "one"), at(11, "two"), at(12, "three")])).toEqual([
    "one and two",
    "two and three",
  ]);
});

test("topics are encrypted with a key that alarms may use, and reached by TLS", () => {
  for (const id of ["alerts", "pages"]) {
    expect(stack.at(`aws_sns_topic.${id}`)).toMatchObject({
      name: `mcp-production-${id}`,
      kms_master_key_id: "${aws_kms_key.alerts.arn}",
    });
    expect(stack.statements(`${id}_topic`)).toContainEqual(
      expect.objectContaining({ effect: "Deny", actions: ["sns:Publish"] }),
    );
  }
  const uses = stack
    .statements("alerts_key")
    .filter(({ sid }) => ["AllowAlarms", "AllowEvents"].includes(sid as string));
  const use = { actions: ["kms:Decrypt", "kms:GenerateDataKey*"], resources: ["*"] };
  expect(uses).toEqual([
    expect.objectContaining({
      ...use,
      principals: [{ type: "Service", identifiers: expect.arrayContaining(["cloudwatch.amazonaws.com"]) }],
      condition: [expect.objectContaining({ variable: "aws:SourceAccount" })],
    }),
    // EventBridge's requests do not say whose they are.
    { ...use, sid: "AllowEvents", principals: [{ type: "Service", identifiers: ["events.amazonaws.com"] }] },
  ]);
});

test("a topic that a rule of EventBridge has as its target lets EventBridge publish, and no other does", () => {
  const stack = synth({});
  const targets = Object.values(stack.resources("aws_cloudwatch_event_target")).map(({ arn }) => arn);
  for (const id of ["alerts", "pages"]) {
    const takesEvents = stack.statements(`${id}_topic`).some(({ sid }) => sid === "AllowEvents");
    expect(takesEvents).toBe(targets.includes(`\${aws_sns_topic.${id}.arn}`));
  }
});

test("people are told by e-mail and HTTPS, as settings say", () => {
  const told = synth({
    monitoring: {
      alerts: { emails: ["team@yourdomain.com"] },
      pages: { emails: ["oncall@yourdomain.com"], urls: ["https://events.example.com/hook"] },
    },
  });
  expect(
    subscriptions(told).map(([id, { endpoint }]) => [id.replace(/[0-9a-f]{8}$/, "#"), endpoint]),
  ).toEqual([
    ["alerts_email_#", "team@yourdomain.com"],
    ["pages_email_#", "oncall@yourdomain.com"],
    ["pages_https_#", "https://events.example.com/hook"],
  ]);
});

test("other recipients change no subscription", () => {
  const ids = (emails: string[]) =>
    subscriptions(synth({ monitoring: { alerts: { emails } } })).map(([id]) => id);
  const both = ids(["a@yourdomain.com", "b@yourdomain.com"]);
  expect(both).toHaveLength(2);
  expect(both).toEqual(expect.arrayContaining(ids(["b@yourdomain.com"])));
});

test("a deployment that ECS rolls back is reported", () => {
  const pattern = JSON.parse(stack.at("aws_cloudwatch_event_rule.deployment_failed").event_pattern as string);
  expect(pattern).toMatchObject({
    source: ["aws.ecs"],
    "detail-type": ["ECS Deployment State Change"],
    detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
  });
  // The slash is the end of the cluster's name: others may begin with it.
  expect(pattern.resources).toEqual([{ prefix: expect.stringMatching(/:service\/mcp-production\/$/) }]);
  expect(stack.at("aws_cloudwatch_event_target.deployment_failed").arn).toBe("${aws_sns_topic.alerts.arn}");
});

test("a budget is a setting, with a forecast", () => {
  expect(stack.resources("aws_budgets_budget")).toEqual({});
  const budget = synth({ monitoring: { budget: { monthlyUsd: 2000 } } }).at("aws_budgets_budget.monthly");
  expect(budget).toMatchObject({
    limit_amount: "2000",
    cost_filter: [{ name: "TagKeyValue", values: ["user:Environment$production"] }],
    notification: [
      { notification_type: "ACTUAL", threshold: 80 },
      {
        notification_type: "FORECASTED",
        threshold: 100,
        subscriber_sns_topic_arns: ["${aws_sns_topic.alerts.arn}"],
      },
    ],
  });
});

test("adding a replica brings its alarm with it", () => {
  const { data } = settings();
  const readReplicas = { "read-1": { zone: "us-east-1b" }, "read-2": { zone: "us-east-1a" } };
  const replicas = { ...data.postgres, readReplicas };
  const count = (of: Synthesized) =>
    alarms(of).filter(([id]) => id.startsWith("database_replica_lag")).length;
  expect(count(synth({ data: { ...data, postgres: replicas } }))).toBe(count(stack) + 1);
});

test("a channel of Slack is notified, by a role without permissions", () => {
  const slack = { workspaceId: "T0123ABCD", channelId: "C0123ABCD" };
  const told = synth({ monitoring: { slack } });
  expect(told.at("aws_chatbot_slack_channel_configuration.slack")).toMatchObject({
    slack_team_id: "T0123ABCD",
    slack_channel_id: "C0123ABCD",
    sns_topic_arns: ["${aws_sns_topic.alerts.arn}", "${aws_sns_topic.pages.arn}"],
  });
  expect(told.resources("aws_iam_role_policy")).not.toHaveProperty("slack");
  expect(JSON.stringify(told.resources("aws_iam_role_policy_attachment"))).not.toContain(
    "aws_iam_role.slack",
  );
});

test("cost anomalies are reported, if asked for", () => {
  expect(stack.resources("aws_ce_anomaly_subscription")).toEqual({});
  expect(
    synth({ monitoring: { anomaliesFromUsd: 100 } }).at("aws_ce_anomaly_subscription.services"),
  ).toMatchObject({
    frequency: "IMMEDIATE",
    subscriber: [{ type: "SNS", address: "${aws_sns_topic.alerts.arn}" }],
  });
});
