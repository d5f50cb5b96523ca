"""aws_budgets_budget changes in place, and reads the subscribers of each notification and the budget's tags."""

import json

from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse

tags_by_arn = {}

create_without_tags = BudgetsResponse.create_budget


def identity(notification):
    return (
        notification["NotificationType"],
        notification["ComparisonOperator"],
        float(notification["Threshold"]),
    )


def update_budget(self):
    budgets = self.backend.budgets[self._get_param("AccountId")]
    changed = Budget(self._get_param("NewBudget"), [])
    name = changed.budget["BudgetName"]
    changed.notifications = budgets[name].notifications
    budgets[name] = changed
    return "{}"


def describe_subscribers_for_notification(self):
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    wanted = identity(self._get_param("Notification"))
    for notification in budget.notifications:
        if identity(notification.details) == wanted:
            return json.dumps({"Subscribers": notification.subscribers})
    return json.dumps({"Subscribers": []})


def create_budget(self):
    answer = create_without_tags(self)
    name = self._get_param("Budget")["BudgetName"]
    arn = f"arn:aws:budgets::{self._get_param('AccountId')}:budget/{name}"
    tags_by_arn[arn] = named(self._get_param("ResourceTags"))
    return answer


def named(tags):
    return {tag["Key"]: tag["Value"] for tag in tags or []}


def list_tags_for_resource(self):
    tags = tags_by_arn.get(self._get_param("ResourceARN"), {})
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})


def tag_resource(self):
    tags_by_arn.setdefault(self._get_param("ResourceARN"), {}).update(named(self._get_param("ResourceTags")))
    return "{}"


def untag_resource(self):
    tags = tags_by_arn.get(self._get_param("ResourceARN"), {})
    for key in self._get_param("ResourceTagKeys") or []:
        tags.pop(key, None)
    return "{}"


BudgetsResponse.create_budget = create_budget
BudgetsResponse.update_budget = update_budget
BudgetsResponse.describe_subscribers_for_notification = describe_subscribers_for_notification
BudgetsResponse.list_tags_for_resource = list_tags_for_resource
BudgetsResponse.tag_resource = tag_resource
BudgetsResponse.untag_resource = untag_resource
