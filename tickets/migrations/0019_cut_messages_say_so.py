from django.db import migrations, models


class Migration(migrations.Migration):
    """Whether a message shows less than came, so that the page can lead to all of it.

    Before deploy. What came earlier counts as whole.
    """

    dependencies = [("tickets", "0018_recorded_changes_are_counted")]

    operations = [
        migrations.AddField(
            model_name="message",
            name="is_cut",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
