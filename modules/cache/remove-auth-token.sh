# Takes the token from a replication group of ElastiCache, before data.redis.transitEncryptionMode becomes "preferred": AWS changes
# that mode of no group with a token. AWS gives a token up only for a user group, which can go again; here it is one whose user
# needs no password. Can be run again after an interruption: each step looks before it changes something. Wants the AWS CLI (1 or 2),
# and in the environment: AWS_REGION and REPLICATION_GROUP.
# https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-disable.html
set -eu
# The name by which the AWS CLI 1 knows it.
export AWS_DEFAULT_REGION="$AWS_REGION"
POLL_SECONDS=${POLL_SECONDS:-5}
LOOKS=60
. "$(dirname "$0")/../retry.sh"

fail() {
  echo "$1 Run this again." >&2
  exit 1
}

# Of user and group; AWS allows 40 characters.
open=open-$(printf %.35s "$REPLICATION_GROUP")
open=${open%-}

# While the group is being changed, what it says may be of before, and AWS takes no other change.
of_group() {
  aws elasticache wait replication-group-available --replication-group-id "$REPLICATION_GROUP" &&
    aws elasticache describe-replication-groups --replication-group-id "$REPLICATION_GROUP" \
      --query "ReplicationGroups[0].$1" --output text
}

has_token() {
  retry of_group AuthTokenEnabled ||
    fail "$REPLICATION_GROUP is not available, or ElastiCache does not say whether it has a token: see above."
}

modify() {
  aws elasticache modify-replication-group --replication-group-id "$REPLICATION_GROUP" --apply-immediately "$@" >/dev/null
}

# Nothing where there is no such group.
user_group_status() {
  aws elasticache describe-user-groups --query "UserGroups[?UserGroupId=='$open'].Status" --output text
}

user_status() {
  aws elasticache describe-users --query "Users[?UserId=='$open'].Status" --output text
}

wait_for_user_group() {
  looks=0
  while :; do
    status=$(retry user_group_status) || fail "ElastiCache does not list its user groups: see above."
    [ "$status" != "$1" ] || break
    looks=$((looks + 1))
    [ "$looks" -lt "$LOOKS" ] || fail "The user group $open is $status, not ${1:-gone}."
    sleep "$POLL_SECONDS"
  done
}

create_user() {
  status=$(user_status) || return
  [ -n "$status" ] ||
    aws elasticache create-user --user-id "$open" --user-name default --engine redis --no-password-required \
      --access-string 'on ~* +@all' >/dev/null
}

create_user_group() {
  status=$(user_group_status) || return
  [ -n "$status" ] ||
    aws elasticache create-user-group --user-group-id "$open" --engine redis --user-ids "$open" >/dev/null
}

replace_token() {
  enabled=$(of_group AuthTokenEnabled) || return
  [ "$enabled" != True ] || modify --auth-token-update-strategy DELETE --user-group-ids-to-add "$open"
}

leave_user_group() {
  groups=$(of_group 'UserGroupIds[0]') || return
  [ "$groups" != "$open" ] || modify --user-group-ids-to-remove "$open"
}

delete_user_group() {
  status=$(user_group_status) || return
  case $status in
    "" | deleting) ;;
    *) aws elasticache delete-user-group --user-group-id "$open" >/dev/null ;;
  esac
}

delete_user() {
  status=$(user_status) || return
  case $status in
    "" | deleting) ;;
    *) aws elasticache delete-user --user-id "$open" >/dev/null ;;
  esac
}

command -v aws >/dev/null || fail "There is no AWS CLI (aws) on the PATH. Install it."

enabled=$(has_token)
if [ "$enabled" = True ]; then
  retry create_user || fail "ElastiCache does not make the user $open: see above."
  retry create_user_group || fail "ElastiCache does not make the user group $open: see above."
  wait_for_user_group active
  retry replace_token || fail "ElastiCache does not take the token from $REPLICATION_GROUP: see above."
fi
retry leave_user_group || fail "ElastiCache does not take the user group $open from $REPLICATION_GROUP: see above."
enabled=$(has_token)
[ "$enabled" != True ] || fail "$REPLICATION_GROUP still has a token."
retry delete_user_group || fail "ElastiCache does not delete the user group $open: see above."
wait_for_user_group ""
retry delete_user || fail "ElastiCache does not delete the user $open: see above."
echo "$REPLICATION_GROUP has no token: whoever reaches it may use it"
