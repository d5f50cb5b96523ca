"""aws_elasticache_replication_group reads its member clusters, which moto names but does not make."""

from inspect import signature

from moto.elasticache.models import ElastiCacheBackend

create_group_alone = ElastiCacheBackend.create_replication_group
delete_group_alone = ElastiCacheBackend.delete_replication_group

CLUSTER_ARGUMENTS = [name for name in signature(ElastiCacheBackend.create_cache_cluster).parameters if name != "self"]


def create_replication_group(self, **arguments):
    sharded = arguments.get("num_node_groups") or arguments.get("replicas_per_node_group")
    if arguments.get("num_cache_clusters") and not sharded:
        arguments["replicas_per_node_group"] = arguments["num_cache_clusters"] - 1
    group = create_group_alone(self, **arguments)
    for member in group.member_clusters:
        add_member(self, group, member, arguments)
    return group


def add_member(self, group, member, arguments):
    self.cache_clusters.pop(member, None)
    of_cluster = {name: arguments.get(name) for name in CLUSTER_ARGUMENTS}
    of_cluster.update(cache_cluster_id=member, replication_group_id=group.replication_group_id, tags=[])
    cluster = self.create_cache_cluster(**of_cluster)
    cluster.at_rest_encryption_enabled = bool(arguments.get("at_rest_encryption_enabled"))
    cluster.security_groups = [
        {"SecurityGroupId": group_id, "Status": "active"}
        for group_id in arguments.get("security_group_ids") or []
    ]


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
