# The providers of a stack on major 5 of the AWS provider, and in the lock file beside this their checksums for every platform.
# 5.100.0 is the last of its major, and the one with which all is planned and applied in the tests.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
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
