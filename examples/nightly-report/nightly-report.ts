import { SchedulerSchedule, type SchedulerScheduleConfig } from "@cdktf/provider-aws/lib/scheduler-schedule";
import { Construct } from "constructs";
import { ServiceRole } from "../../modules/iam/service-role";
import { type Override, overridden } from "../../modules/override";
import { part } from "../../modules/part";
import type { TaskQueue } from "../../modules/queue/task-queue";

export interface NightlyReportProps {
  /** Name of the schedule, and of the role that sends; at most 64 letters, digits and `-_.`. */
  readonly name: string;
  /** The hour at which the task is sent, 0–23, in UTC. @default 3 */
  readonly hour?: number;
  /** Where the task goes. */
  readonly queue: TaskQueue;
  readonly overrides?: { readonly schedule?: Override<SchedulerScheduleConfig> };
}

/**
 * Puts a task for the nightly report into a queue. 1 USD for a million invocations.
 *
 * An example of a module that a team adds: docs/testing.md shows its tests.
 */
export class NightlyReport extends Construct {
  readonly schedule: SchedulerSchedule;

  constructor(scope: Construct, id: string, props: NightlyReportProps) {
    super(scope, id);
    const { name, hour = 3, queue, overrides } = props;
    if (!Number.isInteger(hour) || hour < 0 || hour > 23)
      throw new Error(`${this.node.path}: hour is ${hour}; use a whole number from 0 to 23`);
    const role = new ServiceRole(this, id, { name, service: "scheduler.amazonaws.com" });
    queue.grantSend(role);
    const config: SchedulerScheduleConfig = {
      name,
      scheduleExpression: `cron(0 ${hour} * * ? *)`,
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: queue.queue.arn,
        roleArn: role.arn,
        input: JSON.stringify({ task: "nightly-report" }),
      },
    };
    this.schedule = new SchedulerSchedule(
      part(this, "schedule"),
      id,
      overridden(config, overrides?.schedule),
    );
  }
}
