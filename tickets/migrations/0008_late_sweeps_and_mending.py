"""Delays of sweeps as rows, and the right to mend what failed. Before deploy.

Managers come to see the system page; they and administrators may try parked work again.
"""

from django.db import migrations, models


GIVEN = {"manager": ("see_system", "mend_system"), "admin": ("mend_system",)}


def give_rights(apps, schema_editor):
    role_model = apps.get_model("tickets", "Role")
    right_model = apps.get_model("tickets", "RoleRight")
    for role in role_model.objects.filter(code__in=GIVEN):
        for right in GIVEN[role.code]:
            right_model.objects.get_or_create(role=role, right=right)


class Migration(migrations.Migration):
    dependencies = [
        ("tickets", "0007_rules_and_policies_in_both_languages"),
    ]

    operations = [
        migrations.AlterField(
            model_name="roleright",
            name="right",
            field=models.CharField(
                choices=[
                    ("see_tickets", "see the tickets of their teams"),
                    ("see_all_tickets", "see the tickets of all teams"),
                    ("work_tickets", "answer, triage and resolve"),
                    ("assign_tickets", "assign to other people"),
                    ("lower_tier", "lower a priority tier"),
                    ("lead_tickets", "act for the owner, undo cancellations, exempt surveys"),
                    ("approve_exemption", "approve exemptions from a breach"),
                    ("see_board", "see the SLA board and reports"),
                    ("configure", "configure the desk"),
                    ("see_audit", "read the audit trail"),
                    ("report_internally", "hand in observations and reports"),
                    ("enter_slips", "enter slips and counter notes"),
                    ("see_system", "see the system page"),
                    ("mend_system", "try again what failed, open it by hand"),
                ],
                max_length=30,
                verbose_name="right",
            ),
        ),
        migrations.CreateModel(
            name="LagIncident",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sweep", models.CharField(max_length=30, verbose_name="work")),
                ("began_at", models.DateTimeField(verbose_name="began")),
                ("worst_seconds", models.PositiveIntegerField(verbose_name="at worst, seconds")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="over")),
            ],
            options={
                "verbose_name": "delay of a sweep",
                "verbose_name_plural": "delays of sweeps",
                "ordering": ["-began_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("sweep",),
                        name="one_open_incident",
                    )
                ],
            },
        ),
        migrations.RunPython(give_rights, migrations.RunPython.noop),
    ]
