from django.db import migrations

# Nobody locks these two for update, so that nobody but the owner needs the right.
REVOKE = """
DO $$
DECLARE other record;
BEGIN
    FOR other IN
        SELECT DISTINCT grantee, table_name FROM information_schema.role_table_grants
        WHERE table_schema = current_schema() AND grantee <> current_user
          AND table_name IN ('tickets_slabreach', 'tickets_slaclockevent')
          AND privilege_type IN ('UPDATE', 'DELETE', 'TRUNCATE')
    LOOP
        EXECUTE format(
            'REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM %I', other.table_name, other.grantee
        );
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """The application's role loses the right to change a breach or a clock's event. Any time.

    The trigger refuses it too; this also holds for one who can switch triggers off in a session.
    """

    dependencies = [("tickets", "0014_targets_count_open_time")]

    operations = [migrations.RunSQL(REVOKE, migrations.RunSQL.noop)]
