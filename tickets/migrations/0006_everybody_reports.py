from django.db import migrations

# Whoever works here may hand in what they hear or see; an auditor only reads.
ROLES = ("agent", "lead", "manager", "admin", "analyst")


def let_report(apps, schema_editor):
    right_model = apps.get_model("tickets", "RoleRight")
    for code in ROLES:
        right_model.objects.get_or_create(role_id=code, right="report_internally")


def stop_reporting(apps, schema_editor):
    right_model = apps.get_model("tickets", "RoleRight")
    right_model.objects.filter(role_id__in=ROLES, right="report_internally").delete()


class Migration(migrations.Migration):
    """Give the right to report to every role that works here. Before or after deploy."""

    dependencies = [("tickets", "0005_people_stores_interviews")]

    operations = [migrations.RunPython(let_report, stop_reporting)]
