"""What AWS refuses of aws_elasticache_replication_group, in AWS's words as public reports quote them; and user groups, for which
alone AWS gives a token up."""

from gaps import elasticache_clusters, elasticache_parameter_groups
from moto.core.responses import ActionResult
from moto.elasticache.exceptions import InvalidParameterCombinationException, InvalidParameterValueException
from moto.elasticache.responses import ElastiCacheResponse

create_unchecked = ElastiCacheResponse.create_replication_group
modify_unchecked = elasticache_clusters.modify_replication_group

user_groups = {}


def refuse(message):
    raise InvalidParameterCombinationException(message)


def refuse_family(self, engine, version, name):
    group = elasticache_parameter_groups.groups.get((self.current_account, self.region, name))
    if not group:
        return
    major = version.split(".")[0]
    wanted = "redis6.x" if (engine, major) == ("redis", "6") else f"{engine}{major}"
    if group["CacheParameterGroupFamily"] != wanted:
        found = group["CacheParameterGroupFamily"]
        refuse(f"Expected a parameter group of family {wanted} but found one of family {found}")


def refuse_mode(asked, version):
    if "TransitEncryptionMode" in asked and version.startswith("6."):
        refuse(
            f"Transit encryption mode is not supported for engine version {version}. "
            "Please use engine version 7.0.5 or higher."
        )


def create_replication_group(self):
    asked = self._get_params()
    version = asked.get("EngineVersion", "7.1")
    refuse_family(self, asked.get("Engine", "redis"), version, asked.get("CacheParameterGroupName"))
    refuse_mode(asked, version)
    if asked.get("TransitEncryptionMode") == "preferred" and ("AuthToken" in asked or "UserGroupIds" in asked):
        refuse("Transit encryption preferred is not supported with redis access control.")
    return create_unchecked(self)


def modify_replication_group(self):
    asked = self._get_params()
    group = self.elasticache_backend.replication_groups[asked["ReplicationGroupId"]]
    members = [self.elasticache_backend.cache_clusters[member] for member in group.member_clusters]
    now = members[0]
    engine = asked.get("Engine", now.engine)
    version = asked.get("EngineVersion", now.engine_version)
    parameters = asked.get("CacheParameterGroupName", now.cache_parameter_group_name)
    refuse_family(self, engine, version, parameters)
    refuse_mode(asked, version)
    has_access_control = group.auth_token_enabled or group.user_group_ids
    if "TransitEncryptionMode" in asked or "TransitEncryptionEnabled" in asked:
        if has_access_control:
            refuse("Modification of transit encryption is not supported for access control enabled clusters.")
        if not asked.get("ApplyImmediately"):
            raise InvalidParameterValueException(
                "Transit encryption modification should be called with applied immediately option."
            )
    if "AuthToken" in asked:
        if now.transit_encryption_mode == "preferred":
            refuse("Transit encryption preferred is not supported with redis access control.")
        if not 16 <= len(asked["AuthToken"]) <= 128:
            raise InvalidParameterValueException("AUTH token must be between 16 and 128 characters")
    removed = asked.get("UserGroupIdsToRemove") or []
    added = asked.get("UserGroupIdsToAdd") or []
    deletes = asked.get("AuthTokenUpdateStrategy") == "DELETE"
    if deletes and not added:
        refuse("The DELETE strategy is for the transition to a user group alone.")
    answer = modify_unchecked(self)
    if deletes:
        for changed in [group, *members]:
            changed.auth_token_enabled = False
    group.user_group_ids = [name for name in group.user_group_ids if name not in removed] + added
    return answer


def create_user_group(self):
    asked = self._get_params()
    group = {"UserGroupId": asked["UserGroupId"], "Engine": asked["Engine"], "UserIds": asked["UserIds"], "Status": "active"}
    user_groups[asked["UserGroupId"]] = group
    return ActionResult(group)


def describe_user_groups(self):
    return ActionResult({"UserGroups": list(user_groups.values())})


def delete_user_group(self):
    return ActionResult({**user_groups.pop(self._get_param("UserGroupId")), "Status": "deleting"})


ElastiCacheResponse.create_replication_group = create_replication_group
ElastiCacheResponse.modify_replication_group = modify_replication_group
ElastiCacheResponse.create_user_group = create_user_group
ElastiCacheResponse.describe_user_groups = describe_user_groups
ElastiCacheResponse.delete_user_group = delete_user_group
