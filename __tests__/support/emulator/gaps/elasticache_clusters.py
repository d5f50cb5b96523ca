"""aws_elasticache_replication_group reads its member clusters, which moto names but does not make.

It changes in place: replicas, token, logs and the settings of its members. Its last snapshot is made when it is deleted.
"""

from copy import copy
from inspect import signature

from moto.core.responses import ActionResult
from moto.core.utils import camelcase_to_underscores, utcnow
from moto.elasticache.models import ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

create_group_alone = ElastiCacheBackend.create_replication_group
delete_group_alone = ElastiCacheBackend.delete_replication_group
modify_group_alone = ElastiCacheResponse.modify_replication_group
delete_without_snapshot = ElastiCacheResponse.delete_replication_group

CLUSTER_ARGUMENTS = [name for name in signature(ElastiCacheBackend.create_cache_cluster).parameters if name != "self"]

# What a change of the group changes in its members.
SETTINGS = (
    "AutoMinorVersionUpgrade",
    "CacheNodeType",
    "CacheParameterGroupName",
    "Engine",
    "EngineVersion",
    "NotificationTopicArn",
    "PreferredMaintenanceWindow",
    "SnapshotRetentionLimit",
    "SnapshotWindow",
    "TransitEncryptionEnabled",
    "TransitEncryptionMode",
)


def create_replication_group(self, **arguments):
    sharded = arguments.get("num_node_groups") or arguments.get("replicas_per_node_group")
    if arguments.get("num_cache_clusters") and not sharded:
        arguments["replicas_per_node_group"] = arguments["num_cache_clusters"] - 1
    group = create_group_alone(self, **arguments)
    for node_group in group.node_groups:
        node_group["reader_endpoint"] = {
            "address": node_group.get("reader_endpoint_address"),
            "port": group.port,
        }
    for member in group.member_clusters:
        add_member(self, group, member, arguments)
    return group


def add_member(self, group, member, arguments):
    self.cache_clusters.pop(member, None)
    of_cluster = {name: arguments.get(name) for name in CLUSTER_ARGUMENTS}
    of_cluster.update(cache_cluster_id=member, replication_group_id=group.replication_group_id, tags=[])
    cluster = self.create_cache_cluster(**of_cluster)
    cluster.at_rest_encryption_enabled = bool(arguments.get("at_rest_encryption_enabled"))
    if cluster.transit_encryption_enabled:
        cluster.transit_encryption_mode = arguments.get("transit_encryption_mode") or "required"
    cluster.security_groups = active(arguments.get("security_group_ids") or [])


def active(security_group_ids):
    return [{"SecurityGroupId": group_id, "Status": "active"} for group_id in security_group_ids]


def modify_replication_group(self):
    answer = modify_group_alone(self)
    asked = self._get_params()
    group = self.elasticache_backend.replication_groups[asked["ReplicationGroupId"]]
    members = [self.elasticache_backend.cache_clusters[member] for member in group.member_clusters]
    for changed in [group, *members]:
        for name in SETTINGS:
            if name in asked:
                setattr(changed, camelcase_to_underscores(name), asked[name])
        if "SecurityGroupIds" in asked:
            changed.security_groups = active(asked["SecurityGroupIds"])
        if "AuthToken" in asked:
            changed.auth_token_enabled = True
            changed.auth_token_last_modified_date = utcnow()
    for log in asked.get("LogDeliveryConfigurations", []):
        kept = [other for other in group.log_delivery_configurations if other["LogType"] != log["LogType"]]
        added = group._get_log_delivery_configurations([log]) if log.get("Enabled", True) else []
        group.log_delivery_configurations = kept + added
    return answer


def change_replica_count(self):
    """Of a group without cluster mode. New members are like the first."""
    group = self.elasticache_backend.replication_groups[self._get_param("ReplicationGroupId")]
    clusters = self.elasticache_backend.cache_clusters
    before = {member: clusters.pop(member) for member in group.member_clusters}
    first = next(iter(before.values()))
    node_group = group.node_groups[0]
    node_group["node_group_members"].clear()
    group.member_clusters.clear()
    group._set_node_members_clusters_disabled(
        member_clusters=group.member_clusters,
        replication_group_id=group.replication_group_id,
        replication_group_domain=node_group["primary_endpoint_address"].removeprefix("master."),
        node_group=node_group,
        preferred_cache_cluster_azs=[],
        num_cache_clusters=None,
        replicas_per_node_group=self._get_int_param("NewReplicaCount"),
    )
    for member in group.member_clusters:
        clusters[member] = before.get(member) or copy(first)
        clusters[member].cache_cluster_id = member
        clusters[member].arn = f"{first.arn.rpartition(':')[0]}:{member}"
    return ActionResult({"ReplicationGroup": group})


def delete_with_snapshot(self):
    name = self._get_param("FinalSnapshotIdentifier")
    if name:
        self.elasticache_backend.create_snapshot(name, self._get_param("ReplicationGroupId"), None, None, [])
    return delete_without_snapshot(self)


def delete_replication_group(self, replication_group_id, retain_primary_cluster):
    existing = self.replication_groups.get(replication_group_id)
    members = list(getattr(existing, "member_clusters", []))
    group = delete_group_alone(self, replication_group_id, retain_primary_cluster)
    for member in members:
        self.cache_clusters.pop(member, None)
    self.replication_groups.pop(replication_group_id, None)
    return group


ElastiCacheBackend.create_replication_group = create_replication_group
ElastiCacheBackend.delete_replication_group = delete_replication_group
ElastiCacheResponse.modify_replication_group = modify_replication_group
ElastiCacheResponse.increase_replica_count = change_replica_count
ElastiCacheResponse.decrease_replica_count = change_replica_count
ElastiCacheResponse.delete_replication_group = delete_with_snapshot
