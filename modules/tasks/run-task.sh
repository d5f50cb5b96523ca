# Runs a Fargate task once and waits for its end: `terraform apply` fails if the task does, with the task's own log lines. A task of
# the same family that still runs, since an apply was ended before it, is waited for: two never run side by side. It is taken for this
# one only if it has the same definition and was started for the same.
# Wants the AWS CLI (1 or 2) with Terraform's credentials, and in the environment: AWS_REGION, CLUSTER, FAMILY, TASK_DEFINITION,
# STARTED_BY (what it is started for: at most 128 letters, digits, _, - and /), CONTAINER, SUBNETS and SECURITY_GROUPS (separated by
# commas), LOG_GROUP, LOG_PREFIX, TIMEOUT_SECONDS, POLL_SECONDS.
set -eu
# The name by which the AWS CLI 1 knows it.
export AWS_DEFAULT_REGION="$AWS_REGION"
tab=$(printf '\t')
task=

fail() {
  echo "$1" >&2
  exit 1
}

describe() {
  retry aws ecs describe-tasks --cluster "$CLUSTER" --tasks "$task" --query "tasks[0].$1" --output text ||
    fail "ECS does not tell of $task, which may still run: see above. Apply again, to wait for it."
}

find_running() {
  retry aws ecs list-tasks --cluster "$CLUSTER" --family "$FAMILY" --desired-status RUNNING --query 'taskArns[0]' --output text ||
    fail "ECS does not tell which tasks of $FAMILY run: see above. Apply again."
}

# The token makes ECS start one task, however often it is asked.
start() {
  retry aws ecs run-task --cluster "$CLUSTER" --task-definition "$TASK_DEFINITION" --launch-type FARGATE --count 1 \
    --client-token "$token" --started-by "$STARTED_BY" --network-configuration "$network" --query '[tasks[0].taskArn, failures[0].reason]' --output text ||
    fail "ECS does not start $TASK_DEFINITION: see above."
}

# The stream does not exist before the container has started.
show_log() {
  aws logs get-log-events --log-group-name "$LOG_GROUP" --log-stream-name "$LOG_PREFIX/$CONTAINER/${task##*/}" \
    --start-from-head --query 'events[].[message]' --output text 2>/dev/null || echo "(the task has written no log)"
}

stop() {
  [ -z "$task" ] || retry aws ecs stop-task --cluster "$CLUSTER" --task "$task" --reason "$1" >/dev/null ||
    echo "ECS does not stop $task, which may still run: see above." >&2
}

wait_for_end() {
  while :; do
    status=$(describe lastStatus)
    [ "$status" != STOPPED ] || break
    if [ "$(date +%s)" -ge "$deadline" ]; then
      stop "not done in $TIMEOUT_SECONDS s"
      show_log >&2
      fail "$definition was not done after $TIMEOUT_SECONDS s, in status $status. In PENDING or before, it has no image, no secret or no way to them: look at its events in ECS."
    fi
    sleep "$POLL_SECONDS"
  done
}

command -v aws >/dev/null || fail "There is no AWS CLI (aws) on the PATH, which starts $TASK_DEFINITION. Install it, and apply again."

trap 'stop "terraform apply was interrupted"; exit 1' HUP INT TERM
deadline=$(($(date +%s) + TIMEOUT_SECONDS))
definition=$TASK_DEFINITION
task=$(find_running)
if [ "$task" != None ]; then
  work=$(describe '[taskDefinitionArn, startedBy]')
  definition=${work%%"$tab"*}
  echo "An earlier apply has started $task, which still runs: waiting for it"
  if [ "$work" != "$TASK_DEFINITION$tab$STARTED_BY" ]; then
    wait_for_end
    task=None
  fi
fi

if [ "$task" = None ]; then
  task=
  definition=$TASK_DEFINITION
  network="awsvpcConfiguration={subnets=[$SUBNETS],securityGroups=[$SECURITY_GROUPS],assignPublicIp=DISABLED}"
  token=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  answer=$(start)
  reason=$(echo "$answer" | cut -f2)
  task=$(echo "$answer" | cut -f1)
  if [ "$task" = None ]; then
    task=
    fail "ECS does not start $TASK_DEFINITION: $reason"
  fi
  echo "Started $task"
fi

wait_for_end
exit_code=$(describe 'containers[0].exitCode')
if [ "$exit_code" = 0 ]; then
  show_log
else
  show_log >&2
  fail "$TASK_DEFINITION failed with exit code $exit_code: $(describe stoppedReason)"
fi
