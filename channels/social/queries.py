"""Mentions as the queue page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from channels.models import Post
from tickets import display

PAGE = 30
MOST_COUNTED = 200


@dataclass(frozen=True)
class Card:
    """One mention: what was said, where, by whom, how many may read it, and since when it waits."""

    post: Post
    is_late: bool
    facts: str


def waiting() -> QuerySet[Post]:
    """Return what waits, the one to be looked at first on top. Served by `post_waiting`."""
    rows = Post.objects.filter(state=Post.State.WAITING).order_by("late_at", "id")
    return rows.select_related("webhook__channel")


def decided() -> QuerySet[Post]:
    rows = Post.objects.filter(state__in=[Post.State.TICKET, Post.State.DISMISSED])
    rows = rows.filter(decided_at__isnull=False).order_by("-decided_at")
    return rows.select_related("webhook__channel", "ticket", "decided_by")


def count_waiting() -> int:
    """Return how many wait, up to MOST_COUNTED."""
    return Post.objects.filter(state=Post.State.WAITING).values("pk")[:MOST_COUNTED].count()


def cards(posts: list[Post], *, now: datetime) -> list[Card]:
    return [
        Card(post, post.state == Post.State.WAITING and post.late_at < now, facts_of(post))
        for post in posts
    ]


def facts_of(post: Post) -> str:
    """`Weibo · 12,400 readers · rated 2 of 5`."""
    parts = [post.webhook.channel.name]
    if post.reach is not None:
        parts.append(_("reach %(number)s") % {"number": f"{post.reach:,}"})
    if post.rating is not None:
        rating = {"rating": f"{float(post.rating):g}", "best": post.webhook.best_rating}
        parts.append(_("rated %(rating)s of %(best)s") % rating)
    return display.listed(parts)
