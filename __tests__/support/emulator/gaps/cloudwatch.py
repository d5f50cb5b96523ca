"""aws_cloudwatch_composite_alarm: moto describes composite alarms, but has no action that makes one."""

from moto.cloudwatch.responses import CloudWatchResponse

CloudWatchResponse.put_composite_alarm = CloudWatchResponse.put_metric_alarm
