"""aws_cloudwatch_query_definition. aws_cloudwatch_log_group gets another key in place, or none."""

import json

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.responses import LogsResponse
from moto.moto_api._internal import mock_random

definitions = {}


def identity(self, query_definition_id):
    return self.current_account, self.region, query_definition_id


def put_query_definition(self):
    query_definition_id = self._get_param("queryDefinitionId") or str(mock_random.uuid4())
    definitions[identity(self, query_definition_id)] = {
        "queryDefinitionId": query_definition_id,
        "name": self._get_param("name"),
        "queryString": self._get_param("queryString"),
        "logGroupNames": self._get_param("logGroupNames") or [],
    }
    return json.dumps({"queryDefinitionId": query_definition_id})


def describe_query_definitions(self):
    prefix = self._get_param("queryDefinitionNamePrefix") or ""
    here = identity(self, None)[:2]
    found = [
        definition
        for key, definition in definitions.items()
        if key[:2] == here and definition["name"].startswith(prefix)
    ]
    return json.dumps({"queryDefinitions": found})


def delete_query_definition(self):
    removed = definitions.pop(identity(self, self._get_param("queryDefinitionId")), None)
    return json.dumps({"success": removed is not None})


def associate_kms_key(self):
    """Without a key, the service's own."""
    groups = self.logs_backend.groups
    name = self._get_param("logGroupName")
    if name not in groups:
        raise ResourceNotFoundException()
    groups[name].kms_key_id = self._get_param("kmsKeyId")
    return "{}"


LogsResponse.associate_kms_key = associate_kms_key
LogsResponse.disassociate_kms_key = associate_kms_key
LogsResponse.put_query_definition = put_query_definition
LogsResponse.describe_query_definitions = describe_query_definitions
LogsResponse.delete_query_definition = delete_query_definition
