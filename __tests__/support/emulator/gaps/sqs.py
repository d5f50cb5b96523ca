"""aws_sqs_queue_redrive_allow_policy, beside aws_sqs_queue_policy; aws_sqs_queue compares its redrive policy as AWS writes it."""

import json

from moto.sqs.models import Queue

attributes_without_allow_policy = Queue.attributes.fget
set_attributes_and_forget_policy = Queue._set_attributes


def set_attributes(self, attributes, now=None):
    policy = getattr(self, "policy", None)
    set_attributes_and_forget_policy(self, {"Policy": policy, **attributes}, now)


def attributes(self):
    found = attributes_without_allow_policy(self)
    if self.redrive_policy:
        found["RedrivePolicy"] = json.dumps(self.redrive_policy, separators=(",", ":"))
    if not found.get("RedriveAllowPolicy"):
        found.pop("RedriveAllowPolicy", None)
    return found


Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]
Queue.redrive_allow_policy = None
Queue._set_attributes = set_attributes
Queue.attributes = property(attributes)
