# Makes PostgreSQL extensions, those that are not there yet, and updates the others: an upgrade of the engine brings newer ones,
# and leaves those in databases as they were. Then roles, those that are not there yet, without login. Wants psql, and in the
# environment: EXTENSIONS (separated by spaces), PGHOST, PGPORT, PGDATABASE, PGUSER, PGPASSWORD, PGSSLMODE, PGCONNECT_TIMEOUT; and
# may have ROLES (separated by spaces).
set -eu
if ! command -v psql >/dev/null; then
  echo "There is no psql on the PATH, which makes the extensions: $EXTENSIONS. Install PostgreSQL's client, and apply again." >&2
  exit 1
fi
# PostgreSQL has no CREATE ROLE IF NOT EXISTS: psql runs (gexec) the statement that a query gives where there is no such role.
statements() {
  # It would say of each that it is there and as new as it gets.
  echo 'SET client_min_messages = warning;'
  for extension in $EXTENSIONS; do
    printf 'CREATE EXTENSION IF NOT EXISTS "%s";\nALTER EXTENSION "%s" UPDATE;\n' "$extension" "$extension"
  done
  for role in $(printenv ROLES); do
    printf "SELECT 'CREATE ROLE \"%s\" NOLOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '%s') \\\\gexec\n" "$role" "$role"
  done
}
# All or none. No startup file, no question: there is nobody to answer.
statements |
  psql --no-psqlrc --no-password --quiet --set=ON_ERROR_STOP=1 --single-transaction --file=- 2>&1 || {
  echo "The extensions are not made ($EXTENSIONS) in $PGDATABASE on $PGHOST:$PGPORT as $PGUSER: see above." >&2
  exit 1
}
echo "$PGDATABASE on $PGHOST has the extensions: $EXTENSIONS"
