"""Keep mailboxes as rows, and find what somebody sent lately. Before deploy."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0004_built_forms"),
        ("tickets", "0006_everybody_reports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailbox",
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
                        help_text="Short, such as support.",
                        max_length=40,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("address", models.EmailField(max_length=254, unique=True, verbose_name="address")),
                (
                    "is_enabled",
                    models.BooleanField(
                        default=True,
                        help_text="Switched off, nothing is taken in: mail waits where it is.",
                        verbose_name="switched on",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("imap", "fetched from an IMAP server"),
                            ("pushed", "handed over by a mail server or a provider"),
                        ],
                        default="imap",
                        max_length=10,
                        verbose_name="how mail comes",
                    ),
                ),
                (
                    "has_plus_addresses",
                    models.BooleanField(
                        default=True,
                        help_text="Mail to name+anything@ arrives here too. Answers then find their ticket even when a mail program forgets what they answer.",
                        verbose_name="knows plus addresses",
                    ),
                ),
                (
                    "is_sender",
                    models.BooleanField(
                        default=False,
                        help_text="The mail server must be allowed to send from it (SPF, DKIM).",
                        verbose_name="answers leave from this address",
                    ),
                ),
                (
                    "most_bytes",
                    models.PositiveIntegerField(
                        default=31457280,
                        help_text="In bytes. A larger one is set aside and not fetched.",
                        validators=[
                            django.core.validators.MinValueValidator(10000),
                            django.core.validators.MaxValueValidator(52428800),
                        ],
                        verbose_name="largest mail",
                    ),
                ),
                ("host", models.CharField(blank=True, max_length=200, verbose_name="server")),
                ("port", models.PositiveIntegerField(default=993, verbose_name="port")),
                (
                    "tls",
                    models.CharField(
                        choices=[
                            ("implicit", "encrypted from the start (port 993)"),
                            ("starttls", "begins plain, then encrypts (port 143)"),
                            ("none", "not encrypted: only on the same machine"),
                        ],
                        default="implicit",
                        max_length=10,
                        verbose_name="encryption",
                    ),
                ),
                ("user", models.CharField(blank=True, max_length=200, verbose_name="user name")),
                (
                    "sign_in",
                    models.CharField(
                        choices=[
                            ("password", "password or app password"),
                            ("oauth2", "OAuth 2 token"),
                        ],
                        default="password",
                        max_length=10,
                        verbose_name="signs in with",
                    ),
                ),
                (
                    "secret_variable",
                    models.CharField(
                        blank=True,
                        help_text="An environment variable that begins with FEEDBACK_DESK_SECRET_. It holds the password, or the OAuth 2 token.",
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^FEEDBACK_DESK_SECRET_[A-Z0-9_]+\\Z",
                                "Name an environment variable that begins with FEEDBACK_DESK_SECRET_, in capitals.",
                            )
                        ],
                        verbose_name="variable with the secret",
                    ),
                ),
                (
                    "token_url",
                    models.URLField(
                        blank=True,
                        help_text="Where a refresh token is exchanged for an access token. Left empty, the variable holds the access token itself.",
                        verbose_name="token address",
                    ),
                ),
                (
                    "client_secret_variable",
                    models.CharField(
                        blank=True,
                        max_length=80,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^FEEDBACK_DESK_SECRET_[A-Z0-9_]+\\Z",
                                "Name an environment variable that begins with FEEDBACK_DESK_SECRET_, in capitals.",
                            )
                        ],
                        verbose_name="variable with the client secret",
                    ),
                ),
                (
                    "client_id",
                    models.CharField(blank=True, max_length=200, verbose_name="client id"),
                ),
                (
                    "folder",
                    models.CharField(default="INBOX", max_length=200, verbose_name="folder"),
                ),
                (
                    "afterwards",
                    models.CharField(
                        choices=[
                            ("leave", "leave it as it is"),
                            ("seen", "mark it as read"),
                            ("flag", "flag it"),
                            ("move", "move it to another folder"),
                        ],
                        default="leave",
                        max_length=10,
                        verbose_name="what to do with a mail taken in",
                    ),
                ),
                ("move_to", models.CharField(blank=True, max_length=200, verbose_name="move to")),
                (
                    "take_since",
                    models.DateField(
                        blank=True,
                        help_text="Older mail in the folder is left alone. Left empty, all of it is taken.",
                        null=True,
                        verbose_name="take mails since",
                    ),
                ),
                ("uid_validity", models.BigIntegerField(default=0, editable=False)),
                ("last_uid", models.BigIntegerField(default=0, editable=False)),
                ("lease", models.UUIDField(editable=False, null=True)),
                ("leased_until", models.DateTimeField(editable=False, null=True)),
                ("next_poll_at", models.DateTimeField(editable=False, null=True)),
                (
                    "channel",
                    models.ForeignKey(
                        limit_choices_to={"kind": "email"},
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailboxes",
                        to="channels.channel",
                        verbose_name="channel",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        blank=True,
                        help_text="Gets every ticket of this mailbox. Left empty, the rules decide.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="tickets.team",
                        verbose_name="team",
                    ),
                ),
            ],
            options={
                "verbose_name": "mailbox",
                "verbose_name_plural": "mailboxes",
                "ordering": ["code"],
            },
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(("client", ""), _negated=True),
                fields=["client", "-recorded_at"],
                name="submission_by_client",
            ),
        ),
    ]
