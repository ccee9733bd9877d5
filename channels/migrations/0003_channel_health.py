"""Keep how each way in and out is doing. Before deploy."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChannelHealth",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("channel", models.CharField(max_length=30, verbose_name="channel")),
                ("row", models.CharField(blank=True, max_length=80, verbose_name="which one")),
                (
                    "last_success_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last success"),
                ),
                (
                    "last_error_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="last error"),
                ),
                (
                    "last_error",
                    models.CharField(blank=True, max_length=500, verbose_name="what went wrong"),
                ),
                (
                    "waiting",
                    models.PositiveIntegerField(default=0, verbose_name="waiting at the far end"),
                ),
            ],
            options={
                "verbose_name": "state of a channel",
                "verbose_name_plural": "states of channels",
                "ordering": ["channel", "row"],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "row"), name="channel_health_once")
                ],
            },
        ),
    ]
