"""The survey of two taps. GET shows it, only a POST records (SURVEYS.md 6.3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from channels.letters import moment
from channels.links import open_survey
from channels.ratelimit import seconds_to_wait
from channels.web.forms import SurveyForm
from channels.web.pages import limited, note, page, private, too_many
from channels.web.progress import next_step
from tickets import configuration
from tickets.actions.rating import AlreadyAnswered, SurveyClosed, answer_survey
from tickets.models import Survey, SurveyAnswer

ANSWERS_RATE = "10/m"


@require_http_methods(["GET", "HEAD", "POST"])
@private
@limited("survey", setting="PUBLIC_LINK_RATE")
def survey(request: HttpRequest, token: str) -> HttpResponse:
    asked = open_survey(token)
    if request.user.is_authenticated:
        return _staff_cannot_answer(request)
    at = timezone.now()
    answer = SurveyAnswer.objects.filter(survey=asked).first()
    if not _takes_answers(asked, answer, at):
        return _over(request, asked, answer)
    if request.method != "POST":
        return _ask(request, asked, _form(asked, initial=_initial(request, answer)), answer)
    wait = seconds_to_wait("survey_token", token, ANSWERS_RATE)
    if wait:
        return too_many(request, wait)
    return _record(request, asked, answer, at)


def _takes_answers(asked: Survey, answer: SurveyAnswer | None, at: datetime) -> bool:
    if answer is not None and asked.closed_at is not None:
        limit = timedelta(seconds=configuration.desk_settings().survey_revision_seconds)
        return at <= asked.closed_at + limit
    is_over = asked.expires_at is not None and at >= asked.expires_at
    return asked.state == Survey.State.SENT and not is_over


def _record(
    request: HttpRequest, asked: Survey, answer: SurveyAnswer | None, at: datetime
) -> HttpResponse:
    form = _form(asked, data=request.POST)
    if not form.is_valid():
        return _ask(request, asked, form, answer, status=422)
    try:
        recorded = answer_survey(survey_id=asked.pk, at=at, **_values(form))
    except (AlreadyAnswered, SurveyClosed):
        asked.refresh_from_db()
        return _over(request, asked, SurveyAnswer.objects.filter(survey=asked).first())
    return _thanks(request, asked, recorded)


def _values(form: SurveyForm) -> dict[str, Any]:
    names = ("solved", "score", "text", "reasons", "wants_contact", "just_telling")
    return {name: form.cleaned_data[name] for name in names if name in form.cleaned_data}


# --- Showing --------------------------------------------------------------------------------


def _form(asked: Survey, **kwargs: Any) -> SurveyForm:
    language = "zh" if (get_language() or "").startswith("zh") else "en"
    chips = [(chip["code"], chip.get(language, "")) for chip in asked.version.reason_chips]
    return SurveyForm(reasons=chips, **kwargs)


def _initial(request: HttpRequest, answer: SurveyAnswer | None) -> dict[str, Any]:
    """What is selected at first: an answer given before, or the value of the link followed."""
    if answer is not None:
        fields = ("solved", "score", "text", "reasons", "wants_contact", "just_telling")
        return {name: getattr(answer, name) for name in fields}
    chosen = {"score": request.GET.get("score"), "solved": request.GET.get("solved")}
    return {name: value for name, value in chosen.items() if value}


def _ask(
    request: HttpRequest,
    asked: Survey,
    form: SurveyForm,
    answer: SurveyAnswer | None,
    *,
    status: int = 200,
) -> HttpResponse:
    context = {
        "ticket": {"number": asked.ticket.number, "subject": asked.ticket.subject},
        "form": form,
        "is_revision": answer is not None,
        "promise_no": _("If it is not solved, we start again with it at once."),
    }
    return page(request, "survey", context, status=status)


def _thanks(request: HttpRequest, asked: Survey, answer: SurveyAnswer) -> HttpResponse:
    asked.ticket.refresh_from_db()
    is_reopened = answer.effect == "reopen" and not answer.just_telling
    context: dict[str, Any] = {
        "title": _("Thank you. Your answer is recorded."),
        "paragraphs": [_("You can change it for an hour, by the same link.")],
        "url": request.get_full_path(),
        "action": _("Change my answer"),
        "is_quiet": True,
    }
    if is_reopened:
        step = next_step(asked.ticket, now=timezone.now())
        by = _("By %(moment)s.") % {"moment": step.by} if step.by else ""
        context["lead"] = _("It is not over: we start again with it now.")
        context["next"] = {"text": step.text, "note": by or step.note}
    elif answer.effect == "reopen":
        context["lead"] = _("The team's lead reads it. As you asked, we don't start again.")
    else:
        context["lead"] = _("Good to know that it is solved.")
    return note(request, **context)


def _over(request: HttpRequest, asked: Survey, answer: SurveyAnswer | None) -> HttpResponse:
    """The same look for every reason why nothing is recorded, with words of its own."""
    title = _("This link opens nothing")
    if answer is not None:
        title = _("You answered already")
        text = _("Your answer is recorded. It can no longer be changed here.")
    elif asked.state == Survey.State.SUPERSEDED:
        text = _("We are working on it again, so this question no longer counts. We ask you anew.")
    elif asked.expires_at is not None:
        text = _("This question was open until %(moment)s.") % {"moment": moment(asked.expires_at)}
    else:
        text = _("This question is not open.")
    return note(
        request,
        status=410,
        title=title,
        lead=text,
        paragraphs=[_("If something is still not right, answer our last mail or write anew.")],
        url=reverse("channels:complain"),
        action=_("Write to us"),
    )


def _staff_cannot_answer(request: HttpRequest) -> HttpResponse:
    return note(
        request,
        status=403,
        title=_("Only customers answer this"),
        lead=_("You are signed in as someone who works here. Nothing was recorded."),
    )
