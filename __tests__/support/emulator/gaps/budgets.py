"""aws_budgets_budget reads the subscribers of each notification, and the budget's tags."""

import json

from moto.budgets.responses import BudgetsResponse


def identity(notification):
    return (
        notification["NotificationType"],
        notification["ComparisonOperator"],
        float(notification["Threshold"]),
    )


def describe_subscribers_for_notification(self):
    budget = self.backend.budgets[self._get_param("AccountId")][self._get_param("BudgetName")]
    wanted = identity(self._get_param("Notification"))
    for notification in budget.notifications:
        if identity(notification.details) == wanted:
            return json.dumps({"Subscribers": notification.subscribers})
    return json.dumps({"Subscribers": []})


def list_tags_for_resource(self):
    return json.dumps({"ResourceTags": []})


def change_tags(self):
    return "{}"


BudgetsResponse.describe_subscribers_for_notification = describe_subscribers_for_notification
BudgetsResponse.list_tags_for_resource = list_tags_for_resource
BudgetsResponse.tag_resource = change_tags
BudgetsResponse.untag_resource = change_tags
