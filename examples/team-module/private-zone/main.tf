# A team's own module, as many have one: a private DNS zone that one VPC resolves.

variable "name" {
  description = "The zone's name, such as internal.example.com"
  type        = string
}

variable "vpc_id" {
  description = "The VPC that resolves the zone"
  type        = string
}

variable "tags" {
  description = "Tags of the zone"
  type        = map(string)
  default     = {}
}

resource "aws_route53_zone" "this" {
  name = var.name
  tags = var.tags

  vpc {
    vpc_id = var.vpc_id
  }
}

output "zone_id" {
  description = "The zone's id"
  value       = aws_route53_zone.this.zone_id
}
