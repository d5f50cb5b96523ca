import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchLogMetricFilter } from "@cdktf/provider-aws/lib/cloudwatch-log-metric-filter";
import { CloudwatchQueryDefinition } from "@cdktf/provider-aws/lib/cloudwatch-query-definition";
import { Construct } from "constructs";
import type { Environment } from "../environments/schema/environment";
import { awsAccount } from "../modules/aws-account";
import { certificateAlarms } from "../modules/certificate/certificate-alarms";
import { serviceAlarms } from "../modules/ecs/service-alarms";
import { EncryptionKey } from "../modules/encryption/encryption-key";
import { literal } from "../modules/literal";
import { loadBalancerAlarms, targetAlarms } from "../modules/load-balancer/load-balancer-alarms";
import { Alarm } from "../modules/monitoring/alarm";
import type { AlarmDefinition } from "../modules/monitoring/alarm-definition";
import { Chat } from "../modules/monitoring/chat";
import { Costs } from "../modules/monitoring/costs";
import { Dashboard } from "../modules/monitoring/dashboard";
import { Topic, type TopicProps } from "../modules/monitoring/topic";
import { topicEncryption } from "../modules/monitoring/topic-encryption";
import { UsersAffected } from "../modules/monitoring/users-affected";
import { usersNotice } from "../modules/monitoring/users-notice";
import { part } from "../modules/part";
import { webAclAlarms } from "../modules/waf/web-acl-alarms";
import {
  type LayersBelow,
  type MonitoredQueue,
  type MonitoredService,
  monitoredQueues,
  monitoredServices,
} from "./monitored";
import { dashboards } from "./monitoring-dashboards";
import { savedQueries } from "./monitoring-queries";
import { errorLines } from "./own-metrics";

/**
 * What an engineer on call needs: alarms and who is told of them, dashboards, queries of the logs, a budget. Guide: lines 746–905.
 */
export class MonitoringLayer extends Construct {
  /** Of what can wait until somebody looks. */
  readonly alerts: Topic;
  /** Of what wakes somebody: users are affected. */
  readonly pages: Topic;
  private readonly services: readonly MonitoredService[];
  private readonly queues: readonly MonitoredQueue[];

  constructor(
    scope: Construct,
    id: string,
    private readonly environment: Environment,
    private readonly below: LayersBelow,
  ) {
    super(scope, id);
    const { names, monitoring } = environment;
    this.services = monitoredServices(environment, below.platform);
    this.queues = monitoredQueues(environment, below.data);
    const key = new EncryptionKey(part(this, "keys"), "alerts", {
      alias: names.alertsKeyAlias,
      description: "Encrypts what the MCP platform's alarms say",
      serviceStatements: topicEncryption(this),
    });
    this.alerts = this.createTopic(
      "alerts",
      { name: names.alerts, key, takesEvents: true },
      monitoring.alerts,
    );
    this.pages = this.createTopic("pages", { name: names.pages, key }, monitoring.pages);
    this.createChat();
    this.createAlarms();
    this.notifyOfFailedDeployments();
    this.countErrors();
    this.saveQueries();
    this.createDashboards();
    this.createCostAlerts();
  }

  private createTopic(
    id: string,
    props: Pick<TopicProps, "name" | "key" | "takesEvents">,
    recipients: Environment["monitoring"]["alerts"],
  ): Topic {
    const urls = recipients.urls.map(literal);
    return new Topic(part(this, "topics"), id, { ...props, ...recipients, urls });
  }

  /** Where people read what an alarm means. */
  private get runbookUrl(): string {
    return literal(this.environment.monitoring.runbookUrl);
  }

  private createChat(): void {
    const { names, monitoring } = this.environment;
    if (!monitoring.slack) return;
    new Chat(this, "slack", { ...monitoring.slack, name: names.chat, topics: [this.alerts, this.pages] });
  }

  private createAlarms(): void {
    const { region, names, monitoring } = this.environment;
    const { data, network, platform } = this.below;
    const alarms = this.alarms([
      ...loadBalancerAlarms(platform.loadBalancer, monitoring.requests),
      ...webAclAlarms({ name: names.webAcl, region }, monitoring.firewall),
      ...certificateAlarms(platform.certificate.arn, monitoring.certificate),
      ...data.database.alarms(monitoring.database),
      ...data.redis.alarms(monitoring.redis),
      ...network.network.alarms(),
      ...this.services.flatMap((service) => [...this.serviceAlarms(service), ...this.targetAlarms(service)]),
      ...this.queues.flatMap(({ queue, ...known }) => queue.alarms(monitoring.taskQueue, known)),
    ]);
    for (const service of this.services) this.createUsersAffected(service, alarms);
  }

  private targetAlarms({
    settings: { id, name },
    platform: { target },
  }: MonitoredService): AlarmDefinition[] {
    if (!target) return [];
    const { loadBalancer } = this.below.platform.loadBalancer;
    return targetAlarms(
      { id, serviceName: name, loadBalancer, arnSuffix: target.group.arnSuffix },
      this.environment.monitoring.requests,
    );
  }

  private serviceAlarms({ settings: { id, name, addresses } }: MonitoredService): AlarmDefinition[] {
    const { names, platform, monitoring } = this.environment;
    const hasContainerInsights = platform.containerInsights !== "disabled";
    return serviceAlarms(
      { id, clusterName: names.cluster, serviceName: name, hasContainerInsights, alarmIds: addresses },
      monitoring.services,
    );
  }

  /** Services of which no alarm shows whether users are affected have none. */
  private createUsersAffected({ settings, platform }: MonitoredService, all: readonly Alarm[]): void {
    const { prefix } = this.environment;
    const { id, name, receiveFrom } = settings;
    const used = { name, receiveFrom, takesRequests: platform.target !== undefined };
    const alarms = all.filter(({ definition }) => usersNotice(used, definition));
    if (alarms.length === 0) return;
    new UsersAffected(part(this, "users_affected"), `${id}_users_affected`, {
      name: `${prefix}-${id.replaceAll("_", "-")}-users-affected`,
      description: `Users of ${name} are affected. Look which of its alarms it is, and there. ${this.runbookUrl}#service-users-affected`,
      alarms: alarms.map(({ alarm }) => alarm),
      topics: [this.pages],
    });
  }

  private alarms(definitions: readonly AlarmDefinition[]): Alarm[] {
    const { prefix } = this.environment;
    return definitions.map(
      (definition) =>
        new Alarm(part(this, "alarms"), definition.id, {
          definition,
          prefix,
          runbookUrl: this.runbookUrl,
          topics: [this.alerts],
        }),
    );
  }

  /** An event, not a metric: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html */
  private notifyOfFailedDeployments(): void {
    const { prefix, region, names } = this.environment;
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
          `ECS has given up a deployment of <service>: <reason>. ${this.runbookUrl}#deployment-failed`,
        ),
      },
    });
  }

  /** Lines that say ERROR, in JSON or not: how many, for each service. */
  private countErrors(): void {
    for (const { settings, platform } of this.services) {
      const { namespace, metricName } = errorLines(this.environment.names.metricsNamespace, settings.name);
      new CloudwatchLogMetricFilter(part(this, "metric_filters"), `${settings.id}_errors`, {
        name: metricName,
        logGroupName: platform.logGroup.name,
        pattern: '?ERROR ?"\\"level\\":\\"error\\""',
        metricTransformation: { namespace, name: metricName, value: "1", defaultValue: "0" },
      });
    }
  }

  private saveQueries(): void {
    const queries = savedQueries(this.services, this.below.platform.webAcl.logGroup);
    for (const [id, { groups, lines }] of Object.entries(queries)) {
      new CloudwatchQueryDefinition(part(this, "queries"), id, {
        name: `${this.environment.prefix}/${id.replaceAll("_", "-")}`,
        logGroupNames: groups.map((group) => group.name),
        queryString: lines.join("\n| "),
      });
    }
  }

  private createDashboards(): void {
    const { environment, below, services, queues } = this;
    const { prefix, region } = environment;
    const pages = dashboards({ environment, ...below, services, queues });
    for (const [id, rows] of Object.entries(pages)) {
      new Dashboard(part(this, "dashboards"), id, { name: `${prefix}-${id}`, region, rows });
    }
  }

  private createCostAlerts(): void {
    const { prefix, name, monitoring } = this.environment;
    const { budget, anomaliesFromUsd, anomalyMonitorArn, costAllocationTags } = monitoring;
    new Costs(this, "costs", {
      prefix,
      environment: name,
      topic: this.alerts,
      budget,
      anomaliesFromUsd,
      anomalyMonitor: anomalyMonitorArn === undefined ? undefined : { arn: anomalyMonitorArn },
      idPrefix: "",
      allocationTags: costAllocationTags ? ["Environment", "Project", "Layer"] : [],
    });
  }
}
