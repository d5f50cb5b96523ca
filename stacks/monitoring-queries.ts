import type { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import type { MonitoredService } from "./monitored";

export interface SavedQuery {
  readonly groups: readonly CloudwatchLogGroup[];
  /** The commands, each on a line of its own. */
  readonly lines: readonly string[];
}

/**
 * Questions to the logs that are asked again and again, by their ids. One that no log can answer is left out. Guide: lines
 * 886–905, and three more.
 */
export function savedQueries(
  services: readonly MonitoredService[],
  firewallLog: CloudwatchLogGroup,
): Record<string, SavedQuery> {
  const logs = (of: readonly MonitoredService[]) => of.map(({ platform }) => platform.logGroup);
  const all = logs(services);
  const requests = logs(services.filter(({ settings }) => settings.port !== undefined));
  const agents = logs(services.filter(({ settings }) => settings.webSockets));
  const queries: Record<string, SavedQuery> = {
    errors: {
      groups: all,
      lines: ["fields @timestamp, @message", "filter @message like /ERROR/", "stats count() by bin(5m)"],
    },
    request_latency: {
      groups: requests,
      lines: [
        "fields @timestamp, duration",
        'filter @type = "REQUEST"',
        "stats avg(duration), max(duration), min(duration) by bin(5m)",
      ],
    },
    agent_activity: {
      groups: agents,
      lines: [
        "fields @timestamp, agent_id, action",
        'filter @type = "AGENT_EVENT"',
        "stats count() by agent_id, action",
      ],
    },
    error_lines: {
      groups: all,
      lines: [
        "fields @timestamp, @log, @message",
        'filter @message like /ERROR/ or level = "error"',
        "sort @timestamp desc",
        "limit 100",
      ],
    },
    slow_requests: {
      groups: requests,
      lines: [
        "fields @timestamp, duration, @message, @log",
        'filter @type = "REQUEST"',
        "sort duration desc",
        "limit 50",
      ],
    },
    waf_blocks: {
      groups: [firewallLog],
      lines: [
        "fields @timestamp, httpRequest.clientIp, httpRequest.uri, terminatingRuleId",
        'filter action = "BLOCK"',
        "stats count() as blocked by terminatingRuleId, httpRequest.clientIp",
        "sort blocked desc",
      ],
    },
  };
  return Object.fromEntries(Object.entries(queries).filter(([, { groups }]) => groups.length > 0));
}
