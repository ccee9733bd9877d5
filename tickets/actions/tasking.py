"""Things to do for a ticket: call back, follow up, work for another team."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import SENT_TWICE, Change, changing
from tickets.actors import Actor
from tickets.errors import Conflict, Incomplete
from tickets.models import Metric, Task, Ticket


def add_task(
    *,
    ticket_id: int,
    actor: Actor,
    at: datetime,
    kind: str,
    title: str = "",
    due_at: datetime | None,
    owner_id: int | None = None,
    team_id: int | None = None,
    is_blocking: bool = False,
) -> Task:
    """Add a task. A call-back needs a moment still to come. Records `task.added`.

    The same form sent twice is one task: the first is returned.
    """
    if kind == Task.Kind.CALL_BACK and (due_at is None or due_at <= at):
        raise Incomplete("due_at", _("Say when to call, with a moment still to come."))
    with changing(ticket_id, actor=actor, at=at) as change:
        given = {
            "ticket": change.ticket,
            "kind": kind,
            "title": title[:200],
            "due_at": due_at,
            "owner_id": owner_id or change.ticket.owner_id,
            "team_id": team_id or change.ticket.team_id,
            "is_blocking": is_blocking,
        }
        just_now = Task.objects.filter(created_at__gte=change.at - SENT_TWICE, done_at=None)
        if actor.is_person_at_desk and (first := just_now.filter(**given).first()):
            return first
        task = Task.objects.create(**given, created_at=change.at)
        change.record(
            "task.added", task=task.pk, kind=kind, due_at=due_at.isoformat() if due_at else None
        )
    return task


def finish_task(
    *,
    task_id: int,
    actor: Actor,
    at: datetime,
    outcome: str,
    reached: bool = False,
) -> Task:
    """Finish a task with what came of it. A call that reached the customer is a first response.

    Records `task.done`. Raises Incomplete without an outcome, Conflict when it is done already.
    """
    if not outcome.strip():
        raise Incomplete("outcome", _("Write down what came of it, in a few words."))
    ticket_id = Task.objects.values_list("ticket_id", flat=True).get(pk=task_id)
    with changing(ticket_id, actor=actor, at=at) as change:
        task = Task.objects.get(pk=task_id)
        if task.done_at is not None:
            raise Conflict(_("A colleague has finished this task already."))
        task.outcome, task.done_at, task.done_by_id = outcome[:300], change.at, actor.id
        task.save(update_fields=["outcome", "done_at", "done_by"])
        change.record("task.done", task=task.pk, kind=task.kind, reached=reached)
        if reached and task.kind == Task.Kind.CALL_BACK:
            change.clocks.stop([Metric.FIRST_RESPONSE], stopped_at=change.at, at=change.at)
        _let_close_go_on(change.ticket, change)
    return task


def _let_close_go_on(ticket: Ticket, change: Change) -> None:
    """A call-back that closing waited for is done: look again now."""
    if ticket.status == states.RESOLVED and ticket.next_step_at is not None:
        change.set(next_step_at=change.at)
