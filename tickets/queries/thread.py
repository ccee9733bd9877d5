"""The conversation of a ticket: what was said and what happened, in one order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext, gettext_lazy, ngettext

from tickets import access, display, foreign_html, slots
from tickets.actions.replying import undo_until
from tickets.addressing import address
from tickets.kept_sql import Kept, Question
from tickets.models import Attachment, Message, Right, StoredFile, Ticket, TicketEvent, User
from tickets.queries.wording import TOLD_IN_THREAD, Storyteller
from tickets.sentences import in_readers_words, paragraphs_in_readers_words

MOST_MESSAGES = 200
TAKEN_BACK = "undone"
# Answers that no way carries: what became of them.
KEPT = {
    "unreachable": gettext_lazy("kept here: they left nothing to write to"),
    "by_hand": gettext_lazy("kept here: to be said where they wrote"),
    "call": gettext_lazy("kept here: to be said by phone"),
}


def messages_of(
    ticket: Ticket, *, all_rounds: bool, absorbed: Iterable[Ticket] = ()
) -> list[Message]:
    """Read what was said: this round's, or all of it. The latest 200 at most.

    What was said on tickets that it took in belongs to it, whatever their round was.
    """
    taken_in = [row.pk for row in absorbed]
    if all_rounds:
        return _of_tickets.all([ticket.pk, *taken_in])[::-1]
    return _of_a_round.all(ticket.pk, ticket.round, taken_in)[::-1]


def _latest(wanted: Q) -> QuerySet[Message]:
    rows = Message.objects.filter(wanted).exclude(direction=Message.Direction.SYSTEM)
    unread = ("author_kind", "language", "provider_id", "message_id", "in_reply_to")
    return rows.defer(*unread).order_by("-at", "-id")[:MOST_MESSAGES]


_of_tickets = Kept(lambda tickets: _latest(Q(ticket__in=tickets)))
_of_a_round = Kept(
    lambda ticket, round_, taken_in: _latest(
        Q(ticket=ticket, round=round_) | Q(ticket__in=taken_in)
        if taken_in
        else Q(ticket=ticket, round=round_)
    )
)
_files_of = Kept(
    lambda tickets: (
        Attachment.objects.filter(message__ticket__in=tickets).select_related("file").order_by("id")
    )
)


def questions_of(ticket: Ticket) -> Iterator[Question]:
    yield _of_a_round.asking(ticket.pk, ticket.round, [])
    yield _rounds.asking(ticket.pk, ticket.round)


def files_of(tickets: Iterable[int]) -> dict[int, list[Attachment]]:
    """Return {message: its files} for all that was said on these tickets."""
    files: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in _files_of.all(sorted(tickets)):
        files[attachment.message_id].append(attachment)
    return files


def earlier_rounds(ticket: Ticket, now: datetime) -> list[dict[str, Any]]:
    """Return a fold for every round before this one."""
    if ticket.round == 1:
        return []
    rounds = _rounds.all(ticket.pk, ticket.round)
    url = address("desk:ticket", ticket.pk) + "?rounds=all#conversation"
    return [{"kind": "fold", "url": url, "text": _fold_words(*row, now=now)} for row in rounds]


_rounds = Kept(
    lambda ticket, round_: (
        Message.objects.filter(ticket=ticket, round__lt=round_)
        .exclude(direction=Message.Direction.SYSTEM)
        .order_by("round")
        .values("round")
        .annotate(count=Count("id"), first=Min("at"), last=Max("at"))
        .values_list("round", "count", "first", "last")
    )
)


def _fold_words(round_: int, count: int, first: datetime, last: datetime, *, now: datetime) -> str:
    when = _days(display.day(first, now=now), display.day(last, now=now))
    words = {"round": round_, "count": count, "when": when}
    return (
        ngettext(
            "Round %(round)d: one message, %(when)s",
            "Round %(round)d: %(count)d messages, %(when)s",
            count,
        )
        % words
    )


def _days(first: str, last: str) -> str:
    if first == last:
        return first
    return gettext("%(first)s to %(last)s") % {"first": first, "last": last}


@dataclass(frozen=True)
class Thread:
    """Puts messages and events of one ticket into the shape of tickets/_conversation.html."""

    ticket: Ticket
    reader: User
    teller: Storyteller
    undo_seconds: int
    now: datetime
    # Numbers of the tickets it took in, by their keys.
    absorbed: Mapping[int, str] = field(default_factory=dict)
    # By the keys of the messages they came with.
    files: Mapping[int, Sequence[Attachment]] = field(default_factory=dict)

    def items(
        self, messages: Sequence[Message], events: Sequence[TicketEvent]
    ) -> list[dict[str, Any]]:
        said = [self._message(m) for m in messages if m.failure != TAKEN_BACK]
        begin = self._begin(messages, events)
        done = [item for event in events if event.at >= begin for item in self._happening(event)]
        return sorted([*said, *done], key=lambda item: item["at"])

    def _begin(self, messages: Sequence[Message], events: Sequence[TicketEvent]) -> datetime:
        """When what is shown began: with its first message, or with its round if that is earlier.

        What happened in a round that is folded is folded with it.
        """
        begins = [message.at for message in messages[:1]]
        own = [message for message in messages if message.ticket_id == self.ticket.pk]
        if all(message.round == self.ticket.round for message in own):
            reopened = (event.at for event in events if event.code == "ticket.reopened")
            begins.append(max(reopened, default=self.ticket.received_at))
        return min(begins, default=self.ticket.received_at)

    def _message(self, message: Message) -> dict[str, Any]:
        files = self.files.get(message.pk, ())
        kind = "note" if message.direction == Message.Direction.NOTE else message.direction
        return {
            "kind": kind,
            "id": message.pk,
            "author": self._author(message),
            "to": self._to(message),
            "at": message.at,
            "html": foreign_html.shown(message.html, pictures=_pictures_of(files)),
            "pictures_url": _pictures_url(message),
            "text": _text(message),
            "whole_url": address("desk:whole-message", message.pk) if message.is_cut else "",
            "files": [file_of(attachment) for attachment in files],
            "promise": self._promise(message),
            "is_waiting": self._is_waiting(message),
            "delivery_problem": in_readers_words(message.failure) if message.failed_at else "",
            "undo_url": self._undo_url(message),
            "origin": self.absorbed.get(message.ticket_id, ""),
            "split_url": self._split_url(message),
        }

    def _author(self, message: Message) -> str:
        """Whose words they are: a caller's, also when an agent wrote them down."""
        if message.direction == Message.Direction.NOTE and message.author_user_id is None:
            return gettext("The desk")
        is_theirs = message.direction == Message.Direction.IN
        name = "" if is_theirs and message.author_user_id else message.author_name
        return name or self.teller.customer

    def _to(self, message: Message) -> str:
        if message.direction == Message.Direction.NOTE:
            return ""
        by = str(slots.channel(message.channel).by)
        if message.direction == Message.Direction.IN:
            return _with_machine(_with_writer(by, message), message)
        if message.failure in KEPT:
            return str(KEPT[message.failure])
        words = {"customer": self.teller.customer, "by": by}
        if message.sent_at is None:
            return gettext("to %(customer)s") % words
        return gettext("to %(customer)s, %(by)s") % words

    def _promise(self, message: Message) -> str:
        if not message.next_step:
            return ""
        if message.next_step_by is None:
            return message.next_step
        words = {
            "step": message.next_step,
            "moment": display.moment(message.next_step_by, now=self.now),
        }
        return gettext("%(step)s, by %(moment)s") % words

    def _is_waiting(self, message: Message) -> bool:
        """The customer's latest words, while nobody has answered them."""
        ticket = self.ticket
        answered = ticket.last_agent_message_at
        return (
            message.direction == Message.Direction.IN
            and not (message.is_auto_reply or message.is_bounce)
            and ticket.is_live
            and message.at == ticket.last_customer_message_at
            and (answered is None or answered < message.at)
        )

    def _undo_url(self, message: Message) -> str:
        """Where this reader takes an answer back that has not left yet."""
        if message.direction != Message.Direction.OUT or message.author_user_id != self.reader.pk:
            return ""
        over = self.now >= undo_until(message, self.undo_seconds)
        if over or message.sent_at is not None or message.failed_at is not None:
            return ""
        return address("desk:undo-reply", self.ticket.pk, message.pk)

    def _split_url(self, message: Message) -> str:
        """Where a part of the customer's words becomes a ticket of its own."""
        is_theirs = message.direction == Message.Direction.IN and not message.is_bounce
        if not (is_theirs and access.has_right(self.reader, Right.WORK_TICKETS)):
            return ""
        return address("desk:split", message.ticket_id, message.pk)

    def _happening(self, event: TicketEvent) -> list[dict[str, Any]]:
        told = self.teller.tell(event) if event.code in TOLD_IN_THREAD else None
        if told is None:
            return []
        # Within the same second what was said comes before what came of it.
        at = event.at + timedelta(microseconds=event.seq)
        return [{"kind": "happening", "icon": told[0], "text": told[1], "at": at}]


def _text(message: Message) -> str:
    """A note of the desk's own is kept in English and read in the reader's language."""
    is_note = message.direction == Message.Direction.NOTE
    if is_note and message.author_user_id is None:
        return paragraphs_in_readers_words(message.text)
    return message.text


def _with_writer(by: str, message: Message) -> str:
    """`by phone, entered by Ana`, where a colleague wrote down what a customer said."""
    if message.author_user_id is None:
        return by
    words = {"by": by, "colleague": message.author_name}
    return gettext("%(by)s, entered by %(colleague)s") % words


def _with_machine(by: str, message: Message) -> str:
    """`by mail, automatic reply`: nobody wrote it, so nobody waits for an answer."""
    if message.is_bounce:
        return gettext("%(by)s, delivery report") % {"by": by}
    return gettext("%(by)s, automatic reply") % {"by": by} if message.is_auto_reply else by


def _held(file: StoredFile) -> str:
    """Say why a file can't be opened now; nothing when it can."""
    if file.is_infected:
        return gettext("in quarantine: %(finding)s") % {"finding": file.finding}
    return gettext("being looked through") if file.is_held else ""


def _pictures_of(files: Sequence[Attachment]) -> dict[str, str]:
    """Where the pictures of a message are shown, by their digests; none that is held back."""
    return {
        each.file_id: f"{address('desk:attachment', each.pk)}?inline=1"
        for each in files
        if each.is_image and not each.file.is_held
    }


def _pictures_url(message: Message) -> str:
    """Where the pictures that a mail fetches from elsewhere are shown, if it has any."""
    if not foreign_html.has_remote_pictures(message.html):
        return ""
    return address("desk:mail-pictures", message.pk)


def file_of(attachment: Attachment) -> dict[str, Any]:
    file = attachment.file
    has_small = bool(file.thumbnail) and not file.is_held
    return {
        "url": address("desk:attachment", attachment.pk),
        "small_url": address("desk:thumbnail", attachment.pk) if has_small else "",
        "held": _held(file),
        "name": attachment.filename,
        "size": filesizeformat(attachment.file.size),
        "is_image": attachment.is_image,
        "is_sound": attachment.is_sound,
    }
