# Goes before a script that asks AWS (`runScript`, or `.`), and wants POLL_SECONDS: `retry command…` runs a command until it succeeds,
# six times at most. What it says of its errors is shown; the last exit code is that of `retry`. One that changes something has to bear
# that it is repeated after a change of which only the answer was lost. Not for a command that retries itself: they have one counter.
TRIES=6

retry() {
  try=1
  until "$@"; do
    [ "$try" -lt "$TRIES" ] || return 1
    try=$((try + 1))
    echo "Trying again ($try of $TRIES)" >&2
    sleep "$POLL_SECONDS"
  done
}

