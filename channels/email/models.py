"""Mailboxes: where customers' mail comes in, one row each."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tickets.secrets import NAMES_A_SECRET

MEGABYTE = 1024 * 1024


class Mailbox(models.Model):
    """An address that customers write to, and how its mail reaches the desk."""

    class Way(models.TextChoices):
        IMAP = "imap", _("fetched from an IMAP server")
        PUSHED = "pushed", _("handed over by a mail server or a provider")

    class Tls(models.TextChoices):
        IMPLICIT = "implicit", _("encrypted from the start (port 993)")
        STARTTLS = "starttls", _("begins plain, then encrypts (port 143)")
        NONE = "none", _("not encrypted: only on the same machine")

    class SignIn(models.TextChoices):
        PASSWORD = "password", _("password or app password")
        OAUTH2 = "oauth2", _("OAuth 2 token")

    class Afterwards(models.TextChoices):
        LEAVE = "leave", _("leave it as it is")
        SEEN = "seen", _("mark it as read")
        FLAG = "flag", _("flag it")
        MOVE = "move", _("move it to another folder")

    code = models.SlugField(
        _("code"), max_length=40, unique=True, help_text=_("Short, such as support.")
    )
    address = models.EmailField(pgettext_lazy("mailbox", "address"), unique=True)
    channel = models.ForeignKey(
        "channels.Channel",
        models.PROTECT,
        related_name="mailboxes",
        limit_choices_to={"kind": "email"},
        verbose_name=_("channel"),
    )
    is_enabled = models.BooleanField(
        _("switched on"),
        default=True,
        help_text=_("Switched off, nothing is taken in: mail waits where it is."),
    )
    way = models.CharField(_("how mail comes"), max_length=10, choices=Way, default=Way.IMAP)
    team = models.ForeignKey(
        "tickets.Team",
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name=_("team"),
        help_text=_("Gets every ticket of this mailbox. Left empty, the rules decide."),
    )
    has_plus_addresses = models.BooleanField(
        _("knows plus addresses"),
        default=True,
        help_text=_(
            "Mail to name+anything@ arrives here too. Answers then find their ticket even when a "
            "mail program forgets what they answer."
        ),
    )
    is_sender = models.BooleanField(
        _("answers leave from this address"),
        default=False,
        help_text=_("The mail server must be allowed to send from it (SPF, DKIM)."),
    )
    most_bytes = models.PositiveIntegerField(
        _("largest mail"),
        default=30 * MEGABYTE,
        validators=[MinValueValidator(10_000), MaxValueValidator(50 * MEGABYTE)],
        help_text=_("In bytes. A larger one is set aside and not fetched."),
    )

    host = models.CharField(_("server"), max_length=200, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993)
    tls = models.CharField(_("encryption"), max_length=10, choices=Tls, default=Tls.IMPLICIT)
    user = models.CharField(_("user name"), max_length=200, blank=True)
    sign_in = models.CharField(
        _("signs in with"), max_length=10, choices=SignIn, default=SignIn.PASSWORD
    )
    secret_variable = models.CharField(
        _("variable with the secret"),
        max_length=80,
        blank=True,
        validators=[NAMES_A_SECRET],
        help_text=_(
            "An environment variable that begins with FEEDBACK_DESK_SECRET_. It holds the "
            "password, or the OAuth 2 token."
        ),
    )
    token_url = models.URLField(
        _("token address"),
        blank=True,
        help_text=_(
            "Where a refresh token is exchanged for an access token. Left empty, the variable "
            "holds the access token itself."
        ),
    )
    client_secret_variable = models.CharField(
        _("variable with the client secret"),
        max_length=80,
        blank=True,
        validators=[NAMES_A_SECRET],
    )
    client_id = models.CharField(_("client id"), max_length=200, blank=True)
    folder = models.CharField(_("folder"), max_length=200, default="INBOX")
    afterwards = models.CharField(
        _("what to do with a mail taken in"),
        max_length=10,
        choices=Afterwards,
        default=Afterwards.LEAVE,
    )
    move_to = models.CharField(_("move to"), max_length=200, blank=True)
    take_since = models.DateField(
        _("take mails since"),
        null=True,
        blank=True,
        help_text=_("Older mail in the folder is left alone. Left empty, all of it is taken."),
    )

    trusted_receiver = models.CharField(
        _("server that checks senders"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_(
            "The name that your own receiving server writes first into Authentication-Results. "
            "When its checks fail, the ticket says so. Left empty, nobody's results are believed."
        ),
    )

    # Where the last poll ended. A server that numbers its mails anew changes uid_validity.
    uid_validity = models.BigIntegerField(default=0, editable=False)
    last_uid = models.BigIntegerField(default=0, editable=False)
    # Who polls it right now: two workers never fetch the same mailbox at once.
    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    next_poll_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        app_label = "channels"
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.address

    def clean(self) -> None:
        """Ask for what the chosen way needs. Raises ValidationError naming the field."""
        missing = {}
        if self.way == self.Way.IMAP:
            for name in ("host", "user", "secret_variable"):
                if not getattr(self, name):
                    missing[name] = _("An IMAP server needs this.")
        if self.afterwards == self.Afterwards.MOVE and not self.move_to:
            missing["move_to"] = _("Name the folder that mails are moved to.")
        if missing:
            raise ValidationError(missing)
