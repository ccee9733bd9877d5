"""Files, stored once by what is in them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

AMR = "audio/amr"


class StoredFile(models.Model):
    """The bytes, under their SHA-256, in Django's default storage."""

    class Scan(models.TextChoices):
        NONE = "", _("not looked through")
        CLEAN = "clean", _("clean")
        INFECTED = "infected", _("in quarantine")

    sha256 = models.CharField(max_length=64, primary_key=True)
    storage_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()
    # When a worker had looked at it and made its small picture; empty while it waits for that.
    prepared_at = models.DateTimeField(_("prepared"), null=True, blank=True)
    scan = models.CharField(
        _("looked through"), max_length=10, choices=Scan, default=Scan.NONE, blank=True
    )
    finding = models.CharField(_("found in it"), max_length=200, blank=True)
    thumbnail = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        indexes = [
            models.Index(
                fields=["created_at"], condition=Q(prepared_at=None), name="stored_file_waiting"
            ),
        ]

    def __str__(self) -> str:
        return self.sha256[:12]

    @property
    def is_infected(self) -> bool:
        return self.scan == self.Scan.INFECTED

    @property
    def is_held(self) -> bool:
        """Whether it is handed out to nobody: it holds a virus, or wasn't looked through yet."""
        return self.is_infected or bool(settings.CLAMD_SOCKET and self.prepared_at is None)


class Attachment(models.Model):
    """A stored file on a message, under the name its sender gave it."""

    message = models.ForeignKey("tickets.Message", models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="attachments")
    filename = models.CharField(max_length=200)
    content_id = models.CharField(max_length=200, blank=True)
    transcript = models.TextField(blank=True)

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")

    def __str__(self) -> str:
        return f"{self.filename} on message {self.message_id}"

    @property
    def is_image(self) -> bool:
        return self.file.content_type.startswith("image/")

    @property
    def is_sound(self) -> bool:
        """Whether browsers play it; AMR, which WeChat records in, none of them does."""
        return self.file.content_type.startswith("audio/") and self.file.content_type != AMR
