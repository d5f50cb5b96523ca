"""What Terraform's AWS provider asks of AWS and moto 5.2.5 does not answer, or answers differently from AWS.

One module a service; importing it puts the missing actions into moto's classes. Each says which resource of the provider
needs it. What moto learns by itself is deleted here.
"""

from gaps import (  # noqa: F401
    application_autoscaling,
    backup,
    budgets,
    cloudwatch,
    ec2,
    ecr,
    ecs,
    ecs_services,
    elasticache_clusters,
    elasticache_parameter_groups,
    elasticache_refusals,
    logs,
    rds,
    rds_upgrades,
    route53,
    s3,
    sqs,
    subnets,
)
