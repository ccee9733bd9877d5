from django.db import migrations, models

SET_BY_ADMINS = (
    "is_enabled, address, channel_id, team_id, is_sender, has_plus_addresses, trusted_receiver"
)


class Migration(migrations.Migration):
    """A mailbox may name the server whose checks of senders count. Before deploy."""

    dependencies = [("channels", "0009_stamp_ways_out")]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="trusted_receiver",
            field=models.CharField(
                blank=True,
                db_default="",
                help_text=(
                    "The name that your own receiving server writes first into "
                    "Authentication-Results. When its checks fail, the ticket says so. Left "
                    "empty, nobody's results are believed."
                ),
                max_length=200,
                verbose_name="server that checks senders",
            ),
        ),
        migrations.RunSQL(
            "DROP TRIGGER stamp_configuration ON channels_mailbox;"
            " CREATE TRIGGER stamp_configuration"
            f" AFTER INSERT OR DELETE OR UPDATE OF {SET_BY_ADMINS} ON channels_mailbox"
            " FOR EACH STATEMENT EXECUTE FUNCTION desk_stamp_configuration()",
            migrations.RunSQL.noop,
        ),
    ]
