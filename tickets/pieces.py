"""The small pieces that stand fifty times on a page, as functions that cost microseconds.

The template tags of the same names show them; what is bigger is a template under
`templates/components/`.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext_lazy

from tickets import display

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


@cache
def icon_markup(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"/></svg>',
        static("icons.svg"),
        name,
    )


def icon(name: str) -> SafeString:
    """`{% icon "clock" %}`: decoration only; the words stand beside it."""
    return icon_markup(name)


def tier(rank: int, name: str = "") -> SafeString:
    """`{% tier ticket.tier_rank ticket.tier_name %}`: a figure, heavier the more urgent."""
    return _tier(rank, str(name or TIER_NAMES[rank]), get_language())


# Types count in the key: a string marked safe must not lend its markup to a plain one.
@lru_cache(maxsize=256, typed=True)
def _tier(rank: int, name: str, language: str | None) -> SafeString:
    words = gettext("Tier %(rank)d, %(name)s") % {"rank": rank, "name": name}
    return format_html(
        '<span class="tier tier-{0}" title="{1}"><span aria-hidden="true">{0}</span>'
        '<span class="sr-only">{1}</span></span>',
        rank,
        words,
    )


def status(code: str) -> SafeString:
    """`{% status ticket.status %}`: shape and word."""
    return _status(code, get_language())


@lru_cache(maxsize=64)
def _status(code: str, language: str | None) -> SafeString:
    style, icon_name, word = STATUSES[code]
    return format_html(
        '<span class="status status-{}">{}<span>{}</span></span>',
        style,
        icon_markup(icon_name),
        word,
    )


def badge(text: str, icon: str = "", kind: str = "") -> SafeString:
    """`{% badge _("Safety") icon="shield" kind="danger" %}`.

    Kinds: danger, risk, good, paused, round, line; none is neutral.
    """
    return _badge(text, icon, kind, get_language())


@lru_cache(maxsize=1024, typed=True)
def _badge(text: str, icon: str, kind: str, language: str | None) -> SafeString:
    """`language` is that of a text which is worded only now; it tells kept badges apart."""
    return format_html(
        '<span class="badge{}">{}{}</span>',
        f" badge-{kind}" if kind else "",
        icon_markup(icon) if icon else "",
        text,
    )


def avatar(name: str, kind: str = "", size: str = "") -> SafeString:
    """`{% avatar owner.name kind="us" size="large" %}`: initials; an empty name is a dashed ring.

    Hidden from screen readers: the name itself always stands beside it.
    """
    return _avatar(display.initials(name) if name else "", kind if name else "none", size)


@lru_cache(maxsize=1024)
def _avatar(letters: str, style: str, size: str) -> SafeString:
    return format_html(
        '<span class="avatar{}{}" aria-hidden="true">{}</span>',
        f" avatar-{style}" if style else "",
        f" avatar-{size}" if size else "",
        letters,
    )


def number(value: str) -> SafeString:
    """`{% number ticket.number %}`: the date part folds away on narrow screens."""
    prefix, dash, rest = value.partition("-")
    dated, second_dash, own = rest.partition("-")
    if not own:
        return format_html('<span class="number">{}</span>', value)
    return format_html(
        '<span class="number"><span>{}</span>{}</span>', prefix + dash + dated + second_dash, own
    )


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


def bar(percent: float, kind: str = "") -> SafeString:
    """`{% bar 41.9 "good" %}`: one bar of a funnel. Kinds: quiet, good, bad, mid; none is plain."""
    return format_html(
        '<svg class="chart" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="bar-track" width="100" height="10"/>'
        '<rect class="bar{}" width="{}" height="10"/></svg>',
        f"-{kind}" if kind else "",
        f"{max(0.0, min(100.0, percent)):.2f}",
    )
