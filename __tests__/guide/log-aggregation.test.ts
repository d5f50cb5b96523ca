/** Guide, "4. Log Aggregation": lines 886–905, with the errata to line 889. */
import { productionInOne } from "../support/synth";

const stack = productionInOne();
const groups = (...ids: string[]) => ids.map((id) => `\${aws_cloudwatch_log_group.${id}.name}`);

test.each([
  [
    "errors",
    ["fields @timestamp, @message", "filter @message like /ERROR/", "stats count() by bin(5m)"],
    groups("mcp_server", "rest_api", "worker"),
  ],
  [
    "request_latency",
    [
      "fields @timestamp, duration",
      'filter @type = "REQUEST"',
      "stats avg(duration), max(duration), min(duration) by bin(5m)",
    ],
    groups("mcp_server", "rest_api"),
  ],
  [
    "agent_activity",
    [
      "fields @timestamp, agent_id, action",
      'filter @type = "AGENT_EVENT"',
      "stats count() by agent_id, action",
    ],
    groups("mcp_server"),
  ],
])("%s, saved on the services' log groups", (id, lines, log_group_names) => {
  expect(stack.at(`aws_cloudwatch_query_definition.${id}`)).toEqual({
    name: `mcp-production/${id.replace("_", "-")}`,
    query_string: lines.join("\n| "),
    log_group_names,
  });
});
