# Makes PostgreSQL extensions, those that are not there yet. Wants psql, and in the environment: EXTENSIONS (separated by
# spaces), PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE, PGCONNECT_TIMEOUT.
set -eu
if ! command -v psql >/dev/null; then
  echo "There is no psql on the PATH, which makes the extensions: $EXTENSIONS. Install PostgreSQL's client, and apply again." >&2
  exit 1
fi
# All or none. No startup file, no question: there is nobody to answer.
# shellcheck disable=SC2086 # one statement for each word
printf 'CREATE EXTENSION IF NOT EXISTS "%s";\n' $EXTENSIONS |
  psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 --single-transaction --file=- 2>&1 || {
  echo "The extensions are not made ($EXTENSIONS) in $PGDATABASE on $PGHOST:$PGPORT as $PGUSER: see above." >&2
  exit 1
}
echo "$PGDATABASE on $PGHOST has the extensions: $EXTENSIONS"
