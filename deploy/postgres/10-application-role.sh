#!/bin/sh
# Run once by the Postgres image on an empty volume: the role that the desk works as. It may read
# and write rows and owns nothing, so that it can't drop a table or a trigger.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$POSTGRES_APP_PASSWORD" \
    -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
create role feedback_desk_app login password :'password';
grant usage on schema public to feedback_desk_app;
alter default privileges in schema public
    grant select, insert, update, delete on tables to feedback_desk_app;
alter default privileges in schema public grant usage, select on sequences to feedback_desk_app;
SQL
