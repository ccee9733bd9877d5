from django.db import migrations, models


class Migration(migrations.Migration):
    """Name what a target counts, not its unit: it is written as 15 min or 7 d. Any time."""

    dependencies = [
        ("tickets", "0013_people_kept_apart"),
    ]

    operations = [
        migrations.AlterField(
            model_name="slaclock",
            name="kind",
            field=models.CharField(
                choices=[
                    ("duration", "open time"),
                    ("business_days", "end of the n-th working day after receipt"),
                    ("calendar_days", "end of the n-th day after receipt"),
                    ("calendar_days_roll", "end of the n-th day, moved to the next working day"),
                    ("none", "no promise"),
                ],
                max_length=20,
                verbose_name="counted in",
            ),
        ),
        migrations.AlterField(
            model_name="slatarget",
            name="kind",
            field=models.CharField(
                choices=[
                    ("duration", "open time"),
                    ("business_days", "end of the n-th working day after receipt"),
                    ("calendar_days", "end of the n-th day after receipt"),
                    ("calendar_days_roll", "end of the n-th day, moved to the next working day"),
                    ("none", "no promise"),
                ],
                max_length=20,
                verbose_name="counted in",
            ),
        ),
    ]
