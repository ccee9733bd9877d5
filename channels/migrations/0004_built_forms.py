import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

FREEZE = """
CREATE FUNCTION channels_refuse_published_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'version % of a form is published: % refused', OLD.number, TG_OP
            USING ERRCODE = 'insufficient_privilege', HINT = 'Draft a new version.';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION channels_refuse_published_field() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint;
BEGIN
    IF TG_OP = 'INSERT' THEN touched := NEW.version_id; ELSE touched := OLD.version_id; END IF;
    IF EXISTS (SELECT FROM channels_formversion
               WHERE id = touched AND published_at IS NOT NULL) THEN
        RAISE EXCEPTION 'the version of this field is published: % refused', TG_OP
            USING ERRCODE = 'insufficient_privilege', HINT = 'Draft a new version.';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER frozen_when_published BEFORE UPDATE OR DELETE ON channels_formversion
    FOR EACH ROW EXECUTE FUNCTION channels_refuse_published_version();
CREATE TRIGGER frozen_when_published BEFORE INSERT OR UPDATE OR DELETE ON channels_formfield
    FOR EACH ROW EXECUTE FUNCTION channels_refuse_published_field();
"""
THAW = """
DROP TRIGGER frozen_when_published ON channels_formfield;
DROP TRIGGER frozen_when_published ON channels_formversion;
DROP FUNCTION channels_refuse_published_field();
DROP FUNCTION channels_refuse_published_version();
"""


def _stamped(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"CREATE TRIGGER stamp_configuration AFTER INSERT OR UPDATE OR DELETE ON channels_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION desk_stamp_configuration()",
        f"DROP TRIGGER stamp_configuration ON channels_{table}",
    )


class Migration(migrations.Migration):
    """Forms that administrators build; what is published stays as it is. Before deploy."""

    dependencies = [
        ("channels", "0003_channel_health"),
        ("tickets", "0004_recalculation_and_repeats"),
    ]

    operations = [
        migrations.CreateModel(
            name="SpentProof",
            fields=[
                ("challenge", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("nonce", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField(db_index=True)),
            ],
            options={
                "verbose_name": "spent proof of work",
                "verbose_name_plural": "spent proofs of work",
            },
        ),
        migrations.CreateModel(
            name="Form",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                ("name_zh", models.CharField(max_length=120, verbose_name="name in Chinese")),
                (
                    "slug",
                    models.SlugField(
                        help_text="The form lies at /c/ADDRESS/.",
                        max_length=40,
                        unique=True,
                        verbose_name="address",
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Switched off, it says so and names the other ways to reach us.",
                        verbose_name="active",
                    ),
                ),
                (
                    "is_default",
                    models.BooleanField(
                        default=False,
                        help_text="It also lies at /complain/.",
                        verbose_name="the desk's own form",
                    ),
                ),
                (
                    "origins",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        verbose_name="sites that may embed it",
                    ),
                ),
                (
                    "asks_proof",
                    models.BooleanField(
                        default=False,
                        help_text="Slows programs down. Senders without JavaScript can't use the form then.",
                        verbose_name="asks the browser for a proof of work (ALTCHA)",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        help_text="Used when its sender chooses none.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        help_text="Used when its sender chooses none.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.product",
                        verbose_name="product or service",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty: the routing rules decide.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tickets.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "form",
                "verbose_name_plural": "forms",
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="FormVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published"),
                ),
                (
                    "title_en",
                    models.CharField(blank=True, max_length=120, verbose_name="title in English"),
                ),
                (
                    "title_zh",
                    models.CharField(blank=True, max_length=120, verbose_name="title in Chinese"),
                ),
                (
                    "lead_en",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="first words in English"
                    ),
                ),
                (
                    "lead_zh",
                    models.CharField(
                        blank=True, max_length=400, verbose_name="first words in Chinese"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="channels.form",
                        verbose_name="form",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a form",
                "verbose_name_plural": "versions of forms",
                "ordering": ["form_id", "number"],
            },
        ),
        migrations.CreateModel(
            name="FormField",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="Stays the same from version to version.",
                        max_length=40,
                        verbose_name="code",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hurt", "ours: is anyone hurt or in danger?"),
                            ("text", "ours: what happened?"),
                            ("category", "ours: category"),
                            ("product", "ours: product or service"),
                            ("occurred_on", "ours: which day was it?"),
                            ("desired_outcome", "ours: what should we do?"),
                            ("property_loss", "ours: something was damaged"),
                            ("files", "ours: pictures and papers"),
                            ("choice", "one of several"),
                            ("several", "any of several"),
                            ("score", "score"),
                            ("date", "date"),
                            ("line", "a line of text"),
                            ("words", "free text"),
                            ("file", "a file"),
                            ("voice", "voice note"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                (
                    "screen",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(
                                1, "Screens are numbered 1 and 2."
                            ),
                            django.core.validators.MaxValueValidator(
                                2,
                                "A form has two screens at most. Put this field on screen 1 or 2.",
                            ),
                        ],
                        verbose_name="screen",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=100, verbose_name="order")),
                (
                    "label_en",
                    models.CharField(blank=True, max_length=200, verbose_name="label in English"),
                ),
                (
                    "label_zh",
                    models.CharField(blank=True, max_length=200, verbose_name="label in Chinese"),
                ),
                (
                    "help_en",
                    models.CharField(blank=True, max_length=300, verbose_name="help in English"),
                ),
                (
                    "help_zh",
                    models.CharField(blank=True, max_length=300, verbose_name="help in Chinese"),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="mandatory")),
                (
                    "options",
                    models.TextField(
                        blank=True,
                        help_text="A line each: code | English | 中文",
                        verbose_name="choices",
                    ),
                ),
                (
                    "scale",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(
                                2, "A score has at least two steps."
                            ),
                            django.core.validators.MaxValueValidator(
                                10, "A score ends at 10 at most."
                            ),
                        ],
                        verbose_name="highest score",
                    ),
                ),
                (
                    "allows_future",
                    models.BooleanField(default=False, verbose_name="takes days to come"),
                ),
                (
                    "maps_to",
                    models.CharField(
                        blank=True,
                        choices=[("category", "category"), ("product", "product or service")],
                        help_text="The codes of its choices are then codes of categories or products.",
                        max_length=20,
                        verbose_name="sets",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fields",
                        to="channels.formversion",
                        verbose_name="version of a form",
                    ),
                ),
            ],
            options={
                "verbose_name": "field of a form",
                "verbose_name_plural": "fields of forms",
                "ordering": ["screen", "position", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="form",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("is_default",),
                name="form_one_default",
                violation_error_message="Another form is the desk's own already. Take the mark from that one first.",
            ),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(fields=("form", "number"), name="form_version_once"),
        ),
        migrations.AddConstraint(
            model_name="formversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at", None)), fields=("form",), name="form_one_draft"
            ),
        ),
        migrations.AddConstraint(
            model_name="formfield",
            constraint=models.UniqueConstraint(
                fields=("version", "code"), name="form_field_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="formfield",
            constraint=models.CheckConstraint(
                condition=models.Q(("screen__in", [1, 2])), name="form_field_on_a_screen"
            ),
        ),
        migrations.RunSQL(FREEZE, THAW),
        *[_stamped(table) for table in ("form", "formversion", "formfield")],
    ]
