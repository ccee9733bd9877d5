"""What happened, to read: tickets, events, clocks, breaches, changes of configuration."""

import json
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tickets import actors, configuration, display
from tickets.admin.base import ReadOnlyAdmin
from tickets.admin.filters import by_choices
from tickets.models import (
    ConfigurationEvent,
    SlaBreach,
    SlaClock,
    SurveyAnswer,
    Ticket,
    TicketEvent,
)
from tickets.queries.wording import Storyteller, people_in

KINDS_OF_ACTORS = {
    actors.USER: _("a person at the desk"),
    actors.CUSTOMER: _("the customer"),
    actors.AUTOMATION: _("the desk by itself"),
}
CHANGES = {
    "config.added": _("added"),
    "config.changed": _("changed"),
    "config.removed": _("removed"),
    "config.drafted": _("drafted"),
    "config.published": _("published"),
    "config.applied": _("applied to running clocks"),
}
MODES = {"web": _("on the survey page"), "phone": _("by phone")}
EFFECTS = {
    "confirm": _("confirmed"),
    "sample": _("confirmed, and for the lead to look at"),
    "reopen": _("started again"),
}


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ("number", "status", "kind", "tier", "team", "owner", "received_at")
    list_filter = ("status", "kind", "tier", "team")
    list_select_related = ("tier", "team", "owner")
    search_fields = ("=number",)
    ordering = ("-id",)


class ToldEvents(ChangeList):
    """Has the events of a page told together: two questions for any number of them."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        settings, now = configuration.current(), timezone.now()
        people = people_in(self.result_list)
        for event in self.result_list:
            event.teller = Storyteller(event.ticket, settings, now, people)


@admin.register(TicketEvent)
class TicketEventAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "seq", "what", "who", "at", "kept_code")
    list_filter = (by_choices("actor_kind", _("who"), lambda: KINDS_OF_ACTORS.items()),)
    list_select_related = ("ticket__customer",)
    search_fields = ("=ticket__number", "=code")
    ordering = ("-id",)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return ToldEvents

    def heading(self, obj: TicketEvent) -> str:
        return f"{obj.ticket.number} · {obj.seq}"

    @admin.display(description=_("what"), ordering="code")
    def what(self, event: Any) -> str:
        """The sentence of the ticket's history; codes that only machines care about have none."""
        told = event.teller.tell(event)
        return told[1] if told else ""

    @admin.display(description=_("code"), ordering="code")
    def kept_code(self, event: TicketEvent) -> str:
        return event.code

    @admin.display(description=_("who"), ordering="actor_name")
    def who(self, event: Any) -> str:
        who: str = event.teller.who(event)
        return who


@admin.register(SlaClock)
class SlaClockAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "metric", "cycle", "state", "due_at", "stopped_at", "fault")
    list_filter = ("state", "metric")
    list_select_related = ("ticket",)
    search_fields = ("=ticket__number",)
    ordering = ("-id",)

    def heading(self, obj: SlaClock) -> str:
        return f"{obj.ticket.number} · {obj.get_metric_display()} {obj.cycle}"


@admin.register(SlaBreach)
class SlaBreachAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "breached_at", "reason", "tier", "owner", "team")
    list_select_related = ("ticket", "tier", "owner", "team")
    ordering = ("-id",)

    def heading(self, obj: SlaBreach) -> str:
        return f"{obj.ticket.number} · {obj.clock.get_metric_display()}"


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "round", "solved", "score", "answered_at", "effect_word")
    list_filter = ("solved", "score", by_choices("mode", _("how it came"), lambda: MODES.items()))
    list_select_related = ("survey__ticket",)
    ordering = ("-id",)

    def heading(self, obj: SurveyAnswer) -> str:
        return f"{self.ticket(obj)} · {_('round')} {self.round(obj)}"

    @admin.display(description=_("ticket"), ordering="survey__ticket")
    def ticket(self, answer: SurveyAnswer) -> str:
        return answer.survey.ticket.number

    @admin.display(description=_("round"), ordering="survey__round")
    def round(self, answer: SurveyAnswer) -> int:
        return answer.survey.round

    @admin.display(description=_("what it led to"), ordering="effect")
    def effect_word(self, answer: SurveyAnswer) -> str:
        return str(EFFECTS.get(answer.effect, answer.effect))


def _tables() -> list[tuple[str, Any]]:
    """Code and name of every table of the desk and its channels."""
    found = (
        (model._meta.model_name or "", model._meta.verbose_name_plural)
        for app in ("tickets", "channels")
        for model in apps.get_app_config(app).get_models()
    )
    return [(code, capfirst(name)) for code, name in found]


def _changed_tables() -> list[tuple[str, Any]]:
    changed = set(ConfigurationEvent.objects.order_by().values_list("model", flat=True).distinct())
    return [(code, name) for code, name in _tables() if code in changed]


@admin.register(ConfigurationEvent)
class ConfigurationEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_name", "what", "table", "label")
    list_filter = (
        by_choices("code", _("what"), lambda: CHANGES.items()),
        by_choices("model", _("table"), _changed_tables),
    )
    search_fields = ("label", "actor_name")
    fields = ("at", "actor_name", "what", "table", "object_id", "label", "changes", "hash")
    readonly_fields = ("what", "table", "changes")

    @admin.display(description=_("what"), ordering="code")
    def what(self, event: ConfigurationEvent) -> str:
        return str(CHANGES.get(event.code, event.code))

    @admin.display(description=_("table"), ordering="model")
    def table(self, event: ConfigurationEvent) -> str:
        return str(capfirst(dict(_tables()).get(event.model, event.model)))

    @admin.display(description=_("old and new"))
    def changes(self, event: ConfigurationEvent) -> str:
        """One line a field: what it was, what it is."""
        lines = format_html_join(
            "",
            "<li>{}</li>",
            (
                (_change(_field_name(event.model, name), value),)
                for name, value in event.data.items()
            ),
        )
        return format_html('<ul class="changes">{}</ul>', lines) if lines else ""


def _field_name(table: str, name: str) -> str:
    """Name a field as its form does; what is no field (any more) keeps its code."""
    for app in ("tickets", "channels"):
        try:
            field = apps.get_model(app, table)._meta.get_field(name)
        except (LookupError, FieldDoesNotExist):
            continue
        return str(capfirst(getattr(field, "verbose_name", name)))
    return name


def _change(name: str, value: Any) -> str:
    if not isinstance(value, dict) or not {"from", "to"} & set(value):
        return display.titled(name, _short(value))
    before, after = value.get("from"), value.get("to")
    if before in (None, ""):
        return display.titled(name, _short(after))
    return display.titled(name, f"{_short(before)} → {_short(after)}")


def _short(value: Any) -> str:
    """A value as it is kept, lists and tables as JSON; nothing is a dash."""
    if value in (None, "", [], {}):
        return "–"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
