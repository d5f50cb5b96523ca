"""aws_elasticache_parameter_group, and the deletion of aws_elasticache_subnet_group."""

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult
from moto.elasticache.models import ElastiCacheBackend
from moto.elasticache.responses import ElastiCacheResponse

groups = {}
values = {}


class CacheParameterGroupNotFound(ServiceException):
    code = "CacheParameterGroupNotFound"


def identity(self):
    return self.current_account, self.region, self._get_param("CacheParameterGroupName")


def create_cache_parameter_group(self):
    account, region, name = identity(self)
    group = {
        "CacheParameterGroupName": name,
        "CacheParameterGroupFamily": self._get_param("CacheParameterGroupFamily"),
        "Description": self._get_param("Description"),
        "IsGlobal": False,
        "ARN": f"arn:aws:elasticache:{region}:{account}:parametergroup:{name}",
    }
    groups[identity(self)] = group
    values[identity(self)] = {}
    tags = self._get_params().get("Tags") or []
    self.elasticache_backend.tagging_service.tag_resource(group["ARN"], tags)
    return ActionResult({"CacheParameterGroup": group})


def describe_cache_parameter_groups(self):
    if identity(self) not in groups:
        name = self._get_param("CacheParameterGroupName")
        raise CacheParameterGroupNotFound(f"CacheParameterGroup not found: {name}")
    return ActionResult({"CacheParameterGroups": [groups[identity(self)]]})


def describe_cache_parameters(self):
    parameters = values.get(identity(self), {}).items()
    return ActionResult(
        {
            "Parameters": [
                {"ParameterName": name, "ParameterValue": value, "Source": "user"}
                for name, value in parameters
            ]
        }
    )


def change_cache_parameter_group(self):
    for parameter in self._get_params()["ParameterNameValues"]:
        values[identity(self)][parameter["ParameterName"]] = parameter["ParameterValue"]
    return ActionResult({"CacheParameterGroupName": self._get_param("CacheParameterGroupName")})


def delete_cache_parameter_group(self):
    groups.pop(identity(self), None)
    return EmptyResult()


def delete_cache_subnet_group(self):
    self.elasticache_backend.cache_subnet_groups.pop(self._get_param("CacheSubnetGroupName"), None)
    return EmptyResult()


list_tags_of_others = ElastiCacheBackend.list_tags_for_resource


def list_tags_for_resource(self, arn):
    if ":parametergroup:" in arn:
        return self.tagging_service.list_tags_for_resource(arn)
    return list_tags_of_others(self, arn)


ElastiCacheResponse.create_cache_parameter_group = create_cache_parameter_group
ElastiCacheResponse.describe_cache_parameter_groups = describe_cache_parameter_groups
ElastiCacheResponse.describe_cache_parameters = describe_cache_parameters
ElastiCacheResponse.modify_cache_parameter_group = change_cache_parameter_group
ElastiCacheResponse.reset_cache_parameter_group = change_cache_parameter_group
ElastiCacheResponse.delete_cache_parameter_group = delete_cache_parameter_group
ElastiCacheResponse.delete_cache_subnet_group = delete_cache_subnet_group
ElastiCacheBackend.list_tags_for_resource = list_tags_for_resource
