"""aws_backup_selection: moto knows plans and vaults, but not what a plan backs up. aws_backup_vault, aws_backup_plan: tags."""

import json
from urllib.parse import unquote

from moto.backup.exceptions import ResourceNotFoundException
from moto.backup.responses import BackupResponse
from moto.moto_api._internal import mock_random

selections = {}


def plan_and_selection(self):
    """The ids in the path /backup/plans/<plan>/selections[/<selection>]."""
    plan, _, selection = self.path.split("/plans/")[1].strip("/").partition("/selections")
    return plan, selection.strip("/")


def create_backup_selection(self):
    plan, _ = plan_and_selection(self)
    selection = str(mock_random.uuid4())
    selections[(plan, selection)] = json.loads(self.body)["BackupSelection"]
    return json.dumps({"BackupPlanId": plan, "SelectionId": selection, "CreationDate": 0})


def get_backup_selection(self):
    plan, selection = plan_and_selection(self)
    if (plan, selection) not in selections:
        raise ResourceNotFoundException(f"Cannot find selection {selection}")
    return json.dumps(
        {
            "BackupPlanId": plan,
            "SelectionId": selection,
            "BackupSelection": selections[(plan, selection)],
            "CreationDate": 0,
        }
    )


def delete_backup_selection(self):
    selections.pop(plan_and_selection(self), None)
    return "{}"


def list_backup_selections(self):
    plan, _ = plan_and_selection(self)
    found = [selection for of_plan, selection in selections if of_plan == plan]
    return json.dumps(
        {"BackupSelectionsList": [{"SelectionId": selection, "BackupPlanId": plan} for selection in found]}
    )


def list_tags(self):
    """The path ends with a slash only where botocore asks, and moto counts on it."""
    arn = unquote(self.path.split("/tags/")[1].rstrip("/"))
    return json.dumps({"Tags": self.backup_backend.list_tags(resource_arn=arn)})


BackupResponse.create_backup_selection = create_backup_selection
BackupResponse.get_backup_selection = get_backup_selection
BackupResponse.delete_backup_selection = delete_backup_selection
BackupResponse.list_backup_selections = list_backup_selections
BackupResponse.list_tags = list_tags
