"""Files, stored once by what is in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StoredFile(models.Model):
    """The bytes, under their SHA-256, in Django's default storage."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    storage_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")

    def __str__(self) -> str:
        return self.sha256[:12]


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
        return self.file.content_type.startswith("audio/")
