from django.db import migrations, models

COUNT = """
INSERT INTO tickets_configurationstamp AS stamp (id, revision, recorded)
SELECT 1, nextval('tickets_configuration_sequence'), count(*) FROM tickets_configurationevent
HAVING count(*) > 0
ON CONFLICT (id) DO UPDATE SET recorded = excluded.recorded
"""


class Migration(migrations.Migration):
    """How many changes of configuration there must be, so that none is missing. Before deploy."""

    dependencies = [("tickets", "0017_search_documents_cut_by_script")]

    operations = [
        migrations.AddField(
            model_name="configurationstamp",
            name="recorded",
            field=models.PositiveIntegerField(db_default=0),
        ),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
