# One of each thing that the emulator learns from ../../support/emulator/gaps, in the order of its modules.

terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
  default_tags {
    tags = { Project = "gaps" }
  }
}

variable "threshold" {
  default = 80
}

# application_autoscaling

resource "aws_dynamodb_table" "target" {
  name           = "target"
  billing_mode   = "PROVISIONED"
  read_capacity  = 1
  write_capacity = 1
  hash_key       = "id"
  attribute {
    name = "id"
    type = "S"
  }
}

resource "aws_appautoscaling_target" "target" {
  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.target.name}"
  scalable_dimension = "dynamodb:table:ReadCapacityUnits"
  min_capacity       = 1
  max_capacity       = var.threshold
}

# backup

resource "aws_iam_role" "backup" {
  name = "backup"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "backup.amazonaws.com" }
    }]
  })
}

resource "aws_backup_vault" "backup" {
  name = "backup"
}

resource "aws_backup_plan" "backup" {
  name = "backup"
  rule {
    rule_name         = "daily"
    target_vault_name = aws_backup_vault.backup.name
    schedule          = "cron(0 5 * * ? *)"
  }
}

resource "aws_backup_selection" "backup" {
  name         = "backup"
  plan_id      = aws_backup_plan.backup.id
  iam_role_arn = aws_iam_role.backup.arn
  resources    = [aws_dynamodb_table.target.arn]
}

# budgets

resource "aws_budgets_budget" "budget" {
  name         = "budget"
  budget_type  = "COST"
  limit_amount = "100"
  limit_unit   = "USD"
  time_unit    = "MONTHLY"
  notification {
    comparison_operator        = "GREATER_THAN"
    threshold                  = var.threshold
    threshold_type             = "PERCENTAGE"
    notification_type          = "ACTUAL"
    subscriber_email_addresses = ["someone@example.com"]
  }
}

# cloudwatch

resource "aws_cloudwatch_metric_alarm" "alarm" {
  alarm_name          = "alarm"
  comparison_operator = "GreaterThanThreshold"
  evaluation_periods  = 2
  metric_name         = "CPUUtilization"
  namespace           = "AWS/EC2"
  period              = 60
  statistic           = "Average"
  threshold           = var.threshold
}

resource "aws_cloudwatch_composite_alarm" "alarm" {
  alarm_name = "composite"
  alarm_rule = "ALARM(${aws_cloudwatch_metric_alarm.alarm.alarm_name})"
}

# ec2

resource "aws_vpc" "vpc" {
  cidr_block = "10.0.0.0/16"
}

resource "aws_subnet" "subnet" {
  count             = 2
  vpc_id            = aws_vpc.vpc.id
  cidr_block        = "10.0.${count.index}.0/24"
  availability_zone = ["us-east-1a", "us-east-1b"][count.index]
}

resource "aws_route_table" "vpc" {
  vpc_id = aws_vpc.vpc.id
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id          = aws_vpc.vpc.id
  service_name    = "com.amazonaws.us-east-1.s3"
  route_table_ids = [aws_route_table.vpc.id]
}

resource "aws_security_group" "group" {
  count       = 3
  name_prefix = "group-"
  vpc_id      = aws_vpc.vpc.id
}

resource "aws_vpc_security_group_ingress_rule" "from_group" {
  security_group_id            = aws_security_group.group[0].id
  referenced_security_group_id = aws_security_group.group[var.threshold == 80 ? 1 : 2].id
  description                  = "from a group"
  ip_protocol                  = "tcp"
  from_port                    = var.threshold
  to_port                      = var.threshold
}

resource "aws_vpc_security_group_egress_rule" "to_group" {
  security_group_id            = aws_security_group.group[1].id
  referenced_security_group_id = aws_security_group.group[0].id
  description                  = "to a group"
  ip_protocol                  = "tcp"
  from_port                    = 80
  to_port                      = 80
}

resource "aws_launch_template" "template" {
  name          = "template"
  instance_type = var.threshold == 80 ? "t3.micro" : "t3.small"
  tag_specifications {
    resource_type = "instance"
    tags          = { Name = "launched" }
  }
}

# ecr

resource "aws_ecr_repository" "repository" {
  name = "repository"
  image_scanning_configuration {
    scan_on_push = var.threshold == 80
  }
}

# ecs

resource "aws_cloudwatch_log_group" "tasks" {
  name = "/ecs/tasks"
}

resource "aws_ecs_cluster" "tasks" {
  name = "tasks"
}

resource "aws_ecs_task_definition" "task" {
  for_each = {
    succeeds = []
    fails    = [{ name = "EMULATOR_OUTCOME", value = "exit 3: no such database" }]
    waits    = [{ name = "EMULATOR_OUTCOME", value = "never" }]
    no-image = [{ name = "EMULATOR_OUTCOME", value = "cannot pull" }]
  }
  family                   = each.key
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name                   = "main"
    image                  = "example/image:1"
    environment            = each.value
    readonlyRootFilesystem = true
    linuxParameters        = { initProcessEnabled = true }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.tasks.name
        awslogs-region        = "us-east-1"
        awslogs-stream-prefix = "task"
      }
    }
  }])
}

output "network" {
  value = "awsvpcConfiguration={subnets=[${aws_subnet.subnet[0].id}],securityGroups=[${aws_security_group.group[0].id}]}"
}

# ecs_services

resource "aws_ecs_cluster_capacity_providers" "tasks" {
  cluster_name       = aws_ecs_cluster.tasks.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]
}

resource "aws_ecs_service" "service" {
  name                               = "service"
  cluster                            = aws_ecs_cluster_capacity_providers.tasks.cluster_name
  task_definition                    = aws_ecs_task_definition.task[var.threshold == 80 ? "succeeds" : "waits"].arn
  desired_count                      = 2
  deployment_minimum_healthy_percent = var.threshold
  enable_ecs_managed_tags            = true
  enable_execute_command             = true
  propagate_tags                     = "SERVICE"
  wait_for_steady_state              = true
  # Otherwise another strategy replaces the service.
  force_new_deployment = true
  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = 1
    weight            = 1
  }
  capacity_provider_strategy {
    capacity_provider = "FARGATE_SPOT"
    weight            = var.threshold == 80 ? 3 : 4
  }
  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }
  alarms {
    alarm_names = [aws_cloudwatch_metric_alarm.alarm.alarm_name]
    enable      = true
    rollback    = true
  }
  network_configuration {
    subnets         = [aws_subnet.used["service"].id]
    security_groups = [aws_security_group.group[0].id]
  }
}

# elasticache_parameter_groups, elasticache_clusters

resource "aws_elasticache_subnet_group" "redis" {
  name       = "redis"
  subnet_ids = concat([aws_subnet.subnet[1].id, aws_subnet.used["cache"].id], local.leaving)
}

resource "aws_elasticache_parameter_group" "redis" {
  name   = "redis"
  family = "redis7"
  parameter {
    name  = "timeout"
    value = var.threshold
  }
}

resource "aws_elasticache_replication_group" "redis" {
  replication_group_id       = "redis"
  description                = "redis"
  engine                     = "redis"
  engine_version             = "7.0"
  node_type                  = "cache.r6g.large"
  num_cache_clusters         = var.threshold == 80 ? 2 : 3
  automatic_failover_enabled = true
  at_rest_encryption_enabled = true
  transit_encryption_enabled = true
  auth_token                 = "not-a-secret-of-anything-${var.threshold}"
  auth_token_update_strategy = "ROTATE"
  parameter_group_name       = aws_elasticache_parameter_group.redis.name
  subnet_group_name          = aws_elasticache_subnet_group.redis.name
  snapshot_retention_limit   = var.threshold == 80 ? 7 : 3
  final_snapshot_identifier  = "redis-final"
  dynamic "log_delivery_configuration" {
    for_each = var.threshold == 80 ? ["slow-log", "engine-log"] : ["slow-log"]
    content {
      log_type         = log_delivery_configuration.value
      log_format       = "json"
      destination_type = "cloudwatch-logs"
      destination      = "/redis/${log_delivery_configuration.value}"
    }
  }
}

# logs

resource "aws_cloudwatch_query_definition" "errors" {
  name            = "errors"
  log_group_names = ["/ecs/service"]
  query_string    = "fields @timestamp | filter @message like /ERROR/ | limit ${var.threshold}"
}

resource "aws_kms_key" "logs" {
  description = "logs"
}

resource "aws_cloudwatch_log_group" "logs" {
  name       = "logs"
  kms_key_id = var.threshold == 80 ? null : aws_kms_key.logs.arn
}

# rds

resource "aws_db_subnet_group" "postgres" {
  name       = "postgres"
  subnet_ids = concat([aws_subnet.subnet[1].id, aws_subnet.used["database"].id], local.leaving)
}

resource "aws_db_parameter_group" "postgres" {
  name   = "postgres"
  family = "postgres15"
  parameter {
    name  = "log_min_duration_statement"
    value = var.threshold
  }
}

resource "aws_db_instance" "postgres" {
  identifier                          = "postgres"
  engine                              = "postgres"
  engine_version                      = "15.4"
  instance_class                      = "db.t3.medium"
  allocated_storage                   = 20
  username                            = "postgres"
  password                            = "not-a-secret-of-anything"
  parameter_group_name                = aws_db_parameter_group.postgres.name
  db_subnet_group_name                = aws_db_subnet_group.postgres.name
  backup_retention_period             = 7
  backup_window                       = "03:00-04:00"
  maintenance_window                  = "mon:04:00-mon:05:00"
  enabled_cloudwatch_logs_exports     = ["postgresql"]
  performance_insights_enabled        = true
  iam_database_authentication_enabled = true
  copy_tags_to_snapshot               = true
  skip_final_snapshot                 = true
}

# What is made from it, without its settings.

resource "aws_db_instance" "replica" {
  identifier          = "replica"
  replicate_source_db = aws_db_instance.postgres.identifier
  instance_class      = "db.t3.medium"
  skip_final_snapshot = true
}

resource "aws_db_instance" "restored" {
  identifier          = "restored"
  instance_class      = "db.t3.medium"
  skip_final_snapshot = true
  restore_to_point_in_time {
    source_db_instance_identifier = aws_db_instance.postgres.identifier
    use_latest_restorable_time    = true
  }
}

data "aws_db_snapshot" "postgres" {
  db_instance_identifier = aws_db_instance.postgres.identifier
}

resource "aws_db_instance" "from_snapshot" {
  identifier          = "from-snapshot"
  instance_class      = "db.t3.medium"
  skip_final_snapshot = true
  snapshot_identifier = data.aws_db_snapshot.postgres.id
}

# s3

resource "aws_s3_bucket" "bucket" {
  bucket = "gaps-bucket"
  # The logs of its own requests.
  force_destroy = true
}

resource "aws_s3_bucket_policy" "bucket" {
  bucket = aws_s3_bucket.bucket.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = ["${aws_s3_bucket.bucket.arn}/*", aws_s3_bucket.bucket.arn]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Allow"
        Principal = { Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.bucket.arn}/logs/*"
      }
    ]
  })
}

resource "aws_s3_bucket_logging" "bucket" {
  bucket        = aws_s3_bucket_policy.bucket.bucket
  target_bucket = aws_s3_bucket.bucket.id
  target_prefix = "logs/bucket/"
}

# sqs

resource "aws_sqs_queue" "jobs" {
  name                       = "jobs"
  visibility_timeout_seconds = var.threshold
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dlq.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue" "dlq" {
  name = "dlq"
}

resource "aws_sqs_queue_policy" "dlq" {
  queue_url = aws_sqs_queue.dlq.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Deny"
      Principal = "*"
      Action    = "sqs:*"
      Resource  = aws_sqs_queue.dlq.arn
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }]
  })
}

# After the policy, which setting this one must not take away.
resource "aws_sqs_queue_redrive_allow_policy" "dlq" {
  depends_on = [aws_sqs_queue_policy.dlq]
  queue_url  = aws_sqs_queue.dlq.id
  redrive_allow_policy = jsonencode({
    redrivePermission = "byQueue"
    sourceQueueArns   = [aws_sqs_queue.jobs.arn]
  })
}

# subnets

resource "aws_subnet" "used" {
  for_each = {
    balancer = 10
    cache    = 11
    database = 12
    endpoint = 13
    gateway  = 14
    service  = 15
    # Of two groups, at first.
    leaving = 16
  }
  vpc_id            = aws_vpc.vpc.id
  cidr_block        = "10.0.${each.value}.0/24"
  availability_zone = each.key == "leaving" ? "us-east-1c" : "us-east-1a"
}

resource "aws_lb" "balancer" {
  name               = "balancer"
  internal           = true
  load_balancer_type = "network"
  subnets            = [aws_subnet.used["balancer"].id]
}

resource "aws_vpc_endpoint" "registry" {
  vpc_id            = aws_vpc.vpc.id
  vpc_endpoint_type = "Interface"
  service_name      = "com.amazonaws.us-east-1.ecr.api"
  subnet_ids        = [aws_subnet.used["endpoint"].id]
}

resource "aws_nat_gateway" "gateway" {
  connectivity_type = "private"
  subnet_id         = aws_subnet.used["gateway"].id
}

locals {
  leaving = var.threshold == 80 ? [aws_subnet.used["leaving"].id] : []
}

output "subnets" {
  value = { for name, subnet in aws_subnet.used : name => subnet.id }
}

output "staying" {
  value = aws_subnet.subnet[1].id
}
