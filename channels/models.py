"""What comes in and how it goes out: channels, raw submissions, links, notice templates."""

import uuid
from functools import cached_property

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from channels.email.models import Mailbox  # noqa: F401
from channels.sms.models import SmsGateway  # noqa: F401
from channels.social.models import Post  # noqa: F401
from channels.ways.models import NoticeWay  # noqa: F401
from channels.web.models import Form, FormField, FormVersion, SpentProof  # noqa: F401
from channels.webhook.models import Webhook  # noqa: F401
from channels.wechat.models import WeChatAccount  # noqa: F401
from tickets.models import StoredFile
from tickets.models.names import BilingualName


class Channel(BilingualName):
    """A way in or out, configured as a row; several of one kind are fine."""

    code = models.SlugField(_("code"), max_length=30, unique=True)
    kind = models.CharField(_("kind"), max_length=30)
    is_active = models.BooleanField(
        _("active"), default=True, help_text=_("Switched off, it takes nothing in.")
    )
    is_retired = models.BooleanField(_("retired"), default=False)
    settings = models.JSONField(_("settings"), default=dict, blank=True)

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering = ["code"]


class ChannelHealth(models.Model):
    """How one way in or out is doing: a row a channel, or a row a mailbox or number of it.

    Written by `channels.health` only.
    """

    channel = models.CharField(_("channel"), max_length=30)
    # Which mailbox, number or account of the channel; empty for the channel as a whole.
    row = models.CharField(_("which one"), max_length=80, blank=True)
    last_success_at = models.DateTimeField(_("last success"), null=True, blank=True)
    last_error_at = models.DateTimeField(_("last error"), null=True, blank=True)
    last_error = models.CharField(_("what went wrong"), max_length=500, blank=True)
    # What the far end still holds for us, where it can be asked: mails in a mailbox.
    waiting = models.PositiveIntegerField(_("waiting at the far end"), default=0)

    class Meta:
        verbose_name = _("state of a channel")
        verbose_name_plural = _("states of channels")
        ordering = ["channel", "row"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "row"], name="channel_health_once"),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.row}".strip()


class Submission(models.Model):
    """What arrived, verbatim, before anything read it. Nothing is lost that is a row here."""

    class State(models.TextChoices):
        STORED = "stored", _("waiting")
        OPENED = "opened", _("became a ticket")
        ADDED = "added", _("added to a ticket")
        SPLIT = "split", _("split into its parts")
        ASIDE = "aside", _("kept without a ticket")
        PARKED = "parked", _("parked")
        REFUSED = "refused", _("refused")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    channel = models.ForeignKey(
        Channel,
        models.PROTECT,
        related_name="submissions",
        db_index=False,  # `submission_provider_id_once` begins with it
        verbose_name=_("channel"),
    )
    # The provider's id of the message, or the nonce of the form: the same one twice is one.
    provider_id = models.CharField(_("the provider's id"), max_length=255)
    received_at = models.DateTimeField(_("received"))
    recorded_at = models.DateTimeField(_("recorded"))
    raw = models.JSONField(_("as it came"), default=dict)
    # Larger raw input lies in storage, by digest.
    raw_digest = models.CharField(_("digest of what came"), max_length=64, blank=True)
    body_digest = models.CharField(_("digest of the text"), max_length=64, blank=True)
    client = models.CharField(_("sender"), max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.STORED)
    ticket = models.ForeignKey(
        "tickets.Ticket",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="submissions",
        db_index=False,
        verbose_name=_("ticket"),
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"), null=True, blank=True)
    error = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        constraints = [
            models.UniqueConstraint(
                fields=["channel", "provider_id"], name="submission_provider_id_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="stored"), name="submission_waiting"
            ),
            models.Index(
                fields=["ticket"], condition=Q(ticket__isnull=False), name="submission_ticket"
            ),
            models.Index(fields=["-recorded_at"], name="submission_recorded"),
            models.Index(
                fields=["client", "-recorded_at"],
                condition=~Q(client=""),
                name="submission_by_client",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} {self.provider_id}"

    @cached_property
    def named_files(self) -> list[tuple[StoredFile, str]]:
        """The files that came with it, each under the name its sender gave it."""
        return [(each.file, each.filename) for each in self.files.select_related("file")]


class SubmissionFile(models.Model):
    """A file that came with a submission; its bytes are a stored file of the desk."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="files")
    file = models.ForeignKey("tickets.StoredFile", models.PROTECT, related_name="+")
    filename = models.CharField(max_length=200)

    class Meta:
        verbose_name = _("file of a submission")
        verbose_name_plural = _("files of submissions")

    def __str__(self) -> str:
        return f"{self.filename} of {self.submission_id}"


class CustomerLink(models.Model):
    """A link mailed to a customer. Only the SHA-256 of its token is kept (SURVEYS.md 6.3)."""

    class Purpose(models.TextChoices):
        STATUS = "status", _("status page")
        VERIFY = "verify", _("confirm an address")

    ticket = models.ForeignKey("tickets.Ticket", models.PROTECT, related_name="links")
    purpose = models.CharField(max_length=10, choices=Purpose)
    contact = models.ForeignKey(
        "tickets.ContactPoint",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="links",
        db_index=False,
    )
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    # Empty while the ticket is not closed: the link then ends a set time after closing.
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("customer link")
        verbose_name_plural = _("customer links")
        indexes = [
            models.Index(
                fields=["contact"], condition=Q(contact__isnull=False), name="link_contact"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link of {self.ticket_id}"


class NoticeTemplate(models.Model):
    """The words of a notice, one row a code and language. Placeholders are named in its help."""

    code = models.CharField(_("notice"), max_length=40)
    language = models.CharField(
        _("language"), max_length=10, choices=[("en", "English"), ("zh-hans", "简体中文")]
    )
    channel_kind = models.CharField(_("channel"), max_length=30, default="email")
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("notice template")
        verbose_name_plural = _("notice templates")
        ordering = ["code", "language"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "language", "channel_kind"], name="notice_template_once"
            ),
        ]

    def __str__(self) -> str:
        from channels.notices import NOTICES

        notice = NOTICES.get(self.code)
        name = notice.label if notice else self.code
        return f"{name} ({self.get_language_display()}, {self.channel_kind})"
