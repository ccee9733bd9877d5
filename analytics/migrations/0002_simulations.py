"""Rows of simulations. Before deploy: nothing reads them yet."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("analytics", "0001_facts"),
        ("tickets", "0004_recalculation_and_repeats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SimulationRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begins_at", models.DateTimeField(verbose_name="received from")),
                ("ends_at", models.DateTimeField(verbose_name="received before")),
                ("requested_at", models.DateTimeField(verbose_name="asked for")),
                ("tickets", models.PositiveIntegerField(default=0, verbose_name="tickets")),
                (
                    "finished_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="finished"),
                ),
                (
                    "cancelled_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
                ),
                ("fault", models.CharField(blank=True, max_length=300, verbose_name="fault")),
                (
                    "calendar_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.calendarversion",
                        verbose_name="calendar version",
                    ),
                ),
                (
                    "policy_version",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.slapolicyversion",
                        verbose_name="policy version",
                    ),
                ),
                (
                    "requested_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="asked for by",
                    ),
                ),
            ],
            options={
                "verbose_name": "simulation",
                "verbose_name_plural": "simulations",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="SimulationPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                ("tickets", models.PositiveIntegerField()),
                ("sums", models.JSONField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="analytics.simulationrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "part of a simulation",
            },
        ),
        migrations.CreateModel(
            name="SimulationFlip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("breaks", models.BooleanField()),
                (
                    "metric",
                    models.CharField(
                        choices=[
                            ("acknowledgement", "Acknowledgement"),
                            ("first_response", "First reply"),
                            ("next_reply", "Next reply"),
                            ("periodic_update", "Progress update"),
                            ("resolution", "Solved"),
                            ("assignment", "Assignment"),
                            ("statutory", "Written answer, by law"),
                        ],
                        max_length=20,
                    ),
                ),
                ("cycle", models.PositiveSmallIntegerField()),
                ("tier", models.PositiveSmallIntegerField()),
                ("team", models.BigIntegerField()),
                ("category", models.BigIntegerField(null=True)),
                ("due_before", models.DateTimeField(null=True)),
                ("due_after", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="tickets.ticket",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="flips",
                        to="analytics.simulationrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "flip of a simulation",
            },
        ),
        migrations.AddConstraint(
            model_name="simulationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("calendar_version__isnull", False), ("policy_version__isnull", True)),
                    models.Q(("calendar_version__isnull", True), ("policy_version__isnull", False)),
                    _connector="OR",
                ),
                name="simulation_of_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="simulationrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("begins_at"))),
                name="simulation_period_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="simulationrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("finished_at__isnull", True)),
                fields=("requested_by",),
                name="one_simulation_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="simulationpart",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True)), fields=["id"], name="simulation_todo"
            ),
        ),
        migrations.AddIndex(
            model_name="simulationflip",
            index=models.Index(fields=["run", "breaks", "id"], name="simulation_flip"),
        ),
    ]
