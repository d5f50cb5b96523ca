"""aws_ecs_service: moto keeps few of its settings, and no deployment of it ever ends.

Here a deployment takes a second: then it runs as many tasks as desired, is COMPLETED, and those before it are gone. Its tasks
themselves do not exist. A test chooses another end by an environment variable of the task definition's first container:
with EMULATOR_DEPLOYMENT set to "rolled back", an alarm goes off when all tasks run, and ECS deploys the version before again.
"""

from time import time

from moto.core.utils import camelcase_to_underscores, utcnow
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend, Service
from moto.ecs.responses import EC2ContainerServiceResponse
from moto.elbv2.models import elbv2_backends
from moto.moto_api._internal import mock_random

SECONDS_OF_A_DEPLOYMENT = 1

# What moto has no argument for.
SETTINGS = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "placementConstraints",
    "placementStrategy",
)

# What a change of them deploys anew.
DEPLOYED = (
    "task_definition",
    "capacity_provider_strategy",
    "load_balancers",
    "network_configuration",
    "platform_version",
    "service_registries",
)

create_with_few_settings = EC2ContainerServiceResponse.create_service
update_without_deployment = EC2ContainerServiceBackend.update_service
describe_forever_in_progress = EC2ContainerServiceBackend.describe_services


def create_service(self):
    cluster = self.ecs_backend._get_cluster(self._get_param("cluster", "default"))
    strategy = self._get_param("capacityProviderStrategy") or []
    check_providers(cluster, strategy)
    check_target_groups(self, self._get_param("loadBalancers") or [])
    answer = create_with_few_settings(self)
    service = self.ecs_backend.services[f"{cluster.name}:{self._get_param('serviceName')}"]
    for name in SETTINGS:
        if self._get_param(name) is not None:
            setattr(service, camelcase_to_underscores(name), self._get_param(name))
    if strategy:
        service.launch_type = None
    service.created_at = utcnow()
    service.deployments = []
    deploy(service)
    return answer


def check_providers(cluster, strategy):
    for item in strategy:
        if item["capacityProvider"] not in (cluster.capacity_providers or []):
            raise InvalidParameterException(
                "The specified capacity provider strategy cannot contain a capacity provider that is not associated with"
                " the cluster. Associate the capacity provider with the cluster and try again."
            )


def check_target_groups(self, load_balancers):
    groups = elbv2_backends[self.current_account][self.region].target_groups
    for arn in filter(None, (load_balancer.get("targetGroupArn") for load_balancer in load_balancers)):
        if arn not in groups or not groups[arn].load_balancer_arns:
            raise InvalidParameterException(
                f"The target group with targetGroupArn {arn} does not have an associated load balancer."
            )


def deploy(service):
    for deployment in service.deployments:
        deployment["status"] = "ACTIVE"
    deployment_id = f"ecs-svc/{mock_random.randint(0, 10**19)}"
    deployment = {
        "id": deployment_id,
        "status": "PRIMARY",
        "createdAt": utcnow(),
        "failedTasks": 0,
        "networkConfiguration": service.network_configuration,
        "platformFamily": "Linux",
        "platformVersion": service.platform_version,
        "rolloutState": "IN_PROGRESS",
        "rolloutStateReason": f"ECS deployment {deployment_id} in progress.",
        "taskDefinition": service.task_definition,
    }
    if service.launch_type:
        deployment["launchType"] = service.launch_type
    else:
        deployment["capacityProviderStrategy"] = service.capacity_provider_strategy
    service.deployments.insert(0, deployment)
    scale(service, 0)


def scale(service, running):
    """The newest deployment, as all that were before it go on."""
    service.settles_at = time() + SECONDS_OF_A_DEPLOYMENT
    service.deployments[0].update(
        desiredCount=service.desired_count,
        runningCount=running,
        pendingCount=service.desired_count - running,
        updatedAt=utcnow(),
    )
    count(service)


def count(service):
    service.running_count = sum(deployment["runningCount"] for deployment in service.deployments)
    service.pending_count = sum(deployment["pendingCount"] for deployment in service.deployments)


def settle(backend, service):
    if not service.deployments or time() < service.settles_at:
        return
    if is_to_be_rolled_back(backend, service):
        roll_back(service)
        return
    del service.deployments[1:]
    [deployment] = service.deployments
    deployment.update(
        runningCount=service.desired_count,
        pendingCount=0,
        rolloutState="COMPLETED",
        rolloutStateReason=f"ECS deployment {deployment['id']} completed.",
    )
    count(service)


def is_to_be_rolled_back(backend, service):
    definition = backend.describe_task_definition(service.task_definition)
    variables = definition.container_definitions[0].get("environment", [])
    return {"name": "EMULATOR_DEPLOYMENT", "value": "rolled back"} in variables and len(service.deployments) > 1


def roll_back(service):
    failed, before = service.deployments
    failed.update(rolloutState="FAILED", rolloutStateReason=f"ECS deployment {failed['id']} failed: alarm detected.")
    service.task_definition = before["taskDefinition"]
    service.deployments = [failed]
    deploy(service)


def describe_services(self, cluster_str, service_names_or_arns):
    services, failures = describe_forever_in_progress(self, cluster_str, service_names_or_arns)
    for service in services:
        settle(self, service)
    return services, failures


def update_service(self, service_properties):
    cluster = service_properties.get("cluster", "default")
    service = self._get_service(cluster, service_properties["service"].split("/")[-1])
    check_providers(self._get_cluster(cluster), service_properties.get("capacity_provider_strategy") or [])
    settle(self, service)
    forced = service_properties.get("force_new_deployment", False)
    before = deployed(service)
    if service_properties.get("task_definition"):
        definition = self.describe_task_definition(service_properties["task_definition"])
        service_properties["task_definition"] = definition.arn
    if service_properties.get("deployment_configuration"):
        kept = getattr(service, "deployment_configuration", None) or {}
        service_properties["deployment_configuration"] = {**kept, **service_properties["deployment_configuration"]}
    update_without_deployment(self, service_properties)
    if forced or deployed(service) != before:
        deploy(service)
    elif service.deployments[0]["desiredCount"] != service.desired_count:
        scale(service, min(service.desired_count, service.deployments[0]["runningCount"]))
    count(service)
    return service


def deployed(service):
    return {name: getattr(service, name) for name in DEPLOYED}


Service.capacity_provider_strategy = None
EC2ContainerServiceBackend.describe_services = describe_services
EC2ContainerServiceBackend.update_service = update_service
EC2ContainerServiceResponse.create_service = create_service
