from django.db import migrations, models

# Every table whose rows decide how a ticket is sorted, routed, timed or asked about.
CONFIGURATION = (
    "businesscalendar",
    "calendarversion",
    "category",
    "desksettings",
    "keywordrule",
    "ladderstep",
    "prioritycell",
    "product",
    "routingrule",
    "slapolicy",
    "slapolicy_categories",
    "slapolicy_teams",
    "slapolicyversion",
    "slatarget",
    "surveyversion",
    "team",
    "tier",
)

BUMP = """
CREATE SEQUENCE tickets_configuration_sequence AS bigint;
CREATE FUNCTION desk_stamp_configuration() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tickets_configurationstamp (id, revision)
    VALUES (1, nextval('tickets_configuration_sequence'))
    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision;
    RETURN NULL;
END $$;
"""
UNBUMP = "DROP FUNCTION desk_stamp_configuration(); DROP SEQUENCE tickets_configuration_sequence;"


def _trigger(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER stamp_configuration AFTER INSERT OR UPDATE OR DELETE ON tickets_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION desk_stamp_configuration()",
        f"DROP TRIGGER stamp_configuration ON tickets_{table}",
    )


class Migration(migrations.Migration):
    """One number that changes with any change of configuration, for caches. Before deploy.

    The number comes from a sequence, so it never returns to an earlier value, not even when the
    transaction that drew it is rolled back.
    """

    dependencies = [("tickets", "0002_append_only")]

    operations = [
        migrations.CreateModel(
            name="ConfigurationStamp",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("revision", models.BigIntegerField()),
            ],
            options={"verbose_name": "configuration stamp"},
        ),
        migrations.RunSQL(BUMP, UNBUMP),
        *[_trigger(table) for table in CONFIGURATION],
    ]
