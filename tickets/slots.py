"""Named places on the desk's pages that other apps fill from their ready().

So that tickets shows what channels and analytics know without importing them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tickets.kept_sql import Question
from tickets.models import Message, Ticket, User


@dataclass(frozen=True)
class ChannelLabel:
    """How a channel is shown: an icon of static/icons.svg, a name, and "by e-mail"."""

    icon: str
    name: Any
    by: Any = ""


@dataclass(frozen=True)
class Place:
    """A line of the navigation under "Look": the board, improvement, knowledge."""

    name: Any
    icon: str
    url: str


@dataclass(frozen=True)
class Reach:
    """What an agent has to know before they answer: a sentence, and where it leads."""

    words: Any
    icon: str
    url: str = ""
    action: Any = ""


@dataclass(frozen=True)
class Panel:
    """A part of the rail: pairs of a name and what stands for it. `note` is one quiet line."""

    title: Any
    pairs: Sequence[tuple[str, str]]
    note: Any = ""


UNKNOWN_CHANNEL = ChannelLabel("inbox", _("another channel"))

_WEB = ChannelLabel("web", _("Web form"), _("by the web form"))
_PHONE = ChannelLabel("phone", _("Phone"), _("by phone"))
_STORE = ChannelLabel("store", _("Service desk in store"), _("in the store"))
_WECHAT = ChannelLabel("chat", _("WeChat"), _("by WeChat"))
_TALK = ChannelLabel("users", _("Interview"), _("in an interview"))
_STAFF = ChannelLabel("users", _("Staff report"), _("by a staff report"))

# By code and by kind. Administrators add others: `fill_channels`.
_BUILT_IN = {
    "web_form": _WEB,
    "web": _WEB,
    "email": ChannelLabel("mail", _("E-mail"), _("by e-mail")),
    "hotline": _PHONE,
    "phone": _PHONE,
    "counter": _STORE,
    "store": _STORE,
    "wechat_oa": _WECHAT,
    "wechat": _WECHAT,
    "chat": ChannelLabel("chat", _("Chat"), _("in the chat")),
    "sms": ChannelLabel("chat", _("Text message"), _("by text message")),
    "social": ChannelLabel("chat", _("Social media"), _("on social media")),
    "api": ChannelLabel("bolt", _("API"), _("by the API")),
    "in_store_box": ChannelLabel("store", _("Suggestion box in store"), _("in the suggestion box")),
    "interview": _TALK,
    "customer_panel": _TALK,
    "internal_staff": _STAFF,
    "staff": _STAFF,
    "status_page": ChannelLabel("web", _("Status page"), _("on the status page")),
    "survey": ChannelLabel("face3", _("Survey"), _("in the survey")),
}

_channels: Callable[[str], ChannelLabel | None] | None = None
_channel_choices: Callable[[], Iterable[tuple[str, str]]] | None = None
_hand_channels: Callable[[], Iterable[tuple[str, str]]] | None = None
_is_open: Callable[[str], bool] | None = None
_taken_in: Callable[[str, datetime], None] | None = None
_file_refused: Callable[[str, datetime], None] | None = None
_places: list[Callable[[HttpRequest], Iterable[Place]]] = []
_simulation: Callable[[str, int], str] | None = None
_moves: list[Callable[[Ticket, User], Iterable[dict[str, Any]]]] = []
_banners: list[Callable[[Ticket], Iterable[dict[str, Any]]]] = []
_panels: list[Callable[[Ticket], Iterable[Panel]]] = []
_questions: list[Callable[[Ticket], Iterable[Question]]] = []
_reach: Callable[[Ticket], Reach | None] | None = None
_whole_text: Callable[[Message], str | None] | None = None


def fill_channels(label_of: Callable[[str], ChannelLabel | None]) -> None:
    """Say how channels beyond the built-in ones are shown; None for one that nobody knows."""
    global _channels
    _channels = label_of


def fill_channel_choices(choices: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Say which channels a rule can name: code and name of each."""
    global _channel_choices
    _channel_choices = choices


def fill_hand_channels(choices: Callable[[], Iterable[tuple[str, str]]]) -> None:
    """Say which open channels agents write matters down for: code and name of each."""
    global _hand_channels
    _hand_channels = choices


def fill_desk_channels(
    is_open: Callable[[str], bool],
    taken_in: Callable[[str, datetime], None],
    file_refused: Callable[[str, datetime], None],
) -> None:
    """Say which channels are switched on, and take note of what agents enter for one by hand."""
    global _is_open, _taken_in, _file_refused
    _is_open, _taken_in, _file_refused = is_open, taken_in, file_refused


def fill_places(places_for: Callable[[HttpRequest], Iterable[Place]]) -> None:
    """Add lines to the navigation, for the person of the request."""
    _places.append(places_for)


def fill_simulation(url_for: Callable[[str, int], str]) -> None:
    """Say where a `policy` or `calendar` version, by its key, is tried on the past."""
    global _simulation
    _simulation = url_for


def fill_ticket_banners(banners_for: Callable[[Ticket], Iterable[dict[str, Any]]]) -> None:
    """Add facts a whole ticket page stands under: components/banner.html says their shape."""
    _banners.append(banners_for)


def fill_ticket_panels(panels_for: Callable[[Ticket], Iterable[Panel]]) -> None:
    """Add parts to the rail of the ticket page, after its facts."""
    _panels.append(panels_for)


def fill_reach(reach_of: Callable[[Ticket], Reach | None]) -> None:
    """Say what becomes of an answer on a ticket, where it doesn't simply leave as a letter."""
    global _reach
    _reach = reach_of


def fill_whole_text(text_of: Callable[[Message], str | None]) -> None:
    """Say all that a message said as it came; None where that isn't kept any more."""
    global _whole_text
    _whole_text = text_of


def fill_ticket_moves(moves_for: Callable[[Ticket, User], Iterable[dict[str, Any]]]) -> None:
    """Add lines to the menu of a ticket page for whoever may work it: each url, name, icon, key."""
    _moves.append(moves_for)


def fill_ticket_questions(questions_of: Callable[[Ticket], Iterable[Question]]) -> None:
    """Say what the ticket page will ask for the parts of an app, to be read with all the rest."""
    _questions.append(questions_of)


def channel(code: str) -> ChannelLabel:
    found = _BUILT_IN.get(code)
    if found is None and _channels is not None:
        found = _channels(code)
    return found or UNKNOWN_CHANNEL


def hand_channels() -> list[tuple[str, str]]:
    """Return code and name of each open channel whose matters agents write down."""
    return list(_hand_channels()) if _hand_channels is not None else []


def channel_choices() -> list[tuple[str, str]]:
    """Return code and name of each channel that a rule can name, in the reader's language."""
    if _channel_choices is None:
        return [(code, str(label.name)) for code, label in _BUILT_IN.items()]
    return list(_channel_choices())


def channel_is_open(code: str) -> bool:
    return _is_open is None or _is_open(code)


def reach(ticket: Ticket) -> Reach | None:
    """Return what becomes of an answer; None when it simply leaves."""
    return _reach(ticket) if _reach is not None else None


def whole_text(message: Message) -> str | None:
    return _whole_text(message) if _whole_text else None


def note_taken_in(code: str, at: datetime) -> None:
    """Remember that something came in by a channel, entered by an agent."""
    if _taken_in is not None:
        _taken_in(code, at)


def note_refused_file(code: str, at: datetime) -> None:
    """Remember that a file wasn't taken that an agent entered for a channel."""
    if _file_refused is not None:
        _file_refused(code, at)


def places(request: HttpRequest) -> list[Place]:
    return [place for fill in _places for place in fill(request)]


def simulation_url(what: str, version_id: int) -> str:
    """Return where the version is tried on the past; empty where nobody can."""
    return _simulation(what, version_id) if _simulation is not None else ""


def ticket_moves(ticket: Ticket, user: User) -> list[dict[str, Any]]:
    return [move for fill in _moves for move in fill(ticket, user)]


def ticket_banners(ticket: Ticket) -> list[dict[str, Any]]:
    return [banner for fill in _banners for banner in fill(ticket)]


def ticket_panels(ticket: Ticket) -> list[Panel]:
    return [panel for fill in _panels for panel in fill(ticket)]


def ticket_questions(ticket: Ticket) -> list[Question]:
    return [question for fill in _questions for question in fill(ticket)]
