# Waits until ECS calls the deployment of a service's new version complete, its alarms and their bake time included: `terraform
# apply` fails if it is rolled back. Wants the AWS CLI (1 or 2) with Terraform's credentials, and in the environment: AWS_REGION,
# CLUSTER, SERVICE, TASK_DEFINITION, TIMEOUT_SECONDS, POLL_SECONDS.
set -eu
# The name by which the AWS CLI 1 knows it.
export AWS_DEFAULT_REGION="$AWS_REGION"
tab=$(printf '\t')

fail() {
  echo "$1" >&2
  exit 1
}

fail_with_commands() {
  fail "$1
What ECS says of it, and of its deployments:
  aws ecs describe-services --region $AWS_REGION --cluster $CLUSTER --services $SERVICE --query 'services[0].events[:10].message'
  aws ecs list-service-deployments --region $AWS_REGION --cluster $CLUSTER --service $SERVICE"
}

# The PRIMARY deployment is the newest: after a rollback, that is the one which ECS went back by.
look() {
  primary="services[0].deployments[?status=='PRIMARY']"
  aws ecs describe-services --cluster "$CLUSTER" --services "$SERVICE" --output text --query \
    "[services[0].status, $primary.id | [0], $primary.taskDefinition | [0], $primary.rolloutState | [0], services[0].deployments[?rolloutState=='FAILED'].rolloutStateReason | [0]]"
}

verdict() {
  if [ "$status" != ACTIVE ]; then
    echo GONE
  elif [ "$definition" != "$TASK_DEFINITION" ] || { [ -n "$ours" ] && [ "$id" != "$ours" ]; }; then
    echo ROLLED_BACK
  else
    echo "$state"
  fi
}

command -v aws >/dev/null || fail "There is no AWS CLI (aws) on the PATH, which waits for the deployment of $SERVICE. Install it, and apply again."

deadline=$(($(date +%s) + TIMEOUT_SECONDS))
ours=
before=
why="ECS gives none"
while :; do
  answer=$(retry look) || fail "ECS does not tell of $SERVICE, whose deployment may go on: see above. Apply again, to wait for it."
  IFS=$tab read -r status id definition state reason <<EOF
$answer
EOF
  # A deployment that failed is soon no longer told of.
  [ "$reason" = None ] || why=$reason
  now="$id $(verdict)"
  # An answer of ECS may be older than the update before it. What two in a row say, holds.
  if [ "$now" = "$before" ]; then
    case "$now" in
      *" COMPLETED")
        echo "ECS has completed the deployment of $SERVICE"
        exit 0
        ;;
      *" GONE") fail "There is no service $SERVICE in $CLUSTER any more: its status is $status. Apply again, to make it." ;;
      *" ROLLED_BACK") fail_with_commands "$SERVICE does not run its new version, $TASK_DEFINITION: ECS has rolled it back, and deploys $definition. Its reason: $why" ;;
      *" FAILED") fail_with_commands "$SERVICE does not run its new version, $TASK_DEFINITION: the deployment has failed, and ECS has none to go back to. Its reason: $why" ;;
    esac
    ours=$id
  fi
  before=$now
  [ "$(date +%s)" -lt "$deadline" ] ||
    fail_with_commands "The deployment of $SERVICE is not complete after $TIMEOUT_SECONDS s: it is $state, and goes on. Apply again, to wait for it."
  sleep "$POLL_SECONDS"
done
