"""What a browser's own date picker sends."""

from datetime import datetime

from django.utils import timezone


def local(moment: datetime) -> str:
    """Write a moment as `<input type="datetime-local">` does, in the site's zone."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
