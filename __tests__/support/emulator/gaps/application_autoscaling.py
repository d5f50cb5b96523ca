"""aws_appautoscaling_target reads and writes its tags, and needs the target's ARN."""

import json

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse

tags_by_arn = {}

register_without_tags = ApplicationAutoScalingResponse.register_scalable_target


def register_scalable_target(self):
    register_without_tags(self)
    targets = self.applicationautoscaling_backend.targets
    target = targets[self._get_param("ScalableDimension")][self._get_param("ResourceId")]
    if self._get_param("Tags"):
        tags_by_arn[target.arn] = dict(self._get_param("Tags"))
    return json.dumps({"ScalableTargetARN": target.arn})


def list_tags_for_resource(self):
    return json.dumps({"Tags": tags_by_arn.get(self._get_param("ResourceARN"), {})})


def tag_resource(self):
    tags_by_arn.setdefault(self._get_param("ResourceARN"), {}).update(self._get_param("Tags") or {})
    return "{}"


def untag_resource(self):
    tags = tags_by_arn.get(self._get_param("ResourceARN"), {})
    for key in self._get_param("TagKeys") or []:
        tags.pop(key, None)
    return "{}"


ApplicationAutoScalingResponse.register_scalable_target = register_scalable_target
ApplicationAutoScalingResponse.list_tags_for_resource = list_tags_for_resource
ApplicationAutoScalingResponse.tag_resource = tag_resource
ApplicationAutoScalingResponse.untag_resource = untag_resource
