"""aws_vpc_endpoint of the type Gateway: deleting it takes its routes along, whose destination is a prefix list."""

from moto.ec2.models import EC2Backend

delete_route_by_cidr = EC2Backend.delete_route


def delete_route(self, route_table_id, destination, *args, **kwargs):
    if not (destination and destination.startswith("pl-")):
        return delete_route_by_cidr(self, route_table_id, destination, *args, **kwargs)
    routes = self.get_route_table(route_table_id)._routes
    for key, route in list(routes.items()):
        prefix_list = getattr(route, "destination_prefix_list", None)
        if prefix_list and prefix_list.id == destination:
            return routes.pop(key)
    return None


EC2Backend.delete_route = delete_route
