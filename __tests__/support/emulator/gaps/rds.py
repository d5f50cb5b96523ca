"""aws_db_instance is found by a resource id that moto gives to all; its windows may touch; aws_db_parameter_group."""

from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random
from moto.rds import utils
from moto.rds.exceptions import DBParameterGroupNotFoundError
from moto.rds.models import DBInstance, RDSBackend
from moto.rds.responses import RDSResponse

initialize_with_shared_id = DBInstance.__init__
create_replica_with_shared_id = RDSBackend.create_db_instance_read_replica
overlap_or_touch = utils.get_overlap_between_two_date_ranges


def own_resource_id():
    return "db-" + mock_random.get_random_string(26).upper()


def initialize(self, *args, **kwargs):
    initialize_with_shared_id(self, *args, **kwargs)
    self.dbi_resource_id = own_resource_id()


def create_db_instance_read_replica(self, arguments):
    replica = create_replica_with_shared_id(self, arguments)
    replica.dbi_resource_id = own_resource_id()
    return replica


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
RDSBackend.create_db_instance_read_replica = create_db_instance_read_replica
utils.get_overlap_between_two_date_ranges = get_overlap_between_two_date_ranges
RDSResponse.describe_db_parameters = describe_db_parameters
