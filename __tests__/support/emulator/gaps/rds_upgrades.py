"""aws_db_instance goes to another major version: moto takes any change of it, and leaves the read replicas where they are.

Here, as on AWS, it has to be allowed, and takes replicas along; a parameter group is of the version's family, and is not deleted
while an instance has it. Left out: which versions can be reached from which, and how long it takes.
https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_UpgradeDBInstance.PostgreSQL.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_DeleteDBParameterGroup.html
"""

from moto.rds.exceptions import InvalidParameterCombination, RDSClientError
from moto.rds.models import RDSBackend

modify_unchecked = RDSBackend.modify_db_instance
delete_used_group = RDSBackend.delete_db_parameter_group


def modify_db_instance(self, db_instance_identifier, db_kwargs):
    [instance] = self.describe_db_instances(db_instance_identifier)
    wanted = family_of(instance.engine, db_kwargs.get("engine_version") or instance.engine_version)
    is_another = wanted != family_of(instance.engine, instance.engine_version)
    if is_another and not db_kwargs.get("allow_major_version_upgrade"):
        raise InvalidParameterCombination(
            "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."
        )
    name = db_kwargs.get("db_parameter_group_name") or instance.db_parameter_group_name
    refuse_family(self, name, wanted)
    modified = modify_unchecked(self, db_instance_identifier, db_kwargs)
    if is_another:
        for replica in self.describe_db_instances():
            if replica.db_instance_identifier in instance.replicas:
                replica.engine_version = instance.engine_version
                replica.db_parameter_group_name = f"default.{wanted}"
    return modified


def family_of(engine, version):
    return engine + version.split(".")[0]


def refuse_family(self, name, wanted):
    group = self.db_parameter_groups.get(name)
    if group and group.family != wanted:
        raise InvalidParameterCombination(
            f"The parameter group {name} with DBParameterGroupFamily {group.family} cannot be used for this instance."
            f" Please use a parameter group with DBParameterGroupFamily {wanted}"
        )


def delete_db_parameter_group(self, db_parameter_group_name):
    if any(each.db_parameter_group_name == db_parameter_group_name for each in self.describe_db_instances()):
        raise RDSClientError(
            "InvalidDBParameterGroupState",
            "One or more database instances are still members of this parameter group"
            f" {db_parameter_group_name}, so the group cannot be deleted",
        )
    return delete_used_group(self, db_parameter_group_name)


RDSBackend.modify_db_instance = modify_db_instance
RDSBackend.delete_db_parameter_group = delete_db_parameter_group
