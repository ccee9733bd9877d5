"""Files that weren't taken: the channel works, its sender was told why, an operator sees it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_noop

from channels.health import is_failing
from channels.models import ChannelHealth
from tickets.sentences import Sentence

FILE_REFUSED = Sentence(
    gettext_noop("A file was not taken, for its kind, size or content. Its sender was told why.")
)


def note_refused_file(channel: str, *, at: datetime) -> None:
    """Remember it as the latest trouble of a channel that works; a failing one stays failing."""
    latest = ChannelHealth.objects.filter(channel=channel, row="").first()
    if latest is not None and is_failing(latest):
        return
    words = {"last_success_at": at, "last_error_at": at, "last_error": FILE_REFUSED.english}
    ChannelHealth.objects.update_or_create(channel=channel, row="", defaults=words)
