from django.db import migrations

APPEND_ONLY = (
    "tickets_ticketevent",
    "tickets_configurationevent",
    "tickets_slabreach",
    "tickets_slaclockevent",
)

REFUSE = """
CREATE FUNCTION desk_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'insufficient_privilege',
              HINT = 'Record what changed as a new row.';
END $$;
"""


def _trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION desk_refuse_change()",
        f"DROP TRIGGER append_only ON {table}",
    )


class Migration(migrations.Migration):
    """Ticket numbers come from one sequence; what is append-only can't be changed. Before deploy."""

    dependencies = [("tickets", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE tickets_ticket_sequence AS bigint",
            "DROP SEQUENCE tickets_ticket_sequence",
        ),
        migrations.RunSQL(REFUSE, "DROP FUNCTION desk_refuse_change()"),
        *[_trigger(table) for table in APPEND_ONLY],
    ]
