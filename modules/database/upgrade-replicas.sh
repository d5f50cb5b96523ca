# Upgrades read replicas of PostgreSQL to a minor version, one after the other, before their source: RDS refuses the source
# otherwise. Wants the AWS CLI (1 or 2) with Terraform's credentials, and in the environment: AWS_REGION, REPLICAS (identifiers,
# separated by spaces), ENGINE_VERSION, POLL_SECONDS.
set -eu
# The name by which the AWS CLI 1 knows it.
export AWS_DEFAULT_REGION="$AWS_REGION"

# After it has taken an upgrade, RDS calls a replica available for a while.
LOOKS=40

fail() {
  echo "$1" >&2
  exit 1
}

# Nothing, where there is no such replica: asked for by its identifier, that would be an error.
version_of() {
  retry aws rds describe-db-instances --query "DBInstances[?DBInstanceIdentifier=='$1'].EngineVersion" --output text ||
    fail "RDS does not say which version $1 has: see above."
}

wait_for() {
  retry aws rds wait db-instance-available --db-instance-identifier "$1" ||
    fail "$1 is not available, and so not upgraded: see above. Look at its events in RDS, and apply again."
}

# Waited for first: where only the answer was lost, RDS has begun, and takes no change until it is done.
modify() {
  aws rds wait db-instance-available --db-instance-identifier "$1" &&
    aws rds modify-db-instance --db-instance-identifier "$1" --engine-version "$ENGINE_VERSION" --apply-immediately >/dev/null
}

upgrade() {
  version=$(version_of "$1")
  if [ -z "$version" ]; then
    echo "There is no $1 yet: it gets the version of its source"
    return
  fi
  if [ "${version%%.*}" != "${ENGINE_VERSION%%.*}" ]; then
    echo "$1 has PostgreSQL $version: RDS upgrades it together with its source"
    return
  fi
  looks=0
  while [ "$version" != "$ENGINE_VERSION" ]; do
    wait_for "$1"
    version=$(version_of "$1")
    [ "$version" != "$ENGINE_VERSION" ] || break
    [ "$looks" -gt 0 ] || retry modify "$1" ||
      fail "RDS does not upgrade $1 from PostgreSQL $version to $ENGINE_VERSION: see above. Its source keeps its version until it does."
    looks=$((looks + 1))
    [ "$looks" -le "$LOOKS" ] || fail "$1 still has PostgreSQL $version, and RDS does not begin to upgrade it. Look at its events in RDS, and apply again."
    sleep "$POLL_SECONDS"
  done
  echo "$1 has PostgreSQL $ENGINE_VERSION"
}

command -v aws >/dev/null || fail "There is no AWS CLI (aws) on the PATH, which upgrades $REPLICAS. Install it, and apply again."

for replica in $REPLICAS; do
  upgrade "$replica"
done
