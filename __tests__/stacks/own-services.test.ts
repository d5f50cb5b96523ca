/** What a team adds as entries of its environment's file: examples/own-services. */
import { ownData, ownServices } from "../../examples/own-services/settings";
import { productionInOne, type Synthesized, servicesWith, settings } from "../support/synth";

let before: Synthesized;
let stack: Synthesized;

beforeAll(() => {
  const { data } = settings();
  before = productionInOne();
  stack = productionInOne({ data: { ...data, ...ownData }, services: servicesWith(ownServices) });
});

/** Addresses that are new, of the types that matter to a reader. */
const added = () => stack.addresses().filter((address) => !before.addresses().includes(address));

test("no address of the guide's is lost", () => {
  expect(before.addresses().filter((address) => !stack.addresses().includes(address))).toEqual([]);
});

test.each(["scheduler", "admin"])("%s has all that the guide's services have", (name) => {
  expect(added()).toEqual(
    expect.arrayContaining([
      `aws_ecr_repository.${name}`,
      `aws_iam_role.${name}_task_role`,
      `aws_cloudwatch_log_group.${name}`,
      `aws_ecs_task_definition.${name}`,
      `aws_ecs_service.${name}`,
      `aws_appautoscaling_target.${name}`,
      `aws_appautoscaling_policy.${name}_cpu_scaling`,
      `aws_cloudwatch_log_metric_filter.${name}_errors`,
      `aws_cloudwatch_metric_alarm.${name}_high_cpu`,
      `aws_cloudwatch_metric_alarm.${name}_high_memory`,
      `aws_cloudwatch_metric_alarm.${name}_tasks_missing`,
      `aws_cloudwatch_composite_alarm.${name}_users_affected`,
    ]),
  );
  expect(stack.at(`aws_ecr_repository.${name}`).name).toBe(`mcp/${name}`);
  expect(stack.variable(`${name}_image_tag`)).toMatchObject({ default: "" });
  expect(stack.container(`aws_ecs_task_definition.${name}`).image).toContain(`var.${name}_image_tag`);
  expect(stack.at(`aws_ecs_service.${name}`).depends_on).toContain("null_resource.rest_api_deployed");
});

test("a service with a port is called by its host and paths, and found by the others", () => {
  expect(stack.at("aws_lb_target_group.admin")).toMatchObject({
    name: "mcp-production-admin",
    port: 9000,
  });
  expect(stack.at("aws_lb_listener_rule.admin").condition).toEqual([
    { host_header: { values: ["admin.yourdomain.com"] } },
    { path_pattern: { values: ["/", "/admin/*"] } },
  ]);
  expect(stack.at("aws_route53_record.admin").name).toBe("admin.yourdomain.com");
  expect(stack.at("aws_acm_certificate.main").subject_alternative_names).toContain("admin.yourdomain.com");
  expect(stack.at("aws_service_discovery_service.admin").name).toBe("admin");
  expect(stack.at("aws_vpc_security_group_ingress_rule.app_from_alb_9000")).toMatchObject({
    from_port: 9000,
    to_port: 9000,
  });
  expect(stack.at("aws_cloudwatch_metric_alarm.admin_error_rate")).toBeDefined();
  expect(stack.at("aws_appautoscaling_policy.admin_request_scaling")).toBeDefined();
});

test("a service without a port has nothing of that", () => {
  const served = /^aws_(lb_|route53_|service_discovery_service|acm_)/;
  expect(added().filter((address) => served.test(address) && address.includes("scheduler"))).toEqual([]);
  expect(stack.container("aws_ecs_task_definition.scheduler")).not.toHaveProperty("portMappings");
});

test("a service that only other services call has no target group: ECS refuses one that no rule leads to", () => {
  const internal = { cpu: 256, memory: 512, port: 9100 } as const;
  const caller = { environment: { LEDGER_URL: { internalUrlOf: "ledger" } } } as const;
  const { data } = settings();
  const synth = productionInOne({ data, services: servicesWith({ ledger: internal, worker: caller }) });
  expect(synth.addresses().filter((address) => /^aws_lb_.*ledger/.test(address))).toEqual([]);
  expect(synth.at("aws_ecs_service.ledger").load_balancer).toBeUndefined();
  expect(synth.at("aws_service_discovery_service.ledger").name).toBe("ledger");
  expect(synth.at("aws_vpc_security_group_ingress_rule.app_from_app_9100").to_port).toBe(9100);
  expect(synth.addresses()).toContain("aws_cloudwatch_composite_alarm.ledger_users_affected");
});

test("rules of the load balancer have priorities of their own, and those of the guide keep theirs", () => {
  const rules = stack.resources("aws_lb_listener_rule");
  const priorities = Object.values(rules).map(({ priority }) => priority);
  expect(new Set(priorities).size).toBe(priorities.length);
  const ofGuide = Object.entries(rules).filter(([id]) => id !== "admin");
  expect(Object.fromEntries(ofGuide.map(([id, { priority }]) => [id, priority]))).toEqual({
    refused_paths: 10,
    websocket: 20,
    mcp: 30,
    api: 40,
  });
});

test("a queue has a dead-letter queue, alarms and the services that name it; the guide's stays as it is", () => {
  expect(stack.at("aws_sqs_queue.emails_queue")).toMatchObject({ name: "mcp-production-emails" });
  expect(stack.at("aws_sqs_queue.emails_dlq")).toMatchObject({ name: "mcp-production-emails-dlq" });
  expect(stack.at("aws_sqs_queue.emails_queue").redrive_policy).toContain("aws_sqs_queue.emails_dlq.arn");
  expect(stack.at("aws_sqs_queue.task_queue")).toEqual(before.at("aws_sqs_queue.task_queue"));
  expect(stack.at("aws_cloudwatch_metric_alarm.emails_queue_age").dimensions).toEqual({
    QueueName: "${aws_sqs_queue.emails_queue.name}",
  });
  expect(stack.outputs.emails_queue_url).toBeDefined();
});

const resources = (role: string, action: string) =>
  stack.statements(role).flatMap((statement) => {
    const { actions, resources: of } = statement as { actions: string[]; resources: string[] };
    return actions.includes(action) ? of : [];
  });

test("roles may use the queues and buckets that their services name, and no others", () => {
  expect(resources("scheduler_task_role", "sqs:SendMessage")).toEqual([
    "${aws_sqs_queue.task_queue.arn}",
    "${aws_sqs_queue.emails_queue.arn}",
  ]);
  expect(resources("scheduler_task_role", "sqs:ReceiveMessage")).toEqual([]);
  expect(resources("admin_task_role", "sqs:ReceiveMessage")).toEqual(["${aws_sqs_queue.emails_queue.arn}"]);
  expect(resources("admin_task_role", "s3:GetObject")).toEqual([
    "${aws_s3_bucket.contexts.arn}/*",
    "${aws_s3_bucket.reports.arn}/*",
  ]);
  expect(resources("admin_task_role", "s3:PutObject")).toEqual(["${aws_s3_bucket.reports.arn}/*"]);
  expect(resources("worker_task_role", "sqs:ReceiveMessage")).toEqual(["${aws_sqs_queue.task_queue.arn}"]);
});

test("a bucket is as private as the guide's", () => {
  expect(stack.at("aws_s3_bucket.reports").bucket).toBe("mcp-production-reports");
  expect(stack.at("aws_s3_bucket_public_access_block.reports")).toMatchObject({ block_public_acls: true });
  expect(stack.at("aws_s3_bucket_lifecycle_configuration.reports").rule).toEqual([
    expect.objectContaining({ expiration: [{ days: 365 }] }),
  ]);
});

test("a secret of a service's own is made empty, and only that service has it", () => {
  expect(stack.at("aws_secretsmanager_secret.stripe_key").name).toBe("mcp/production/stripe-key");
  expect(stack.resources("aws_secretsmanager_secret_version")).not.toHaveProperty("stripe_key");
  expect(stack.container("aws_ecs_task_definition.admin").secrets).toContainEqual({
    name: "STRIPE_KEY",
    valueFrom: "${aws_secretsmanager_secret.stripe_key.arn}",
  });
});

test("variables refer to queues, buckets and other services", () => {
  const variables = (id: string) => stack.container(`aws_ecs_task_definition.${id}`).environment;
  expect(variables("scheduler")).toEqual(
    expect.arrayContaining([
      { name: "EMAILS_QUEUE_URL", value: "${aws_sqs_queue.emails_queue.url}" },
      { name: "REST_API_INTERNAL_URL", value: "http://rest-api.mcp-production.internal:8081" },
    ]),
  );
  expect(variables("admin")).toContainEqual({
    name: "REPORTS_BUCKET",
    value: "${aws_s3_bucket.reports.bucket}",
  });
});

test("the services' dashboard shows them", () => {
  const body = String(stack.at("aws_cloudwatch_dashboard.services").dashboard_body);
  for (const name of ["scheduler", "admin"]) expect(body).toContain(`"${name}"`);
});
