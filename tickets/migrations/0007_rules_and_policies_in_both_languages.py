"""Names of keyword rules and SLA policies in both languages. Run before the new code starts.

A rule or policy that is there already keeps its code or name in both; the administrator words it.
"""

from django.db import migrations, models
from django.db.models import F

NAME_EN = models.CharField(max_length=120, verbose_name="name in English")


def keep_what_they_were_called(apps, schema_editor):
    apps.get_model("tickets", "KeywordRule").objects.update(name_en=F("code"), name_zh=F("code"))
    apps.get_model("tickets", "SlaPolicy").objects.update(name_zh=F("name_en"))


def named(model, name, default=""):
    return migrations.AddField(
        model,
        name,
        models.CharField(
            default=default,
            max_length=120,
            verbose_name=f"name in {'English' if name == 'name_en' else 'Chinese'}",
        ),
        preserve_default=False,
    )


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_everybody_reports")]

    operations = [
        named("keywordrule", "name_en"),
        named("keywordrule", "name_zh"),
        migrations.RenameField("slapolicy", "name", "name_en"),
        migrations.AlterField("slapolicy", "name_en", NAME_EN),
        named("slapolicy", "name_zh"),
        migrations.RunPython(keep_what_they_were_called, migrations.RunPython.noop),
    ]
