"""What templates of the desk can say: pieces, languages, fields, and words for times and names."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Any

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from tickets import display, pieces
from tickets.kept_pieces import kept_part, kept_piece

register = template.Library()

THEMES = {"light", "dark", "contrast", "light contrast", "dark contrast"}

for piece in (
    pieces.icon,
    pieces.tier,
    pieces.status,
    pieces.badge,
    pieces.avatar,
    pieces.number,
    pieces.clock,
    pieces.thread,
    pieces.bar,
):
    register.simple_tag(piece)


@register.simple_tag
def nav_item(item: Mapping[str, Any], icon: str = "inbox") -> SafeString:
    """`{% nav_item item icon="users" %}`: one line of the navigation.

    `item` has url, name and, where they say something, icon, count, is_alert and is_current.
    """
    return _nav_item(
        item["url"],
        item["name"],
        item.get("icon") or icon,
        item.get("count", ""),
        bool(item.get("is_alert")),
        bool(item.get("is_current")),
        html_language(),
    )


# Types count in the key: a string marked safe must not lend its markup to a plain one.
@lru_cache(maxsize=2048, typed=True)
def _nav_item(
    url: str, name: str, icon: str, count: Any, is_alert: bool, is_current: bool, language: str
) -> SafeString:
    """`language` is the reader's: it is active already, and tells kept items apart."""
    counted = format_html(
        '<span class="nav-count{}">{}</span>', " nav-count-alert" if is_alert else "", count
    )
    return format_html(
        '<li><a class="nav-item" href="{}" title="{}"{}>{}<span{}>{}</span>{}</a></li>',
        url,
        name,
        SafeString(' aria-current="page"') if is_current else "",
        pieces.icon(icon),
        lang(name),
        name,
        counted if count not in ("", None) else "",
    )


@register.simple_tag(takes_context=True)
def me(context) -> SafeString:
    """`{% me %}`: who is signed in, how the desk looks and the way out, see desk/me.html."""
    request, user = context.get("request"), context.get("user")
    return kept_piece(
        "desk/me.html",
        token=str(context.get("csrf_token", "")),
        page=request.get_full_path() if request else "",
        name=getattr(user, "display_name", "") or (user.get_username() if user else ""),
        duty=context.get("duty"),
        theme=request.COOKIES.get("theme", "") if request else "",
    )


@register.simple_tag
def queue_row(row: Any, pick: Any = "") -> SafeString:
    """`{% queue_row row pick=bulk_url %}`: one line of a queue, see tickets/_row.html.

    Fifty of them are a third of a page's time and most look as they did a minute ago, so the same
    row is rendered once. Samples are plain dicts; they are rendered each time.
    """
    show = _kept_row if isinstance(row, Hashable) else _row
    return show(row, bool(pick), get_language())


def _row(row: Any, pick: bool, language: str | None) -> SafeString:
    """`language` is the reader's: it is active already, and tells kept rows apart."""
    return render_to_string("tickets/_row.html", {"row": row, "pick": pick})


_kept_row = lru_cache(maxsize=2048)(_row)


@register.simple_tag(takes_context=True)
def when(context, at: datetime | None, style: str = "moment") -> SafeString:
    """`{% when message.at %}`: a <time>; the title holds the whole of it with its zone.

    Styles: moment, day, clock_time, full_moment. A page that holds `now` is worded against it.
    """
    if at is None:
        return SafeString("–")
    zone = timezone.get_current_timezone()
    return _when(at, style, _noon(context.get("now") or timezone.now(), zone), zone, get_language())


@lru_cache(maxsize=8)
def _noon(now: datetime, zone: tzinfo) -> datetime:
    return timezone.localtime(now, zone).replace(hour=12, minute=0, second=0, microsecond=0)


@lru_cache(maxsize=4096)
def _when(
    at: datetime, style: str, today: datetime, zone: tzinfo, language: str | None
) -> SafeString:
    """`today` stands for any moment of the day: no word says more of now."""
    word = {
        "moment": lambda: display.moment(at, now=today),
        "day": lambda: display.day(at, now=today),
        "clock_time": lambda: display.clock_time(at),
        "full_moment": lambda: display.full_moment(at),
    }[style]
    local = timezone.localtime(at, zone)
    return format_html(
        '<time datetime="{}" title="{} {}">{}</time>',
        local.isoformat(timespec="seconds"),
        display.full_moment(at),
        local.tzname(),
        word(),
    )


@register.simple_tag(takes_context=True)
def kept(context, template: str, **shown: Any) -> SafeString:
    """`{% kept "tickets/_why.html" why=item.sum %}`: an include that is rendered once.

    For what is long and seldom changes: it shows what is given here and nothing else of the page.
    """
    today = _noon(context.get("now") or timezone.now(), timezone.get_current_timezone())
    return kept_part(template, shown, today=today, token=context.get("csrf_token", ""))


@register.simple_tag(takes_context=True)
def signed_out(context) -> SafeString:
    """`{% signed_out %}`: what a page says when its session has ended, see desk/signed_out.html."""
    request = context.get("request")
    return kept_piece("desk/signed_out.html", page=request.path if request else "/desk/")


@register.simple_tag(takes_context=True)
def happening(context, item: Mapping[str, Any]) -> SafeString:
    """`{% happening item %}`: a line between messages: icon, text and, where it is known, at."""
    at = item.get("at")
    return format_html(
        '<p class="happening">{}<span>{}</span>{}</p>',
        pieces.icon(item["icon"]),
        item["text"],
        format_html(' <span class="subtle">{}</span>', when(context, at)) if at else "",
    )


@register.simple_tag
def facts_list(pairs: Iterable[tuple[str, str]]) -> SafeString:
    """`{% facts_list facts %}`: names and values, one under the other."""
    rows = ((name, lang(value), value) for name, value in pairs)
    return format_html(
        '<dl class="facts">{}</dl>', format_html_join("", "<dt>{}</dt><dd{}>{}</dd>", rows)
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
    written = display.language_of(str(text or ""))
    return format_html(' lang="{}"', written) if written != html_language() else SafeString("")


@register.filter
def spoken(text: str) -> SafeString | str:
    """`{{ customer.name|spoken }}`: the text, in a marked <span> if it is in the other language."""
    marked = lang(text)
    return format_html("<span{}>{}</span>", marked, text) if marked else text


@register.filter
def whole(text: str, number: str = "") -> SafeString | str:
    """`{{ act.title|whole:act.number }}`: the number in it is never broken over two lines."""
    before, found, after = str(text).partition(number) if number else (text, "", "")
    return (
        format_html('{}<span class="nowrap">{}</span>{}', before, found, after) if found else text
    )


@register.simple_tag(takes_context=True)
def theme_attribute(context) -> SafeString:
    """`data-theme`, when this reader chose a look of their own; unknown words are ignored."""
    request = context.get("request")
    chosen = request.COOKIES.get("theme", "").replace("+", " ") if request else ""
    return format_html(' data-theme="{}"', chosen) if chosen in THEMES else SafeString("")


# --- forms ----------------------------------------------------------------------------------


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, hint: str = "", kind: str = "") -> dict:
    """`{% field form.subject %}`: label, hint, refusal and control, tied together by ids.

    `kind` lays out a radio group: choices, choices-2, choices-3.
    """
    return {
        "field": bound,
        "hint": hint or bound.help_text,
        "kind": kind or getattr(bound.field, "layout", "") or _layout(bound),
        "is_optional": not bound.field.required,
        "is_check": bound.widget_type == "checkbox",
        "is_group": bound.use_fieldset,
    }


def _layout(bound: BoundField) -> str:
    return "choices-2" if len(list(getattr(bound.field, "choices", ()))) == 2 else ""


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
def as_name(label: str) -> str:
    """`{{ field.label|as_name }}`: a question's label before a colon, `What happened`."""
    return str(label).rstrip("?？:： ")


@register.filter
def paragraphs(text: str) -> SafeString:
    """Plain text as a person typed it: escaped, blank lines part paragraphs, line ends stay."""
    blocks = (block.split("\n") for block in (text or "").replace("\r", "").split("\n\n"))
    return format_html_join(
        "",
        "<p>{}</p>",
        ((format_html_join(SafeString("<br>"), "{}", ((line,) for line in b)),) for b in blocks),
    )


# --- wording --------------------------------------------------------------------------------

register.filter("duration", display.duration)
register.filter("time_left", display.time_left)
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
