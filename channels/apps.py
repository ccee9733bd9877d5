from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from tickets.models import Ticket, User
    from tickets.slots import ChannelLabel, Reach


class ChannelsConfig(AppConfig):
    """Everything a customer touches, in and out."""

    name = "channels"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Channels")

    def ready(self) -> None:
        from channels import links, subscriptions
        from channels.email.whole import whole_text
        from channels.social import slots as social
        from channels.staff import slots as staff
        from channels.store import slots as store
        from channels.web import given_answers
        from tickets import lag, slots

        subscriptions.connect()
        lag.watch("intake", _("What came in"), _oldest_unopened)
        slots.fill_channels(_label_of)
        slots.fill_channel_choices(_choices)
        slots.fill_hand_channels(_entered_by_agents)
        slots.fill_desk_channels(_is_open, _taken_in, _file_refused)
        slots.fill_places(store.places)
        slots.fill_places(staff.places)
        slots.fill_places(social.places)
        slots.fill_ticket_banners(social.banners)
        slots.fill_ticket_moves(_link_moves)
        slots.fill_reach(_reach)
        slots.fill_whole_text(whole_text)
        slots.fill_ticket_questions(links.questions_of)
        slots.fill_ticket_questions(given_answers.questions_of)
        slots.fill_ticket_panels(given_answers.panels)


def _oldest_unopened(now: datetime) -> datetime | None:
    from channels.models import Submission
    from tickets.lag import earliest

    waiting = Submission.objects.filter(state=Submission.State.STORED, next_try_at__lte=now)
    return earliest(waiting, "next_try_at")


def _choices() -> Iterable[tuple[str, str]]:
    from channels.models import Channel

    return [(channel.code, channel.name) for channel in Channel.objects.order_by("kind", "code")]


def _label_of(code: str) -> ChannelLabel | None:
    from channels.channel_book import known_channel
    from tickets import slots

    channel = known_channel(code)
    if channel is None:
        return None
    return slots.ChannelLabel(slots.channel(channel.kind).icon, channel.name, channel.name)


def _entered_by_agents() -> Iterable[tuple[str, str]]:
    from channels.channel_book import entered_by_agents

    return [(channel.code, channel.name) for channel in entered_by_agents()]


def _is_open(code: str) -> bool:
    from channels.channel_book import is_open

    return is_open(code)


def _taken_in(code: str, at: datetime) -> None:
    from channels import health

    health.succeeded(code, at=at)


def _file_refused(code: str, at: datetime) -> None:
    from channels.refusals import note_refused_file

    note_refused_file(code, at=at)


def _reach(ticket: Ticket) -> Reach | None:
    from channels.ways import reach

    return reach.in_words(ticket)


def _link_moves(ticket: Ticket, user: User) -> Iterable[dict[str, Any]]:
    from channels.link_views import moves

    return moves(ticket)
