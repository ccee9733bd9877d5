from django.db import migrations


class Migration(migrations.Migration):
    """How a channel is doing lies in `ChannelHealth`; nothing ever wrote these. After deploy."""

    dependencies = [("channels", "0007_stamp_channels")]

    operations = [
        migrations.RemoveField(model_name="channel", name="last_success_at"),
        migrations.RemoveField(model_name="channel", name="last_error_at"),
        migrations.RemoveField(model_name="channel", name="last_error"),
    ]
