"""aws_s3_bucket_policy: moto cannot judge a condition, and would apply a denial for plain HTTP to every request.
aws_s3_bucket_logging: moto fails at a principal that is everybody, and allows a prefix only where the policy has that very one.
"""

import json
from fnmatch import fnmatchcase

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket


def get_permission(self, action, resource):
    if self.policy is None:
        return PermissionResult.NEUTRAL
    policy = json.loads(self.policy)
    policy["Statement"] = [statement for statement in policy["Statement"] if "Condition" not in statement]
    if not policy["Statement"]:
        return PermissionResult.NEUTRAL
    return IAMPolicy(json.dumps(policy)).is_action_permitted(action, resource)


def lets_logs_in(target_bucket, target_prefix):
    written = f"{target_bucket.arn}/{target_prefix or ''}"
    statements = json.loads(target_bucket.policy)["Statement"] if target_bucket.policy else []
    return any(
        statement["Effect"] == "Allow"
        and statement["Principal"] == {"Service": "logging.s3.amazonaws.com"}
        and "s3:PutObject" in statement["Action"]
        and any(fnmatchcase(written, resource) for resource in listed(statement["Resource"]))
        for statement in statements
    )


def listed(value):
    return value if isinstance(value, list) else [value]


FakeBucket.get_permission = get_permission
FakeBucket._log_permissions_enabled_policy = staticmethod(lets_logs_in)
