"""Things to do for a ticket, and saying that an escalation was seen."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tickets.actions.acknowledging import acknowledge
from tickets.actions.tasking import add_task, finish_task
from tickets.forms.acting import ConfirmForm, TaskDoneForm, TaskForm
from tickets.models import Task
from tickets.views.acting import Act, answer, sent, signed
from tickets.views.gate import DeskRequest, at_desk, workable

GET_OR_POST = ["GET", "HEAD", "POST"]


@require_http_methods(GET_OR_POST)
@at_desk
def tasks(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Add a call-back, a follow-up, or work for another team."""
    found = workable(request, ticket_id)

    def add(given: dict[str, Any]) -> None:
        add_task(
            ticket_id=found.pk,
            **signed(request),
            kind=given["kind"],
            title=given["title"],
            due_at=given["due_at"],
            owner_id=given["owner"],
            is_blocking=given["is_blocking"],
        )

    act = Act(
        title=_("What is to do?"),
        submit=_("Add it"),
    )
    return answer(request, found, act, TaskForm(sent(request), ticket=found), add)


@require_http_methods(GET_OR_POST)
@at_desk
def task_done(request: DeskRequest, ticket_id: int, task_id: int) -> HttpResponse:
    found = workable(request, ticket_id)
    task = get_object_or_404(Task, pk=task_id, ticket=found)

    def finish(given: dict[str, Any]) -> None:
        finish_task(
            task_id=task.pk,
            **signed(request),
            outcome=given["outcome"],
            reached=given.get("reached", False),
        )

    act = Act(
        title=task.name,
        lead=task.outcome,
        submit=_("It is done"),
    )
    form = TaskDoneForm(sent(request))
    if task.kind != Task.Kind.CALL_BACK:
        del form.fields["reached"]
    return answer(request, found, act, form, finish)


@require_http_methods(GET_OR_POST)
@at_desk
def acknowledgement(request: DeskRequest, ticket_id: int) -> HttpResponse:
    """Say by name that an escalation was seen: its repeats stop with that."""
    found = workable(request, ticket_id)

    def see(given: dict[str, Any]) -> None:
        acknowledge(ticket_id=found.pk, **signed(request))

    act = Act(
        title=_("You have seen that a promise broke?"),
        lead=_("Your name is kept with it. The clock goes on."),
        submit=_("I have seen it"),
    )
    return answer(request, found, act, ConfirmForm(sent(request)), see)
