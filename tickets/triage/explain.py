"""Reasons as sentences, in the reader's language."""

from django.utils.translation import get_language, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from .guards import DENIED, IN_KIND, NEARBY
from .proposal import Reason
from .rules import CompiledRules

TEMPLATES = {
    "rule": _("%(words)s: rule “%(rule)s”"),
    "rule_guarded": _("%(words)s: rule “%(rule)s”, and nothing speaks against it (%(guards)s)"),
    "voided": _("%(words)s was not counted for rule “%(rule)s”, because of “%(guard)s”"),
    "mood_words": _("Words that show the mood: %(words)s"),
    "balanced": _("Good and bad words outweigh each other: %(words)s"),
    "strong_mood": _("Strongly negative: %(words)s"),
    "rating": _("Rated %(rating)s of 5"),
    "answered_danger": _("The customer answered that someone is hurt or in danger"),
    "answered_property": _("The customer answered that their property was damaged"),
    "question": _("Ends with a question"),
    "for_effect": _("Asks less for an answer than to have something put right: %(words)s"),
    "effort": _("Tells of waiting or of asking again: %(words)s"),
    "risk": _("Risk found: %(risk)s"),
    "kind": _("It is a complaint"),
    "script": _("%(percent)s%% of the words are Chinese"),
    "no_words": _("No words to read; taken as the site’s language"),
    "runner_up": _("%(words)s speaks for “%(rule)s” instead"),
    "nothing_found": _("No rule and no mood word matched"),
}

KIND_GUARDS = {
    "@complaint": _("the message is a complaint"),
    "@suggestion": _("the message is a suggestion"),
    "@inquiry": _("the message is a question"),
    "@praise": _("the message is praise"),
}

RISK_NAMES = {
    "safety": pgettext_lazy("risk", "danger to a person"),
    "property": pgettext_lazy("risk", "major loss of money or property"),
    "legal": pgettext_lazy("risk", "legal steps"),
    "media": pgettext_lazy("risk", "publicity"),
    "churn": pgettext_lazy("risk", "may leave us"),
}


def explain(reason: Reason, rules: CompiledRules | None = None) -> str:
    """One reason in the active language; the customer's words stay as they were written.

    `rules` give a rule its name; one that is no longer among them is shown by its code, and so is
    a reason this version doesn't know (kept from another one).
    """
    code = "rule_guarded" if reason.code == "rule" and reason.guards else reason.code
    template = TEMPLATES.get(code)
    if template is None:
        return reason.code
    return str(template) % {**reason.params, **_shown(reason, rules)}


def _shown(reason: Reason, rules: CompiledRules | None) -> dict[str, str]:
    shown = {"words": _quoted(reason), "guards": _guards(reason)}
    if (guard := reason.params.get("guard", "")) in KIND_GUARDS:
        shown["guard"] = str(KIND_GUARDS[guard])
    if rules and (rule := rules.by_code.get(reason.params.get("rule", ""))):
        shown["rule"] = rule.name_in(get_language() or "en")
    if "risk" in reason.params:
        risk = reason.params["risk"]
        shown["risk"] = str(RISK_NAMES.get(risk, risk))
    return shown


def _quoted(reason: Reason) -> str:
    separator = str(pgettext_lazy("between quoted words", ", "))
    return separator.join(dict.fromkeys(f"“{match.words}”" for match in reason.matches))


def _guards(reason: Reason) -> str:
    named = str(pgettext_lazy("between quoted words", ", ")).join(map(_guard_name, reason.guards))
    more = reason.params.get("guard_count", 0) - len(reason.guards)
    if more <= 0:
        return named
    words = ngettext("%(guards)s and %(more)d more", "%(guards)s and %(more)d more", more)
    return words % {"guards": named, "more": more}


def _guard_name(guard: str) -> str:
    if guard == DENIED:
        return str(pgettext_lazy("guard", "a denial"))
    if guard in IN_KIND:
        return str(KIND_GUARDS[guard])
    return f"“{guard.removeprefix(NEARBY)}”"
