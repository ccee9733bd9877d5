import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Remember which records colleagues found to be two people. Before deploy."""

    dependencies = [
        ("tickets", "0012_search_documents_planned_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="CustomersApart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="found")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.customer",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "two people",
                "verbose_name_plural": "people kept apart",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="customers_apart_once"),
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))),
                        name="apart_in_order",
                    ),
                ],
            },
        ),
    ]
