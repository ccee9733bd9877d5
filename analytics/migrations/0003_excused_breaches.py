"""Before deploy: adjusted figures leave out breaches that a second person excused."""

from django.db import migrations, models

EXCUSE_WHAT_WAS_EXEMPTED = """
UPDATE analytics_clockfact fact SET is_excused = true FROM tickets_ticketevent event
WHERE event.code = 'sla.exempted' AND event.ticket_id = fact.ticket_id
  AND event.data->>'metric' = fact.metric AND (event.data->>'cycle')::int = fact.cycle
"""


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0002_simulations"),
        ("tickets", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="clockfact",
            name="is_excused",
            field=models.BooleanField(default=False, db_default=False),
        ),
        migrations.RunSQL(EXCUSE_WHAT_WAS_EXEMPTED, migrations.RunSQL.noop),
    ]
