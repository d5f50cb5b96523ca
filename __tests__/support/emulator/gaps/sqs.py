"""aws_sqs_queue_redrive_allow_policy; and aws_sqs_queue compares its redrive policy as AWS writes it, without spaces."""

import json

from moto.sqs.models import Queue

attributes_without_allow_policy = Queue.attributes.fget


def attributes(self):
    found = attributes_without_allow_policy(self)
    if self.redrive_policy:
        found["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
    if not found.get("RedriveAllowPolicy"):
        found.pop("RedriveAllowPolicy", None)
    return found


Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]
Queue.redrive_allow_policy = None
Queue.attributes = property(attributes)
