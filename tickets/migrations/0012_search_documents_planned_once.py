"""The function behind search, planned once a connection and not at every row.

Before or after deploy. It returns what it returned, so the indexes over it stay as they are.
"""

from django.db import migrations

from tickets.search_documents import MAKE_FUNCTION, PLAN_FUNCTION_ONCE


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_ladders_call_webhooks")]

    operations = [migrations.RunSQL(PLAN_FUNCTION_ONCE, MAKE_FUNCTION)]
