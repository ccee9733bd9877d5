"""A ticket that is opened writes half as many index entries as before.

Before or after deploy; nothing is locked for longer than it takes to drop an index. Gone are
indexes that another one begins with, that nobody asks, and those for LIKE on columns that are
looked up whole. Where a column is empty on most rows only the others are indexed.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [
        ("tickets", "0015_breaches_without_rights_to_change"),
    ]

    operations = [
        AddIndexConcurrently(
            model_name="customer",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="customer_merged_into",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "pending"), _negated=True),
                fields=["state", "done_at"],
                name="delivery_over",
            ),
        ),
        AddIndexConcurrently(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("message__isnull", False)),
                fields=["message"],
                name="delivery_message",
            ),
        ),
        AddIndexConcurrently(
            model_name="message",
            index=models.Index(
                condition=models.Q(("author_user__isnull", False)),
                fields=["author_user"],
                name="message_author_user",
            ),
        ),
        AddIndexConcurrently(
            model_name="proposal",
            index=models.Index(
                condition=models.Q(("decided_by__isnull", False)),
                fields=["decided_by"],
                name="proposal_decided_by",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("owner__isnull", False)), fields=["owner"], name="ticket_owner"
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("product__isnull", False)),
                fields=["product"],
                name="ticket_product",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("affected_party__isnull", False)),
                fields=["affected_party"],
                name="ticket_affected_party",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("complained_about__isnull", False)),
                fields=["complained_about"],
                name="ticket_complained_about",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("triage_confirmed_by__isnull", False)),
                fields=["triage_confirmed_by"],
                name="ticket_triage_confirmed_by",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)),
                fields=["merged_into"],
                name="ticket_merged_into",
            ),
        ),
        AddIndexConcurrently(
            model_name="ticket",
            index=models.Index(
                condition=models.Q(("follows__isnull", False)),
                fields=["follows"],
                name="ticket_follows",
            ),
        ),
        RemoveIndexConcurrently(
            model_name="delivery",
            name="delivery_done",
        ),
        RemoveIndexConcurrently(
            model_name="slaclock",
            name="clock_stopped",
        ),
        migrations.AlterField(
            model_name="contactpoint",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="tickets.customer",
            ),
        ),
        migrations.AlterField(
            model_name="customer",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="tickets.customer",
                verbose_name="the same person as",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="event",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.ticketevent",
                verbose_name="event",
            ),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="message",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deliveries",
                to="tickets.message",
                verbose_name="message",
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="author_user",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="message",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="tickets.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="proposal",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="tickets.ticket",
            ),
        ),
        migrations.AlterField(
            model_name="slaclock",
            name="calendar",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tickets.businesscalendar",
                verbose_name="calendar",
            ),
        ),
        migrations.AlterField(
            model_name="slaclock",
            name="policy_version",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="tickets.slapolicyversion",
                verbose_name="policy version",
            ),
        ),
        migrations.AlterField(
            model_name="slaclock",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clocks",
                to="tickets.ticket",
                verbose_name="ticket",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="affected_party",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="affected_by",
                to="tickets.customer",
                verbose_name="affected party",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="complained_about",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="complaints_about",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person complained about",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="customer",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to="tickets.customer",
                verbose_name="customer",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="follows",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="tickets.ticket",
                verbose_name="follows",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="tickets.ticket",
                verbose_name="merged into",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tickets",
                to=settings.AUTH_USER_MODEL,
                verbose_name="owner",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="product",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="tickets.product",
                verbose_name="product",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="tier",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="tickets.tier",
                verbose_name="tier",
            ),
        ),
        migrations.AlterField(
            model_name="ticket",
            name="triage_confirmed_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="triage confirmed by",
            ),
        ),
        migrations.AlterField(
            model_name="ticketevent",
            name="ticket",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="tickets.ticket",
                verbose_name="ticket",
            ),
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS tickets_ticket_number_5f958fbb_like",
            "CREATE INDEX CONCURRENTLY tickets_ticket_number_5f958fbb_like ON tickets_ticket (number varchar_pattern_ops)",
        ),
        migrations.RunSQL(
            "DROP INDEX CONCURRENTLY IF EXISTS tickets_delivery_key_693fcd5e_like",
            "CREATE INDEX CONCURRENTLY tickets_delivery_key_693fcd5e_like ON tickets_delivery (key varchar_pattern_ops)",
        ),
    ]
