"""What other roles than the owner may not do with the tables that prove what was promised."""

from django.db import connection

WITHHELD = """
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
END $$
"""


def withhold_changes() -> None:
    """Take the right to change a breach or a clock's event from every role but the owner.

    At every start: a restored table carries the rights of any new one.
    """
    with connection.cursor() as cursor:
        cursor.execute(WITHHELD)
