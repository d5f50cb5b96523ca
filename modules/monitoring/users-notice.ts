import type { AlarmDefinition } from "./alarm-definition";

/** A service as its users know it. */
export interface UsedService {
  readonly name: string;
  /** Whether the load balancer sends it requests: then the alarms on its answers count, and those on its queues do not. */
  readonly takesRequests: boolean;
  /** The names of the queues that it receives from. */
  readonly receiveFrom: readonly string[];
}

/** Whether a service's users notice what an alarm is about: then it is part of the composite alarm that wakes somebody for them. */
export function usersNotice(
  { name, takesRequests, receiveFrom }: UsedService,
  alarm: AlarmDefinition,
): boolean {
  if (alarm.severity !== "page") return false;
  const { wakes } = alarm;
  switch (wakes.of) {
    case "service":
      return wakes.service === name;
    case "queue":
      return !takesRequests && receiveFrom.includes(wakes.queue);
    case "requests":
      return takesRequests;
  }
}
