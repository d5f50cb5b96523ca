# Gives a replication group of ElastiCache its token, which is in no state of Terraform's. Wants the AWS CLI (1 or 2) with
# Terraform's credentials, and in the environment: AWS_REGION, REPLICATION_GROUP, AUTH_TOKEN.
set -eu
# The name by which the AWS CLI 1 knows it.
export AWS_DEFAULT_REGION="$AWS_REGION"

fail() {
  echo "$1" >&2
  exit 1
}

has_token() {
  aws elasticache describe-replication-groups --replication-group-id "$REPLICATION_GROUP" \
    --query 'ReplicationGroups[0].AuthTokenEnabled' --output text
}

# The token goes by standard input: an argument would show in the process list.
update_token() {
  printf %s "$AUTH_TOKEN" |
    aws elasticache modify-replication-group --replication-group-id "$REPLICATION_GROUP" --apply-immediately \
      --auth-token file:///dev/stdin --auth-token-update-strategy "$1" >/dev/null ||
    fail "ElastiCache does not take the token of $REPLICATION_GROUP: see above."
  aws elasticache wait replication-group-available --replication-group-id "$REPLICATION_GROUP" ||
    fail "$REPLICATION_GROUP is not available again: the token may be set. Look at it in ElastiCache, and apply again."
}

command -v aws >/dev/null || fail "There is no AWS CLI (aws) on the PATH, which sets the token of $REPLICATION_GROUP. Install it, and apply again."

had_token=$(has_token) || fail "ElastiCache does not say whether $REPLICATION_GROUP has a token: see above."
# Beside the new token an earlier one stays valid: clients change over one by one. Beside a first one, clients without any are
# let in; SET ends that, and AWS takes it only after ROTATE.
update_token ROTATE
[ "$had_token" = True ] || update_token SET
[ "$(has_token)" = True ] || fail "$REPLICATION_GROUP says that it has no token. Apply again."
echo "$REPLICATION_GROUP asks for its token"
