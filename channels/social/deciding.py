"""What becomes of a mention that waits: a ticket, or nothing, with the reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from channels import intake
from channels.models import Post, Submission
from channels.readings import open_new
from channels.social.adapter import post_reading
from channels.webhook.reading import item_of, webhook_of
from tickets.actors import Actor
from tickets.errors import Conflict, Incomplete
from tickets.models import Ticket, User


def open_ticket_for(*, post_id: int, user: User, at: datetime) -> Ticket:
    """Make a ticket of a review or mention and return it; the same one when pressed twice.

    Locks the post. A dismissed one may still become a ticket.
    """
    with transaction.atomic():
        post = _locked(post_id)
        if post.ticket is not None:
            return post.ticket
        submission = intake.with_its_input(post.submission)
        webhook = webhook_of(submission)
        reading = post_reading(submission, webhook, item_of(submission, webhook))
        ticket = open_new(reading, at=at, actor=Actor.for_user(user))
        _decide(post, Post.State.TICKET, user, at, ticket=ticket)
        Submission.objects.filter(pk=post.submission_id).update(
            state=Submission.State.OPENED, ticket=ticket
        )
    return ticket


def dismiss(*, post_id: int, user: User, at: datetime, reason: str) -> Post:
    """Take a mention out of the queue. Raises Incomplete without a reason, Conflict if decided."""
    if not reason.strip():
        raise Incomplete("reason", _("Say in a few words why nothing has to be done."))
    with transaction.atomic():
        post = _locked(post_id)
        if post.state != Post.State.WAITING:
            raise Conflict(_("A colleague has decided on this mention already."))
        _decide(post, Post.State.DISMISSED, user, at, reason=reason.strip()[:300])
    return post


def _locked(post_id: int) -> Post:
    rows = Post.objects.select_related("submission__channel", "ticket")
    return rows.select_for_update(of=("self",)).get(pk=post_id)


def _decide(
    post: Post,
    state: str,
    user: User,
    at: datetime,
    *,
    ticket: Ticket | None = None,
    reason: str = "",
) -> None:
    post.state, post.ticket, post.reason = state, ticket, reason
    post.decided_by, post.decided_at = user, at
    post.save(update_fields=["state", "ticket", "reason", "decided_by", "decided_at"])
