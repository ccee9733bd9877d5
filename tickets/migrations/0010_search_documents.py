"""What search looks in: a function that cuts a text into tokens, and an index over what it returns.

Before deploy; the indexes are built without locking the tables. No column is kept and no statement
added: Postgres works the tokens out when a row is written.
"""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations

from tickets.search_documents import MAKE_FUNCTION, DROP_FUNCTION, index_on


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("tickets", "0009_stored_files_are_prepared")]

    operations = [
        migrations.RunSQL(MAKE_FUNCTION, DROP_FUNCTION),
        AddIndexConcurrently("message", index_on("text", "message_words")),
        AddIndexConcurrently("ticket", index_on("subject", "ticket_words")),
        AddIndexConcurrently("customer", index_on("name", "customer_words")),
    ]
