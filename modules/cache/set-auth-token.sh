# Gives a replication group of ElastiCache its token, which is in no state of Terraform's. Wants the AWS CLI (1 or 2) with
# Terraform's credentials, and in the environment: AWS_REGION, REPLICATION_GROUP, AUTH_TOKEN, STRATEGY and POLL_SECONDS.
# ROTATE: what was valid last stays valid beside the token, an earlier one or none at all: clients change over one by one.
# SET: the token alone is valid. AWS wants ROTATE first; each is a step of Terraform's, which knows what was done.
set -eu
# The name by which the AWS CLI 1 knows it.
export AWS_DEFAULT_REGION="$AWS_REGION"

fail() {
  echo "$1" >&2
  exit 1
}

# A run that was interrupted may have left the group busy: AWS takes no other change meanwhile.
wait_for_group() {
  retry aws elasticache wait replication-group-available --replication-group-id "$REPLICATION_GROUP" ||
    fail "$REPLICATION_GROUP is not available: see above. Look at it in ElastiCache, and apply again."
}

has_token() {
  retry aws elasticache describe-replication-groups --replication-group-id "$REPLICATION_GROUP" \
    --query 'ReplicationGroups[0].AuthTokenEnabled' --output text
}

# The token goes by standard input: an argument would show in the process list.
update_token() {
  said=$(printf %s "$AUTH_TOKEN" |
    aws elasticache modify-replication-group --replication-group-id "$REPLICATION_GROUP" --apply-immediately \
      --auth-token file:///dev/stdin --auth-token-update-strategy "$STRATEGY" 2>&1 >/dev/null) && return
  case $said in
    # What AWS says where an earlier run, which was interrupted, came that far.
    *"No modifications were requested"*) return 0 ;;
  esac
  echo "$said" >&2
  # Where only the answer was lost, the group is busy, and takes no change until that is done.
  aws elasticache wait replication-group-available --replication-group-id "$REPLICATION_GROUP"
  return 1
}

command -v aws >/dev/null || fail "There is no AWS CLI (aws) on the PATH, which sets the token of $REPLICATION_GROUP. Install it, and apply again."

wait_for_group
retry update_token || fail "ElastiCache does not take the token of $REPLICATION_GROUP: see above."
wait_for_group
enabled=$(has_token) || fail "ElastiCache does not say whether $REPLICATION_GROUP has a token: see above."
[ "$enabled" = True ] || fail "$REPLICATION_GROUP says that it has no token. Apply again."
if [ "$STRATEGY" = SET ]; then
  echo "$REPLICATION_GROUP asks for its token"
else
  echo "$REPLICATION_GROUP takes its token, and until the next change what it took before"
fi
