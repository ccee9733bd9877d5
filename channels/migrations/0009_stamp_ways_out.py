from django.db import migrations

WHOLE = ("noticeway", "noticetemplate", "smsgateway", "wechataccount")
# Polls write their place and lease into a mailbox all the time; only what admins set counts.
OF_MAILBOXES = "is_enabled, address, channel_id, team_id, is_sender, has_plus_addresses"


def stamped(table: str, changes: str = "INSERT OR UPDATE OR DELETE") -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER stamp_configuration AFTER {changes} ON channels_{table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION desk_stamp_configuration()",
        f"DROP TRIGGER stamp_configuration ON channels_{table}",
    )


class Migration(migrations.Migration):
    """Changes of ways out and their words renew the configuration stamp, to be kept in memory.

    Before deploy.
    """

    dependencies = [("channels", "0008_health_has_its_own_rows")]

    operations = [
        *(stamped(table) for table in WHOLE),
        stamped("mailbox", f"INSERT OR DELETE OR UPDATE OF {OF_MAILBOXES}"),
    ]
