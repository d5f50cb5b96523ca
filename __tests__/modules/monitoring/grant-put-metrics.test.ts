import { ServiceRole } from "../../../modules/iam/service-role";
import { grantPutMetrics } from "../../../modules/monitoring/grant-put-metrics";
import { synthIn } from "../../support/synth";

test("metrics may be published in this namespace only", () => {
  const synth = synthIn((stack) => {
    const role = new ServiceRole(stack, "task", { name: "task", service: "ecs-tasks.amazonaws.com" });
    grantPutMetrics(role, "MCP/Test");
  });
  expect(synth.at("data.aws_iam_policy_document.task").statement).toEqual([
    {
      actions: ["cloudwatch:PutMetricData"],
      resources: ["*"],
      condition: [{ test: "StringEquals", variable: "cloudwatch:namespace", values: ["MCP/Test"] }],
    },
  ]);
});
