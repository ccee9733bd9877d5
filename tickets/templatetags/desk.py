"""The small pieces every screen repeats, and the filters that word times and names.

Pieces that stand fifty times on a page (icon, tier, status, badge, avatar, clock) are written here,
where they cost microseconds; everything bigger is a template under `templates/components/`.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext_lazy

from tickets import display

register = template.Library()

# status code: (class and its colour, icon, word)
STATUSES = {
    "new": ("new", "s-new", pgettext_lazy("status", "New")),
    "open": ("open", "s-open", pgettext_lazy("status", "Open")),
    "waiting_customer": ("waiting", "s-wait", pgettext_lazy("status", "Waiting")),
    "on_hold": ("hold", "s-hold", pgettext_lazy("status", "On hold")),
    "resolved": ("resolved", "s-done", pgettext_lazy("status", "Resolved")),
    "closed": ("closed", "s-closed", pgettext_lazy("status", "Closed")),
    "cancelled": ("cancelled", "s-cancel", pgettext_lazy("status", "Cancelled")),
    "merged": ("merged", "merge", pgettext_lazy("status", "Merged")),
}
TIER_NAMES = {
    1: pgettext_lazy("tier", "Urgent"),
    2: pgettext_lazy("tier", "High"),
    3: pgettext_lazy("tier", "Normal"),
    4: pgettext_lazy("tier", "Low"),
}
# clock state: (class, icon)
CLOCKS = {
    "on_track": ("on-track", "c-ok"),
    "at_risk": ("at-risk", "c-risk"),
    "breached": ("breached", "c-over"),
    "paused": ("paused", "pause"),
    "met": ("met", "check"),
    "cancelled": ("met", "x"),
}
THEMES = {"light", "dark", "contrast", "light contrast", "dark contrast"}


# --- pieces ---------------------------------------------------------------------------------


@cache
def icon_markup(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        static("icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "clock" %}`: decoration only; the words stand beside it."""
    return icon_markup(name)


@register.simple_tag
def tier(rank: int, name: str = "") -> SafeString:
    """`{% tier ticket.tier_rank ticket.tier_name %}`: a figure, heavier the more urgent."""
    words = gettext("Tier %(rank)d, %(name)s") % {"rank": rank, "name": name or TIER_NAMES[rank]}
    return format_html(
        '<span class="tier tier-{0}" title="{1}"><span aria-hidden="true">{0}</span>'
        '<span class="sr-only">{1}</span></span>',
        rank,
        words,
    )


@register.simple_tag
def status(code: str) -> SafeString:
    """`{% status ticket.status %}`: shape and word."""
    style, icon_name, word = STATUSES[code]
    return format_html(
        '<span class="status status-{}">{}<span>{}</span></span>',
        style,
        icon_markup(icon_name),
        word,
    )


@register.simple_tag
def badge(text: str, icon: str = "", kind: str = "") -> SafeString:
    """`{% badge _("Safety") icon="shield" kind="danger" %}`.

    Kinds: danger, risk, good, paused, round, line; none is neutral.
    """
    return format_html(
        '<span class="badge{}">{}{}</span>',
        f" badge-{kind}" if kind else "",
        icon_markup(icon) if icon else "",
        text,
    )


@register.simple_tag
def avatar(name: str, kind: str = "", size: str = "") -> SafeString:
    """`{% avatar owner.name kind="us" size="large" %}`: initials; an empty name is a dashed ring.

    Hidden from screen readers: the name itself always stands beside it.
    """
    style = kind if name else "none"
    return format_html(
        '<span class="avatar{}{}" aria-hidden="true">{}</span>',
        f" avatar-{style}" if style else "",
        f" avatar-{size}" if size else "",
        display.initials(name) if name else "",
    )


@register.simple_tag
def number(value: str) -> SafeString:
    """`{% number ticket.number %}`: the date part folds away on narrow screens."""
    prefix, dash, rest = value.partition("-")
    dated, second_dash, own = rest.partition("-")
    if not own:
        return format_html('<span class="number">{}</span>', value)
    return format_html(
        '<span class="number"><span>{}</span>{}</span>', prefix + dash + dated + second_dash, own
    )


@register.simple_tag
def clock(item: Any, *, why: bool = True) -> SafeString:
    """`{% clock row.clock %}`: how long, which promise, until when; colour comes last.

    Takes `state` (on_track, at_risk, breached, paused, met, cancelled), `left` (seconds, negative
    when over; or ready words) and, unless `why=False`, `why` (one line).
    """
    state, left, reason = (_part(item, name) for name in ("state", "left", "why"))
    style, icon_name = CLOCKS[state]
    if not isinstance(left, str):
        left = display.time_left(left, is_paused=state == "paused")
    line = format_html('<span class="clock-why" title="{0}">{0}</span>', reason) if why else ""
    return format_html(
        '<div class="clock clock-{}">{}<span class="clock-left">{}</span>{}</div>',
        style,
        icon_markup(icon_name),
        left,
        line,
    )


def _part(item: Any, name: str) -> Any:
    return item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)


@register.simple_tag
def thread(percent: float, state: str = "on_track") -> SafeString:
    """`{% thread clock.percent_used clock.state %}`: how much of a promise is used up."""
    used = max(0, min(100, round(percent)))
    return format_html(
        '<svg class="thread" viewBox="0 0 100 4" preserveAspectRatio="none" role="img" '
        'aria-label="{}"><rect class="thread-track" width="100" height="4" rx="1"/>'
        '<rect class="thread-{}" width="{}" height="4" rx="1"/></svg>',
        gettext("%(percent)d percent used") % {"percent": used},
        CLOCKS[state][0],
        used,
    )


@register.simple_tag
def bar(percent: float, kind: str = "") -> SafeString:
    """`{% bar 41.9 "good" %}`: one bar of a funnel. Kinds: quiet, good, bad, mid; none is plain."""
    return format_html(
        '<svg class="chart" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-track" width="100" height="10"/>'
        '<rect class="bar{}" width="{}" height="10"/></svg>',
        f"-{kind}" if kind else "",
        f"{max(0.0, min(100.0, percent)):.2f}",
    )


@register.simple_tag(takes_context=True)
def when(context, at: datetime | None, style: str = "moment") -> SafeString:
    """`{% when message.at %}`: a <time>; the title holds the whole of it with its zone.

    Styles: moment, day, clock_time, full_moment. A page that holds `now` is worded against it.
    """
    if at is None:
        return mark_safe("–")
    now = context.get("now") or timezone.now()
    word = {
        "moment": lambda: display.moment(at, now=now),
        "day": lambda: display.day(at, now=now),
        "clock_time": lambda: display.clock_time(at),
        "full_moment": lambda: display.full_moment(at),
    }[style]
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        local.isoformat(timespec="seconds"),
        display.full_moment(at),
        local.tzname(),
        word(),
    )


# --- languages and looks --------------------------------------------------------------------


def html_language() -> str:
    return "zh-Hans" if (get_language() or "").startswith("zh") else "en"


@register.simple_tag
def page_language() -> str:
    """The value of <html lang>."""
    return html_language()


@register.simple_tag
def lang(text: str) -> SafeString:
    """`<h1{% lang ticket.subject %}>`: marks a piece written in the other language."""
    written = display.language_of(text or "")
    return format_html(' lang="{}"', written) if written != html_language() else mark_safe("")


@register.filter
def spoken(text: str) -> SafeString | str:
    """`{{ customer.name|spoken }}`: the text, in a marked <span> if it is in the other language."""
    marked = lang(text)
    return format_html("<span{}>{}</span>", marked, text) if marked else text


@register.simple_tag(takes_context=True)
def theme_attribute(context) -> SafeString:
    """`data-theme`, when this reader chose a look of their own; unknown words are ignored."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "").replace("+", " ") if request else ""
    return format_html(' data-theme="{}"', chosen) if chosen in THEMES else mark_safe("")


# --- forms ----------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", kind: str = "") -> dict:
    """`{% field form.subject %}`: label, hint, refusal and control, tied together by ids.

    `kind` lays out a radio group: choices, choices-2, choices-3.
    """
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "kind": kind or ("choices-2" if len(getattr(bound.field, "choices", ())) == 2 else ""),
        "is_optional": not bound.field.required,
        "is_check": bound.widget_type == "checkbox",
        "is_group": bound.use_fieldset,
    }


@register.filter
def control(bound: BoundField) -> SafeString:
    """The control itself with our class; Django ties in hint and refusal by aria attributes."""
    classes = bound.field.widget.attrs.get("class", "")
    plain = bound.widget_type in {"checkbox", "radioselect", "checkboxselectmultiple"}
    return bound.as_widget(attrs={"class": classes if plain else f"input {classes}".strip()})


@register.inclusion_tag("components/error_summary.html")
def error_summary(form) -> dict:
    """`{% error_summary form %}`: what is still to do, each line leading to its field."""
    refused = [bound for bound in form if bound.errors]
    return {"form": form, "refused": refused, "count": len(refused) + len(form.non_field_errors())}


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as a person typed it: escaped, blank lines part paragraphs, line ends stay."""
    blocks = (block.split("\n") for block in (text or "").replace("\r", "").split("\n\n"))
    return format_html_join(
        "",
        "<p>{}</p>",
        ((format_html_join(mark_safe("<br>"), "{}", ((line,) for line in b)),) for b in blocks),
    )


# --- wording --------------------------------------------------------------------------------

register.filter("duration", display.duration)
register.filter("time_left", display.time_left)
register.filter("sum_of_hours", display.sum_of_hours)
register.filter("clock_time", display.clock_time)
register.filter("day", display.day)
register.filter("full_moment", display.full_moment)
register.filter("initials", display.initials)
register.filter("short_name", display.short_name)
register.filter("language_of", display.language_of)


@register.filter
def moment(at: datetime, now: datetime | None = None) -> str:
    """`{{ due_at|moment:now }}`: as `{% when %}`, where a tag can't stand."""
    return display.moment(at, now=now or timezone.now())


@register.filter
def share(value: float | None) -> str:
    """`{{ 0.962|share }}`: `96.2`; a dash where nothing was measured."""
    return "–" if value is None else f"{value * 100:.1f}"
