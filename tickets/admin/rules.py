"""Keyword rules, with a place to try them, and routing rules."""

from typing import Any

from django.contrib import admin
from django.forms import ChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from tickets import configuration, slots
from tickets.admin.base import ConfigurationAdmin
from tickets.admin.keywords import KeywordRuleForm
from tickets.admin.rule_preview import RulePreviewAdmin
from tickets.display import listed
from tickets.models import KeywordRule, RoutingRule, Ticket
from tickets.queries.proposals import LABELS, value_words
from tickets.triage import explain, triage


@admin.register(KeywordRule)
class KeywordRuleAdmin(RulePreviewAdmin):
    form = KeywordRuleForm
    change_form_template = "admin/tickets/keywordrule/change_form.html"
    change_list_template = "admin/tickets/keywordrule/change_list.html"
    list_display = ("name", "sets", "proposed", "language", "weight", "is_active")
    list_filter = ("sets", "language", "is_active")
    search_fields = ("name_en", "name_zh", "code", "value", "words")

    @admin.display(description=_("value"), ordering="value")
    def proposed(self, rule: KeywordRule) -> str:
        return value_words(rule.sets, rule.value, configuration.latest())

    def get_urls(self) -> list[Any]:
        own = path("try/", self.admin_site.admin_view(self.try_view), name="keywordrule_try")
        return [own, *super().get_urls()]

    def try_view(self, request: HttpRequest) -> HttpResponse:
        """Show what triage proposes for a text with the rules as they are now. Keeps nothing."""
        text = request.POST.get("text", "")[:10_000]
        settings = configuration.current()
        rules = settings.rules
        result = triage(text, rules=rules) if text.strip() else None
        proposals = [
            {
                "what": LABELS.get(proposal.what, proposal.what),
                "value": value_words(proposal.what, proposal.value, settings),
                "confidence": round(proposal.confidence * 100),
                "reasons": [explain(reason, rules) for reason in proposal.reasons],
            }
            for proposal in (result.proposals.values() if result else ())
        ]
        context = {
            **self.admin_site.each_context(request),
            "title": _("Try the rules on a text"),
            "text": text,
            "proposals": proposals,
            "voided": [explain(reason, rules) for reason in result.voided] if result else [],
            "back_url": reverse("admin:tickets_keywordrule_changelist"),
        }
        return TemplateResponse(request, "admin/tickets/keywordrule/try.html", context)


ANY = [("", _("any"))]


class RoutingRuleForm(ModelForm):
    """Offers what a ticket can really have: a rule that waits for a mistyped code never matches."""

    language = ChoiceField(
        required=False, label=_("language"), choices=[*ANY, ("en", _("English")),
                                                      ("zh-hans", _("Chinese"))],
    )  # fmt: skip
    channel = ChoiceField(
        required=False, label=_("channel"), choices=lambda: [*ANY, *slots.channel_choices()]
    )
    risk_flag = ChoiceField(
        required=False, label=_("risk flag"), choices=[*ANY, *Ticket.RiskFlag.choices]
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        was_fallback = self.instance.pk and RoutingRule.objects.filter(
            pk=self.instance.pk, is_fallback=True, is_active=True
        )
        stays = data.get("is_fallback") and data.get("is_active")
        if was_fallback and was_fallback.exists() and not stays:
            self.add_error(
                "is_fallback",
                _(
                    "Without this rule some tickets would have no team. Mark another rule as the "
                    "fallback first."
                ),
            )
        return data


@admin.register(RoutingRule)
class RoutingRuleAdmin(ConfigurationAdmin):
    form = RoutingRuleForm
    list_display = ("name", "position", "category", "when", "team", "is_fallback", "is_active")
    list_editable = ("position",)
    list_select_related = ("category__parent__parent", "team", "product")
    autocomplete_fields = ("category", "team")

    @admin.display(description=_("further conditions"))
    def when(self, rule: RoutingRule) -> str:
        """Name what else has to hold: product, language, channel, risk."""
        settings = configuration.latest()
        named = [
            str(rule.product or ""),
            rule.language and value_words("language", rule.language, settings),
            rule.channel and str(slots.channel(rule.channel).name),
            rule.risk_flag and value_words("risk", rule.risk_flag, settings),
        ]
        return listed(words for words in named if words)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_needed = obj is not None and obj.is_fallback and obj.is_active
        return super().has_delete_permission(request, obj) and not is_needed
