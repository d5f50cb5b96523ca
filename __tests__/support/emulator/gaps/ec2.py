"""aws_vpc_endpoint of the type Gateway: deleting it takes its routes along, whose destination is a prefix list.
aws_vpc_security_group_ingress_rule and _egress_rule that refer to a group: their description, and another group in place.
aws_launch_template: its own tags, from default_tags, are not those of what it launches.
"""

from moto.ec2.models import EC2Backend
from moto.ec2.models.launch_templates import LaunchTemplate
from moto.ec2.models.security_groups import SecurityGroupRule

delete_route_by_cidr = EC2Backend.delete_route
modify_rules_of_addresses = EC2Backend.modify_security_group_rules
create_version_with_own_tags = LaunchTemplate.create_version


def delete_route(self, route_table_id, destination, *args, **kwargs):
    if not (destination and destination.startswith("pl-")):
        return delete_route_by_cidr(self, route_table_id, destination, *args, **kwargs)
    routes = self.get_route_table(route_table_id)._routes
    for key, route in list(routes.items()):
        prefix_list = getattr(route, "destination_prefix_list", None)
        if prefix_list and prefix_list.id == destination:
            return routes.pop(key)
    return None


def modify_security_group_rules(self, group_id, rules):
    modify_rules_of_addresses(self, group_id, rules)
    group = self.get_security_group_by_name_or_id(group_id)
    for rule_id, changed in rules.items():
        if "ReferencedGroupId" in changed:
            group.get_rule(rule_id).source_group["GroupId"] = changed["ReferencedGroupId"]


def description(self):
    return self.ip_range.get("Description") or self.source_group.get("Description")


def create_version(self, data, version_description):
    launched = [tags for tags in data.pop("TagSpecifications", []) if tags["ResourceType"] != "launch-template"]
    return create_version_with_own_tags(self, {**data, "TagSpecifications": launched}, version_description)


EC2Backend.delete_route = delete_route
EC2Backend.modify_security_group_rules = modify_security_group_rules
SecurityGroupRule.description = property(description)
LaunchTemplate.create_version = create_version
