"""aws_ecs_task_definition for Fargate, as `aws ecs run-task` runs it: in moto, a task goes on each time somebody asks for it.

Here it goes on by itself, after a second each in PROVISIONING, PENDING and RUNNING, or as many as the environment variable
EMULATOR_SECONDS of the task definition's first container says. Another one chooses how it ends, EMULATOR_OUTCOME:

    (absent)               exit code 0, with one line in the container's log
    exit 3: the log line   that exit code, with that line
    never                  it stays in PROVISIONING
    cannot pull            it stops without exit code: there is no such image
"""

from threading import Thread
from time import sleep, time

from moto.ec2.models import ec2_backends
from moto.ec2.models.elastic_network_interfaces import NetworkInterface
from moto.ecs.exceptions import EcsClientException, InvalidParameterException, TaskDefinitionNotFoundException
from moto.ecs.models import EC2ContainerServiceBackend, Task
from moto.logs.models import logs_backends

run_until_asked = EC2ContainerServiceBackend.run_task


def run_task(self, cluster_str, task_definition_str, *args, **kwargs):
    try:
        definition = self.describe_task_definition(task_definition_str)
    except TaskDefinitionNotFoundException:
        raise EcsClientException("TaskDefinition not found.")
    if definition.status != "ACTIVE":
        raise EcsClientException("TaskDefinition is inactive")
    tasks = run_until_asked(self, cluster_str, task_definition_str, *args, **kwargs)
    for task in tasks:
        task.last_status = "PROVISIONING"
        task.stopped_reason = task.containers[0].exitCode = None
        Thread(target=live, args=(self, task, definition.container_definitions[0]), daemon=True).start()
    return tasks


def live(backend, task, container):
    variables = {variable["name"]: variable["value"] for variable in container["environment"]}
    outcome = variables.get("EMULATOR_OUTCOME", "exit 0: done")
    seconds = float(variables.get("EMULATOR_SECONDS", "1"))
    if outcome == "never" or not goes_on(task, seconds):
        return
    task.last_status = "PENDING"
    if not goes_on(task, seconds):
        return
    if outcome == "cannot pull":
        image = container["image"]
        reason = f"CannotPullContainerError: failed to resolve ref {image}: {image}: not found"
        stop(backend, task, "TaskFailedToStart", reason, None)
        return
    task.last_status = task.containers[0].last_status = "RUNNING"
    exit_code, _, line = outcome.removeprefix("exit ").partition(": ")
    log(backend, task, container, line)
    if goes_on(task, seconds):
        stop(backend, task, "EssentialContainerExited", "Essential container in task exited", int(exit_code))


def goes_on(task, seconds):
    """After these seconds; not if somebody has stopped it meanwhile."""
    sleep(seconds)
    return task.last_status != "STOPPED"


def log(backend, task, container, line):
    options = container["logConfiguration"]["options"]
    group = options["awslogs-group"]
    stream = f"{options['awslogs-stream-prefix']}/{container['name']}/{task.id}"
    logs = logs_backends[backend.account_id][options["awslogs-region"]]
    logs.create_log_stream(group, stream)
    logs.put_log_events(group, stream, [{"timestamp": int(time() * 1000), "message": line}])


def stop(backend, task, code, reason, exit_code):
    task.last_status = task.desired_status = task.containers[0].last_status = "STOPPED"
    task.stop_code = code
    task.stopped_reason = reason
    task.containers[0].exitCode = exit_code
    network_interfaces = ec2_backends[backend.account_id][backend.region_name].enis
    for attachment in task.attachments:
        details = {detail["name"]: detail["value"] for detail in attachment["details"]}
        network_interfaces.pop(details["networkInterfaceId"], None)


def stop_task(self, cluster_str, task_str, reason):
    found = self.describe_tasks(cluster_str, [task_str])
    if not found:
        raise InvalidParameterException("The referenced task was not found.")
    [task] = found
    if task.last_status != "STOPPED":
        exit_code = 143 if task.last_status == "RUNNING" else None
        stop(self, task, "UserInitiated", reason or "Task stopped by user", exit_code)
    return task


def resources_of_instance(task_definition):
    """Fargate has no instances, whose resources moto would count by each container's memory."""
    return {}


EC2ContainerServiceBackend._calculate_task_resource_requirements = staticmethod(resources_of_instance)
EC2ContainerServiceBackend.run_task = run_task
EC2ContainerServiceBackend.stop_task = stop_task
Task.advance = lambda self: None
# Of a VPC without DNS host names.
NetworkInterface.private_dns_name = None
