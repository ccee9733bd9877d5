"""What happened, to read: tickets, events, clocks, breaches, changes of configuration."""

from django.contrib import admin

from tickets.admin.base import ReadOnlyAdmin
from tickets.models import (
    ConfigurationEvent,
    SlaBreach,
    SlaClock,
    SurveyAnswer,
    Ticket,
    TicketEvent,
)


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    list_display = ("number", "status", "kind", "tier", "team", "owner", "received_at")
    list_filter = ("status", "kind", "tier", "team")
    list_select_related = ("tier", "team", "owner")
    search_fields = ("=number",)
    ordering = ("-id",)


@admin.register(TicketEvent)
class TicketEventAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "seq", "code", "actor_kind", "actor_name", "at")
    list_select_related = ("ticket",)
    search_fields = ("=ticket__number",)
    ordering = ("-id",)


@admin.register(SlaClock)
class SlaClockAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "metric", "cycle", "state", "due_at", "stopped_at", "fault")
    list_filter = ("state", "metric")
    list_select_related = ("ticket",)
    search_fields = ("=ticket__number",)
    ordering = ("-id",)


@admin.register(SlaBreach)
class SlaBreachAdmin(ReadOnlyAdmin):
    list_display = ("ticket", "breached_at", "reason", "tier", "owner", "team")
    list_select_related = ("ticket", "tier", "owner", "team")
    ordering = ("-id",)


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnlyAdmin):
    list_display = ("survey", "solved", "score", "answered_at", "effect")
    list_filter = ("solved", "score", "mode")
    list_select_related = ("survey",)
    ordering = ("-id",)


@admin.register(ConfigurationEvent)
class ConfigurationEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "actor_name", "code", "model", "label")
    list_filter = ("code", "model")
    search_fields = ("label", "actor_name")
