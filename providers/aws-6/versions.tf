# The providers of a stack on major 6 of the AWS provider (the setting `awsProvider: 6`), as providers/aws-5 has them for major 5.
# Never applied in the tests. Not to be taken: 6.22 to 6.39, which plan a change of every bucket for ever (blocked_encryption_types).
# From 6.53, ECS services with sigint_rollback, which ours have not, rolled healthy deployments back.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "6.47.0"
    }
    # As the bindings in package.json were made from them.
    null = {
      source  = "hashicorp/null"
      version = "3.2.4"
    }
    random = {
      source  = "hashicorp/random"
      version = "3.7.2"
    }
  }
}
