"""aws_db_instance is found by a resource id that moto gives to all, and shows its Performance Insights; its windows may touch.
One that is made from another (a read replica, a backup restored) has its own settings. aws_db_parameter_group.
"""

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.rds import utils
from moto.rds.exceptions import DBParameterGroupNotFoundError
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

initialize_with_shared_id = DBInstance.__init__
copy_to_replica = RDSBackend.create_db_instance_read_replica
copy_from_snapshot = RDSBackend.restore_db_instance_from_db_snapshot
copy_from_point_in_time = RDSBackend.restore_db_instance_to_point_in_time
overlap_or_touch = utils.get_overlap_between_two_date_ranges

INSIGHTS = (
    "enable_performance_insights",
    "performance_insights_kms_key_id",
    "performance_insights_retention_period",
)

# What an instance has as long as no request says otherwise, whatever it is made from.
OWN_SETTINGS = {
    "auto_minor_version_upgrade": True,
    "copy_tags_to_snapshot": False,
    "deletion_protection": False,
    "enable_iam_database_authentication": False,
    "monitoring_interval": 0,
    "monitoring_role_arn": None,
    "multi_az": False,
    "publicly_accessible": False,
    "tags": [],
    **dict.fromkeys(INSIGHTS),
}


def own_resource_id():
    return "db-" + mock_random.get_random_string(26).upper()


def initialize(self, *args, **kwargs):
    initialize_with_shared_id(self, *args, **kwargs)
    self.dbi_resource_id = own_resource_id()
    for name in INSIGHTS:
        setattr(self, name, kwargs.get(name))


def settle(instance, arguments):
    for name, default in OWN_SETTINGS.items():
        setattr(instance, name, arguments.get(name, default))
    instance.enabled_cloudwatch_logs_exports = list(arguments.get("enable_cloudwatch_logs_exports", []))
    return instance


def create_db_instance_read_replica(self, arguments):
    replica = settle(copy_to_replica(self, arguments), arguments)
    replica.dbi_resource_id = own_resource_id()
    replica.backup_retention_period = arguments.get("backup_retention_period", 0)
    return replica


def restore_db_instance_from_db_snapshot(self, from_snapshot_id, overrides):
    return settle(copy_from_snapshot(self, from_snapshot_id, overrides), overrides)


def restore_db_instance_to_point_in_time(self, source_db_identifier, target_db_identifier, overrides):
    restored = copy_from_point_in_time(self, source_db_identifier, target_db_identifier, overrides)
    # Only a read replica keeps its source.
    restored.source_db_instance_identifier = None
    return settle(restored, overrides)


def get_overlap_between_two_date_ranges(start_1, end_1, start_2, end_2):
    """The guide's windows touch (03:00-04:00 and 04:00-05:00), which AWS accepts."""
    if end_1 == start_2 or end_2 == start_1:
        return -1
    return overlap_or_touch(start_1, end_1, start_2, end_2)


def describe_db_parameters(self):
    name = self.params.get("DBParameterGroupName")
    found = self.backend.describe_db_parameter_groups({"db_parameter_group_name": name})
    if not found:
        raise DBParameterGroupNotFoundError(name)
    parameters = [
        {**parameter, "Source": "user", "ApplyType": "dynamic"} for parameter in found[0].parameters.values()
    ]
    return ActionResult({"Parameters": parameters})


DBInstance.__init__ = initialize
DBInstance.performance_insights_enabled = property(lambda self: bool(self.enable_performance_insights))
RDSBackend.create_db_instance_read_replica = create_db_instance_read_replica
RDSBackend.restore_db_instance_from_db_snapshot = restore_db_instance_from_db_snapshot
RDSBackend.restore_db_instance_to_point_in_time = restore_db_instance_to_point_in_time
utils.get_overlap_between_two_date_ranges = get_overlap_between_two_date_ranges
RDSResponse.describe_db_parameters = describe_db_parameters
