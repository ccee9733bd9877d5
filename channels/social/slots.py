"""What the desk's pages show of reviews and mentions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from channels.models import Post, Webhook
from channels.social.queries import facts_of
from tickets.access import has_right
from tickets.kept_sql import Kept
from tickets.models import Right, Ticket
from tickets.slots import Place


def places(request: HttpRequest) -> Iterable[Place]:
    """Lead to the mentions wherever a feed of them is set up."""
    if not has_right(request.user, Right.SEE_TICKETS):
        return
    if Webhook.objects.filter(kind=Webhook.Kind.MENTION).exists():
        yield Place(gettext_lazy("Mentions"), "chat", reverse("channels:mentions"))


def banners(ticket: Ticket) -> Iterable[dict[str, Any]]:
    """Say on a ticket's page which review or mention it came from."""
    if ticket.channel in _BY_OTHER_CHANNELS:
        return
    for post in _posts.all(ticket.pk):
        yield {
            "text": facts_of(post),
            "icon": "chat",
            "url": post.url,
            "action": _("See it there"),
        }


_posts = Kept(lambda ticket: Post.objects.filter(ticket=ticket).select_related("webhook__channel"))

# The channels that most tickets come by can't have a post: no query for their pages.
_BY_OTHER_CHANNELS = frozenset({"web_form", "email", "hotline", "counter", "api", "internal_staff"})
