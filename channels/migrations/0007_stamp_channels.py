from django.db import migrations


class Migration(migrations.Migration):
    """Changes of channels renew the configuration stamp, so that they can be kept in memory."""

    dependencies = [
        ("channels", "0006_webhooks_text_messages_and_wechat"),
        ("tickets", "0003_configuration_stamp"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER stamp_configuration AFTER INSERT OR UPDATE OR DELETE"
            " ON channels_channel"
            " FOR EACH STATEMENT EXECUTE FUNCTION desk_stamp_configuration()",
            "DROP TRIGGER stamp_configuration ON channels_channel",
        ),
    ]
