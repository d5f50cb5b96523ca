"""aws_db_subnet_group and aws_elasticache_subnet_group change in place: moto loses the first, and cannot change the second.

aws_subnet is not deleted while something is in it, nor taken out of a group whose instances or nodes are in it; moto has neither
rule, so that zones taken away in the wrong order would pass. Left out: other things that have network interfaces, and a
database's standby, whose zone moto does not know.
https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSubnet.html
https://aws.amazon.com/premiumsupport/knowledge-center/rds-db-subnet-group/
https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_ModifyCacheSubnetGroup.html
"""

from moto.core.responses import ActionResult
from moto.ec2.exceptions import DependencyViolationError
from moto.ec2.models import EC2Backend
from moto.ecs.models import ecs_backends
from moto.elasticache.exceptions import CacheSubnetGroupNotFound, ElastiCacheException
from moto.elasticache.models import CacheSubnetGroup, elasticache_backends
from moto.elasticache.responses import ElastiCacheResponse
from moto.elbv2.models import elbv2_backends
from moto.rds.exceptions import RDSClientError
from moto.rds.models import RDSBackend, rds_backends

delete_used_subnet = EC2Backend.delete_subnet
modify_and_lose_group = RDSBackend.modify_db_subnet_group


class SubnetInUse(ElastiCacheException):
    code = "SubnetInUse"


def delete_subnet(self, subnet_id):
    subnet = self.get_subnet(subnet_id)
    if any(subnet_id in subnets for subnets in subnets_in_use(self, subnet.availability_zone)):
        raise DependencyViolationError(f"The subnet '{subnet_id}' has dependencies and cannot be deleted.")
    return delete_used_subnet(self, subnet_id)


def subnets_in_use(ec2, zone):
    """Of each thing, the subnets in which it may be. A database or a node of a cache is only in that of its zone."""
    account, region = ec2.account_id, ec2.region_name
    for balancer in elbv2_backends[account][region].load_balancers.values():
        yield [subnet.id for subnet in balancer.subnets]
    for endpoint in ec2.vpc_end_points.values():
        yield endpoint.subnet_ids or [] if endpoint.state != "deleted" else []
    for gateway in ec2.nat_gateways.values():
        yield [gateway.subnet_id] if gateway.state != "deleted" else []
    for service in ecs_backends[account][region].services.values():
        for deployment in service.deployments if service.status == "ACTIVE" else []:
            yield deployment["networkConfiguration"]["awsvpcConfiguration"]["subnets"]
    for group in rds_backends[account][region].subnet_groups.values():
        yield [subnet.id for subnet in group._subnets] if zone in zones_of_instances(group) else []
    for group in elasticache_backends[account][region].cache_subnet_groups.values():
        yield group.subnet_ids if zone in zones_of_nodes(account, region, group) else []


def zones_of_instances(group):
    instances = rds_backends[group.account_id][group.region].databases.values()
    return {instance.availability_zone for instance in instances if instance.db_subnet_group is group}


def zones_of_nodes(account, region, group):
    return {
        node["preferred_availability_zone"]
        for cache in elasticache_backends[account][region].replication_groups.values()
        if cache.cache_subnet_group_name == group.cache_subnet_group_name
        for node_group in cache.node_groups
        for node in node_group["node_group_members"]
    }


def modify_db_subnet_group(self, subnet_name, description, subnets):
    [group] = self.describe_db_subnet_groups(subnet_name)
    removed = [subnet for subnet in group._subnets if subnet not in subnets]
    used = [subnet.id for subnet in removed if subnet.availability_zone in zones_of_instances(group)]
    if used:
        raise RDSClientError("SubnetAlreadyInUse", f"Subnets are in use by instances of the group: {', '.join(used)}")
    self.subnet_groups[subnet_name] = modify_and_lose_group(self, subnet_name, description, subnets)
    return group


def modify_cache_subnet_group(self):
    groups = self.elasticache_backend.cache_subnet_groups
    name = self._get_param("CacheSubnetGroupName")
    if name not in groups:
        raise CacheSubnetGroupNotFound(name)
    before = groups[name]
    changed = CacheSubnetGroup(
        self.current_account,
        self.region,
        name,
        self._get_param("CacheSubnetGroupDescription") or before.cache_subnet_group_description,
        self._get_param("SubnetIds") or before.subnet_ids,
        before.tags,
    )
    zones = zones_of_nodes(self.current_account, self.region, before)
    for subnet in before.subnets:
        if subnet["subnet_identifier"] not in changed.subnet_ids and subnet["subnet_availability_zone"] in zones:
            raise SubnetInUse(f"Subnet {subnet['subnet_identifier']} is in use by nodes of the group.")
    groups[name] = changed
    return ActionResult({"CacheSubnetGroup": changed})


EC2Backend.delete_subnet = delete_subnet
RDSBackend.modify_db_subnet_group = modify_db_subnet_group
ElastiCacheResponse.modify_cache_subnet_group = modify_cache_subnet_group
