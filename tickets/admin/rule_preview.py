"""See what a keyword rule would do to past tickets, before it is saved. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tickets import configuration
from tickets.admin.base import ConfigurationAdmin, person_of
from tickets.admin.previewing import PREVIEW, kept_fields
from tickets.configuration import Configuration
from tickets.models import KeywordRule
from tickets.queries.past_texts import PastText, TookTooLong, past_texts
from tickets.queries.proposals import LABELS, value_words
from tickets.queries.rule_trial import Sample, TrialReport, try_on
from tickets.triage import Rule, explain
from tickets.triage.comparing import Move, RuleTrial

MOST_TEXTS = 2_000
MOST_SECONDS = 4
MOVES_SHOWN = 8
CONFIRM = {
    "_save": gettext_lazy("Save"),
    "_continue": gettext_lazy("Save and continue editing"),
}


class RulePreviewAdmin(ConfigurationAdmin):
    """A change form with a button that tries what was typed on past tickets."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """What could not be saved isn't tried: the form comes back with its refusals instead."""
        if request.method == "POST" and PREVIEW in request.POST:
            rule = self.get_object(request, unquote(object_id)) if object_id else None
            form = self.get_form(request, rule, change=bool(rule))(request.POST, instance=rule)
            if self.has_change_permission(request, rule) and form.is_valid():
                return self._preview(request, form)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _preview(self, request: HttpRequest, form: Any) -> HttpResponse:
        settings = configuration.current()
        before, after = _in_force(form, settings), _proposed(form.instance)
        as_it_is = before == after
        trial = RuleTrial(settings.rules, before=None if as_it_is else before, after=after)
        context = {
            **self.admin_site.each_context(request),
            **_tried(request, trial, settings),
            "title": _("What the rule does to past tickets")
            if as_it_is
            else _("What the rule would do to past tickets"),
            "as_it_is": as_it_is,
            "object_name": str(form.instance),
            "kept": kept_fields(request),
            "confirm": CONFIRM,
            "back_url": request.path,
            "list_url": reverse("admin:tickets_keywordrule_changelist"),
        }
        return TemplateResponse(request, "admin/tickets/keywordrule/preview.html", context)


def _in_force(form: Any, settings: Configuration) -> Rule | None:
    code = form.initial.get("code", "")
    return settings.rules.by_code.get(code)


def _proposed(row: KeywordRule) -> Rule | None:
    return configuration.rule_of(row) if row.is_active else None


def _tried(request: HttpRequest, trial: RuleTrial, settings: Configuration) -> dict[str, Any]:
    """Return what the preview shows of the texts that this person may see, or why it can't."""
    try:
        texts = past_texts(person_of(request), most=MOST_TEXTS)
    except TookTooLong as refused:
        return {"refusal": str(refused)}
    report = try_on(_within(MOST_SECONDS, texts), trial)
    return {
        "report": report,
        "total": len(texts),
        "is_cut": report.looked_at < len(texts),
        "moves": _moves(report, settings),
        "samples": [_row(sample, trial, settings) for sample in report.samples],
    }


def _within(seconds: float, texts: Iterable[PastText]) -> Iterator[PastText]:
    over = monotonic() + seconds
    for text in texts:
        if monotonic() > over:
            return
        yield text


def _moves(report: TrialReport, settings: Configuration) -> list[dict[str, Any]]:
    most = report.moves.most_common(MOVES_SHOWN)
    return [_worded(move, settings) | {"tickets": tickets} for move, tickets in most]


def _worded(move: Move, settings: Configuration) -> dict[str, Any]:
    before, after = (
        value_words(move.what, value, settings) if value else _("none")
        for value in (move.before, move.after)
    )
    return {"what": LABELS[move.what], "before": before, "after": after}


def _row(sample: Sample, trial: RuleTrial, settings: Configuration) -> dict[str, Any]:
    compared = sample.compared
    return {
        "number": sample.past.number,
        "url": reverse("desk:ticket", args=[sample.past.ticket_id]),
        "excerpt": sample.excerpt,
        "says": _says(sample, trial),
        "words": list(dict.fromkeys(m.words for m in compared.after.matches)),
        "lost": list(dict.fromkeys(m.words for m in compared.before.matches))
        if compared.is_lost
        else [],
        "voided": [explain(reason, trial.rules_after) for reason in compared.after.voided],
        "moves": [_worded(move, settings) for move in compared.moves],
    }


def _says(sample: Sample, trial: RuleTrial) -> str:
    compared = sample.compared
    if compared.is_gained:
        return _("new hit") if trial.before else _("hit")
    if compared.is_lost:
        return _("no hit any more")
    return _("stopped by a guard") if compared.is_stopped else _("hit as before")
