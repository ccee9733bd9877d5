"""The form a new desk starts with: its own, as version 1, to be changed by drafting the next."""

from __future__ import annotations

from datetime import datetime

from channels.web import publishing
from channels.web.form_spec import STARTER
from channels.web.models import Form


def load(*, at: datetime) -> None:
    """Add the desk's own form when it is missing; leave it as it is otherwise."""
    form, is_new = Form.objects.get_or_create(
        slug=STARTER.slug,
        defaults={
            "name_en": STARTER.name_en,
            "name_zh": STARTER.name_zh,
            "is_default": not Form.objects.filter(is_default=True).exists(),
        },
    )
    if is_new:
        publishing.publish(publishing.draft_from(form), at=at)
