"""What becomes of an answer that no letter carries, known before it is written."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from channels.models import Post
from channels.social.answering import is_answered_from_here, post_of
from channels.ways.choosing import calls_are_on, is_reachable
from tickets import slots
from tickets.models import Ticket

LETTER, PUBLIC, BY_HAND, CALL, NOBODY = "letter", "public", "by_hand", "call", "nobody"
WORDS = {
    PUBLIC: ("web", _("Your answer is posted where they wrote. Everybody can read it there.")),
    BY_HAND: (
        "warn",
        _("Nothing from here reaches them. Answer there, and keep here what you said."),
    ),
    CALL: ("phone", _("They left only a number: your answer becomes a call to make.")),
    NOBODY: (
        "warn",
        _("They left nothing to write to. Only who kept the link from a form reads your answer."),
    ),
}


@dataclass(frozen=True)
class Reach:
    """By a letter; else in public under the review; else by hand there; else by phone."""

    kind: str
    post: Post | None = None


def reach_of(ticket: Ticket) -> Reach:
    """Return how an answer gets to a ticket's customer.

    A way that only they read goes before one that everybody reads.
    """
    if is_reachable(ticket):
        return Reach(LETTER)
    post = post_of(ticket)
    if post is not None and is_answered_from_here(post):
        return Reach(PUBLIC, post)
    if calls_are_on() and ticket.customer.contacts.filter(kind="phone").exists():
        return Reach(CALL, post)
    return Reach(NOBODY) if post is None else Reach(BY_HAND, post)


def in_words(ticket: Ticket) -> slots.Reach | None:
    """Return what an agent has to know before they answer; None when a letter leaves."""
    reach = reach_of(ticket)
    if reach.kind == LETTER:
        return None
    icon, words = WORDS[reach.kind]
    url = reach.post.url if reach.post is not None else ""
    return slots.Reach(words, icon, url, _("See it there"))
