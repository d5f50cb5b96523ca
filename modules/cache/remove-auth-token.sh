# Takes the token from a replication group of ElastiCache, before data.redis.transitEncryptionMode becomes "preferred": AWS changes
# that mode of no group with a token. AWS gives a token up only for a user group, which can go again; here it is one whose user
# needs no password. Can be run again after an interruption. Wants the AWS CLI (1 or 2), and in the environment: AWS_REGION and
# REPLICATION_GROUP. https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/in-transit-encryption-disable.html
set -eu
# The name by which the AWS CLI 1 knows it.
export AWS_DEFAULT_REGION="$AWS_REGION"
SECONDS_BETWEEN_LOOKS=${SECONDS_BETWEEN_LOOKS:-5}
LOOKS=60

fail() {
  echo "$1 Run this again." >&2
  exit 1
}

# Of user and group; AWS allows 40 characters.
open=open-$(printf %.35s "$REPLICATION_GROUP")
open=${open%-}

of_group() {
  aws elasticache describe-replication-groups --replication-group-id "$REPLICATION_GROUP" \
    --query "ReplicationGroups[0].$1" --output text ||
    fail "ElastiCache does not say what $REPLICATION_GROUP has: see above."
}

modify() {
  aws elasticache modify-replication-group --replication-group-id "$REPLICATION_GROUP" --apply-immediately "$@" >/dev/null ||
    fail "ElastiCache does not change $REPLICATION_GROUP: see above."
  wait_for_group
}

wait_for_group() {
  aws elasticache wait replication-group-available --replication-group-id "$REPLICATION_GROUP" ||
    fail "$REPLICATION_GROUP is not available: see above."
}

# Nothing where there is no such group.
user_group_status() {
  aws elasticache describe-user-groups --query "UserGroups[?UserGroupId=='$open'].Status" --output text ||
    fail "ElastiCache does not list its user groups: see above."
}

user() {
  aws elasticache describe-users --query "Users[?UserId=='$open'].Status" --output text ||
    fail "ElastiCache does not list its users: see above."
}

wait_for_user_group() {
  looks=0
  status=$(user_group_status)
  while [ "$status" != "$1" ]; do
    looks=$((looks + 1))
    [ "$looks" -lt "$LOOKS" ] || fail "The user group $open is $status, not ${1:-gone}."
    sleep "$SECONDS_BETWEEN_LOOKS"
    status=$(user_group_status)
  done
}

make_user_group() {
  status=$(user)
  [ -n "$status" ] ||
    aws elasticache create-user --user-id "$open" --user-name default --engine redis --no-password-required \
      --access-string 'on ~* +@all' >/dev/null || fail "ElastiCache does not make the user $open: see above."
  status=$(user_group_status)
  [ -n "$status" ] ||
    aws elasticache create-user-group --user-group-id "$open" --engine redis --user-ids "$open" >/dev/null ||
    fail "ElastiCache does not make the user group $open: see above."
  wait_for_user_group active
}

delete_user_group() {
  status=$(user_group_status)
  case $status in
    "" | deleting) ;;
    *) aws elasticache delete-user-group --user-group-id "$open" >/dev/null ||
      fail "ElastiCache does not delete the user group $open: see above." ;;
  esac
  wait_for_user_group ""
  status=$(user)
  case $status in
    "" | deleting) ;;
    *) aws elasticache delete-user --user-id "$open" >/dev/null || fail "ElastiCache does not delete the user $open: see above." ;;
  esac
}

command -v aws >/dev/null || fail "There is no AWS CLI (aws) on the PATH. Install it."

wait_for_group
enabled=$(of_group AuthTokenEnabled)
if [ "$enabled" = True ]; then
  make_user_group
  modify --auth-token-update-strategy DELETE --user-group-ids-to-add "$open"
fi
groups=$(of_group 'UserGroupIds[0]')
[ "$groups" != "$open" ] || modify --user-group-ids-to-remove "$open"
delete_user_group
enabled=$(of_group AuthTokenEnabled)
[ "$enabled" != True ] || fail "$REPLICATION_GROUP still has a token."
echo "$REPLICATION_GROUP has no token: whoever reaches it may use it"
