import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import type { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { awsAccount } from "../modules/aws-account";
import { certificateAlarms } from "../modules/certificate/certificate-alarms";
import { serviceAlarms } from "../modules/ecs/service-alarms";
import { EncryptionKey } from "../modules/encryption/encryption-key";
import type { Target } from "../modules/load-balancer/load-balancer";
import { loadBalancerAlarms, targetAlarms } from "../modules/load-balancer/load-balancer-alarms";
import { Alarm } from "../modules/monitoring/alarm";
import type { AlarmDefinition } from "../modules/monitoring/alarm-definition";
import { Chat } from "../modules/monitoring/chat";
import { Costs } from "../modules/monitoring/costs";
import { Dashboard } from "../modules/monitoring/dashboard";
import { Topic } from "../modules/monitoring/topic";
import { topicEncryption } from "../modules/monitoring/topic-encryption";
import { UsersAffected } from "../modules/monitoring/users-affected";
import { part } from "../modules/part";
import { webAclAlarms } from "../modules/waf/web-acl-alarms";
import type { DataLayer } from "./data-layer";
import { dashboards } from "./monitoring-dashboards";
import type { NetworkLayer } from "./network-layer";
import type { PlatformLayer } from "./platform-layer";
import type { ServedSettings, ServiceSettings } from "./service-settings";

interface LayersBelow {
  readonly network: NetworkLayer;
  readonly data: DataLayer;
  readonly platform: PlatformLayer;
}

/**
 * What an engineer on call needs: alarms and who is told of them, dashboards, queries of the logs, a budget. Guide: lines 757–902.
 */
export class MonitoringLayer extends Construct {
  /** Of what can wait until somebody looks. */
  readonly alerts: Topic;
  /** Of what wakes somebody: users are affected. */
  readonly pages: Topic;

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly below: LayersBelow,
  ) {
    super(scope, id);
    const { names, monitoring } = environment;
    const key = new EncryptionKey(part(this, "keys"), "alerts", {
      alias: names.alertsKeyAlias,
      description: "Encrypts what the MCP platform's alarms say",
      serviceStatements: topicEncryption(this),
    });
    this.alerts = this.createTopic("alerts", names.alerts, key, monitoring.alerts);
    this.pages = this.createTopic("pages", names.pages, key, monitoring.pages);
    this.tellChannel();
    this.createAlarms();
    this.tellOfFailedDeployments();
    this.countErrors();
    this.saveQueries();
    this.createDashboards();
    this.watchCosts();
  }

  private createTopic(
    id: string,
    name: string,
    key: EncryptionKey,
    recipients: Environment["monitoring"]["alerts"],
  ): Topic {
    return new Topic(part(this, "topics"), id, { name, key, ...recipients });
  }

  private tellChannel(): void {
    const { names, monitoring } = this.environment;
    if (!monitoring.slack) return;
    new Chat(this, "slack", { ...monitoring.slack, name: names.chat, topics: [this.alerts, this.pages] });
  }

  private createAlarms(): void {
    const { region, names, services, monitoring } = this.environment;
    const { data, network, platform } = this.below;
    const loadBalancer = platform.loadBalancer.loadBalancer;
    const ofAll = this.alarms(loadBalancerAlarms(loadBalancer, monitoring.requests));
    this.alarms([
      ...webAclAlarms({ name: names.webAcl, region }, monitoring.firewall),
      ...certificateAlarms(platform.certificate.arn, monitoring.certificate),
      ...data.database.alarms(monitoring.database),
      ...data.redis.alarms(monitoring.redis),
      ...network.network.alarms(),
    ]);
    const queue = this.alarms(data.taskQueue.alarms(monitoring.taskQueue));
    const shared = ofAll.filter(({ node }) => node.id === "load_balancer_errors");
    this.watchServed(services.mcpServer, platform.mcpServer.target, shared);
    this.watchServed(services.restApi, platform.restApi.target, shared);
    this.createUsersAffected(services.worker, [
      ...this.watchTasks(services.worker),
      ...queue.filter(({ node }) => node.id === "queue_age"),
    ]);
  }

  private watchServed(
    service: ServedSettings,
    { group }: Target,
    shared: readonly CloudwatchMetricAlarm[],
  ): void {
    const requests = this.alarms(
      targetAlarms(
        {
          id: service.id,
          serviceName: service.name,
          loadBalancer: this.below.platform.loadBalancer.loadBalancer,
          arnSuffix: group.arnSuffix,
        },
        this.environment.monitoring.requests,
      ),
    );
    const noticed = [`${service.id}_error_rate`, `${service.id}_latency_p99`];
    this.createUsersAffected(service, [
      ...shared,
      ...this.watchTasks(service),
      ...requests.filter(({ node }) => noticed.includes(node.id)),
    ]);
  }

  /** Returns the alarm that users notice. */
  private watchTasks({ id, name }: ServiceSettings): CloudwatchMetricAlarm[] {
    const { names, platform, monitoring } = this.environment;
    const hasContainerInsights = platform.containerInsights !== "disabled";
    const service = { id, clusterName: names.cluster, serviceName: name, hasContainerInsights };
    const cpuId = id === "mcp_server" ? "high_cpu" : undefined;
    const alarms = this.alarms(serviceAlarms(service, monitoring.services, cpuId));
    return alarms.filter(({ node }) => node.id === `${id}_tasks_missing`);
  }

  private createUsersAffected({ id, name }: ServiceSettings, alarms: readonly CloudwatchMetricAlarm[]): void {
    const { prefix, monitoring } = this.environment;
    const anchor = `${id.replaceAll("_", "-")}-users-affected`;
    new UsersAffected(part(this, "users_affected"), `${id}_users_affected`, {
      name: `${prefix}-${anchor}`,
      description: `Users of ${name} are affected. Look which of its alarms it is, and there. ${monitoring.runbookUrl}#${anchor}`,
      alarms,
      topicArns: [this.pages.topic.arn],
    });
  }

  private alarms(definitions: readonly AlarmDefinition[]): CloudwatchMetricAlarm[] {
    const { prefix, monitoring } = this.environment;
    return definitions.map(
      (definition) =>
        new Alarm(part(this, "alarms"), definition.id, {
          definition,
          prefix,
          runbookUrl: monitoring.runbookUrl,
          topicArns: [this.alerts.topic.arn],
        }).alarm,
    );
  }

  /** An event, not a metric: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
  private tellOfFailedDeployments(): void {
    const { prefix, region, names, monitoring } = this.environment;
    const { accountId, partition } = awsAccount(this);
    const rule = new CloudwatchEventRule(part(this, "rules"), "deployment_failed", {
      name: `${prefix}-deployment-failed`,
      description: "ECS has given up a deployment, and rolls it back",
      eventPattern: JSON.stringify({
        source: ["aws.ecs"],
        "detail-type": ["ECS Deployment State Change"],
        resources: [{ prefix: `arn:${partition}:ecs:${region}:${accountId}:service/${names.cluster}/` }],
        detail: { eventName: ["SERVICE_DEPLOYMENT_FAILED"] },
      }),
    });
    new CloudwatchEventTarget(part(this, "targets"), "deployment_failed", {
      rule: rule.name,
      arn: this.alerts.topic.arn,
      inputTransformer: {
        inputPaths: { service: "$.resources[0]", reason: "$.detail.reason" },
        inputTemplate: JSON.stringify(
          `ECS has given up a deployment of <service>: <reason>. ${monitoring.runbookUrl}#deployment-failed`,
        ),
      },
    });
  }

  /** Lines that say ERROR, in JSON or not: how many, for each service. */
  private countErrors(): void {
    for (const [service, { logGroup }] of this.logged) {
      new CloudwatchLogMetricFilter(part(this, "metric_filters"), `${service.id}_errors`, {
        name: `${service.name}-errors`,
        logGroupName: logGroup.name,
        pattern: '?ERROR ?"\\"level\\":\\"error\\""',
        metricTransformation: {
          namespace: this.environment.names.metricsNamespace,
          name: `${service.name}-errors`,
          value: "1",
          defaultValue: "0",
        },
      });
    }
  }

  private get logged(): [ServiceSettings, PlatformLayer["worker"]][] {
    const { services } = this.environment;
    const { platform } = this.below;
    return [
      [services.mcpServer, platform.mcpServer],
      [services.restApi, platform.restApi],
      [services.worker, platform.worker],
    ];
  }

  /** Guide: lines 886–902, and two more. */
  private saveQueries(): void {
    const { platform } = this.below;
    const { mcpServer, restApi, worker, webAcl } = platform;
    const requests = [mcpServer.logGroup, restApi.logGroup];
    const queries = {
      errors: {
        groups: [...requests, worker.logGroup],
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
        groups: [mcpServer.logGroup],
        lines: [
          "fields @timestamp, agent_id, action",
          'filter @type = "AGENT_EVENT"',
          "stats count() by agent_id, action",
        ],
      },
      error_lines: {
        groups: [...requests, worker.logGroup],
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
        groups: [webAcl.logGroup],
        lines: [
          "fields @timestamp, httpRequest.clientIp, httpRequest.uri, terminatingRuleId",
          'filter action = "BLOCK"',
          "stats count() as blocked by terminatingRuleId, httpRequest.clientIp",
          "sort blocked desc",
        ],
      },
    };
    for (const [id, { groups, lines }] of Object.entries(queries)) {
      new CloudwatchQueryDefinition(part(this, "queries"), id, {
        name: `${this.environment.prefix}/${id.replaceAll("_", "-")}`,
        logGroupNames: groups.map((group) => group.name),
        queryString: lines.join("\n| "),
      });
    }
  }

  private createDashboards(): void {
    const { prefix, region } = this.environment;
    for (const [id, rows] of Object.entries(dashboards(this.environment, this.below))) {
      new Dashboard(part(this, "dashboards"), id, { name: `${prefix}-${id}`, region, rows });
    }
  }

  private watchCosts(): void {
    const { prefix, name, monitoring } = this.environment;
    const { budget, anomaliesFromUsd, anomalyMonitorArn, costAllocationTags } = monitoring;
    new Costs(this, "costs", {
      prefix,
      environment: name,
      topic: this.alerts,
      budget,
      anomaliesFromUsd,
      anomalyMonitorArn,
      allocationTags: costAllocationTags ? ["Environment", "Project", "Layer"] : [],
    });
  }
}
