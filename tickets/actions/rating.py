"""The customer's answer: it closes the loop or starts the next round, in the same transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tickets import states
from tickets.actions.change import Change, changing
from tickets.actions.closing import close_under_lock
from tickets.actions.reopening import reopen_under_lock
from tickets.actors import Actor
from tickets.errors import Conflict, Incomplete
from tickets.models import Message, Survey, SurveyAnswer, SurveyRevision, Ticket

MAX_TEXT = 4000


class SurveyClosed(Conflict):
    """The survey's window is over, or a reopen made it void."""


class AlreadyAnswered(Conflict):
    """The answer is in and can't be corrected any more."""


def effect_of(solved: str, score: int, threshold: int) -> str:
    """Return what an answer does: `reopen`, `sample` or `confirm` (SURVEYS.md 6.5). Pure.

    Solved and 5 confirms; solved and 3 confirms and goes to the lead's sample; solved and 2, or
    anything not solved, reopens. By phone only a score may be given.
    """
    if solved in (SurveyAnswer.Solved.PARTLY, SurveyAnswer.Solved.NO) or score <= threshold:
        return "reopen"
    return "sample" if solved and score == threshold + 1 else "confirm"


def answer_survey(
    *,
    survey_id: int,
    at: datetime,
    solved: str,
    score: int,
    text: str = "",
    reasons: Sequence[str] = (),
    wants_contact: bool = False,
    just_telling: bool = False,
    mode: str = "web",
) -> SurveyAnswer:
    """Record an answer, or revise one within the hour, and do what it brings.

    Records `survey.answered` or `survey.revised`. Raises Incomplete, SurveyClosed,
    AlreadyAnswered.
    """
    _check(solved, score, text, mode)
    ticket_id = Survey.objects.values_list("ticket_id", flat=True).get(pk=survey_id)
    customer = Survey.objects.select_related("customer").get(pk=survey_id).customer
    with changing(ticket_id, actor=Actor.for_customer(customer), at=at) as change:
        survey = Survey.objects.select_for_update().get(pk=survey_id)
        values = {
            "solved": solved,
            "score": score,
            "text": text,
            "reasons": list(reasons),
            "wants_contact": wants_contact,
            "just_telling": just_telling,
            "mode": mode,
            "answered_at": change.at,
            "effect": effect_of(solved, score, change.settings.survey_threshold),
        }
        answer = SurveyAnswer.objects.filter(survey=survey).first()
        if answer is None:
            answer = _first_answer(change, survey, values)
        elif _says_something_else(answer, values):
            _revise(change, survey, answer, values)
        _do_what_it_brings(change, survey, answer)
    return answer


def _check(solved: str, score: int, text: str, mode: str) -> None:
    if score not in range(1, 6):
        raise Incomplete("score", _("Choose how satisfied you are, from 1 to 5."))
    if solved not in SurveyAnswer.Solved.values and mode == "web":
        raise Incomplete("solved", _("Choose whether the problem is solved."))
    if len(text) > MAX_TEXT:
        raise Incomplete("text", _("Keep it under 4,000 characters."))


def _first_answer(change: Change, survey: Survey, values: dict) -> SurveyAnswer:
    is_over = survey.expires_at is not None and change.at >= survey.expires_at
    if survey.state != Survey.State.SENT or is_over:
        raise SurveyClosed(_("This question is closed. Reply to our last mail instead."))
    try:
        with transaction.atomic():
            answer = SurveyAnswer.objects.create(survey=survey, **values)
    except IntegrityError as error:
        raise AlreadyAnswered(_("Your answer is recorded already.")) from error
    survey.state = Survey.State.ANSWERED
    survey.next_at = None
    survey.closed_at = change.at
    survey.save(update_fields=["state", "next_at", "closed_at"])
    change.record("survey.answered", **_event_data(survey, answer))
    return answer


def _says_something_else(answer: SurveyAnswer, values: dict) -> bool:
    """The same answer sent twice (a double click, a reload) is no correction."""
    said = {name: value for name, value in values.items() if name != "answered_at"}
    return any(getattr(answer, name) != value for name, value in said.items())


def _revise(change: Change, survey: Survey, answer: SurveyAnswer, values: dict) -> None:
    limit = timedelta(seconds=change.settings.survey_revision_seconds)
    first = survey.closed_at or answer.answered_at
    if change.at > first + limit:
        raise AlreadyAnswered(_("Your answer is recorded. It can no longer be changed here."))
    SurveyRevision.objects.create(
        answer=answer,
        solved=answer.solved,
        score=answer.score,
        text=answer.text,
        answered_at=answer.answered_at,
        replaced_at=change.at,
    )
    for name, value in values.items():
        setattr(answer, name, value)
    answer.save()
    change.record("survey.revised", **_event_data(survey, answer))


def _event_data(survey: Survey, answer: SurveyAnswer) -> dict:
    return {
        "survey": survey.pk,
        "round": survey.round,
        "solved": answer.solved,
        "score": answer.score,
        "effect": answer.effect,
        "mode": answer.mode,
        "has_text": bool(answer.text),
        "just_telling": answer.just_telling,
    }


def _do_what_it_brings(change: Change, survey: Survey, answer: SurveyAnswer) -> None:
    """Only the round that was asked about can end or go on because of an answer."""
    ticket = change.ticket
    if ticket.round != survey.round or ticket.status not in (states.RESOLVED, states.CLOSED):
        return
    if answer.effect == "reopen" and not answer.just_telling:
        reason = "not_solved" if answer.solved in ("no", "partly") else "dissatisfied"
        reopen_under_lock(change, reason=reason)
        _pin_words(change, answer)
    elif answer.effect != "reopen" and ticket.status == states.RESOLVED:
        close_under_lock(change, verified=Ticket.Verified.CONFIRMED)
    elif answer.effect != "reopen" and ticket.verified != Ticket.Verified.CONFIRMED:
        change.set(verified=Ticket.Verified.CONFIRMED)
        change.record("ticket.closed", verified=Ticket.Verified.CONFIRMED, round=ticket.round)


def _pin_words(change: Change, answer: SurveyAnswer) -> None:
    """The customer's own words stand on top of the round they started."""
    message = change.say(
        Message.Direction.IN,
        answer.text,
        author_name=change.ticket.customer.name,
        channel="survey",
        is_pinned=True,
    )
    change.set(last_customer_message_at=change.at)
    change.record("message.received", message=message.pk, channel="survey", auto=False)
