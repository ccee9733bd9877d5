"""What agents write, on its way out: it counts first, then it leaves, then the proof is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.utils import timezone
from django.utils.translation import gettext as _

from channels import needless
from channels.email.rendering import Letter
from channels.errands import NO_ADDRESS, Errand
from channels.letters import Reader, moment, signature_of, speaking_to
from channels.social import answering
from channels.ways.choosing import time_to_call
from channels.ways.reach import BY_HAND, CALL, PUBLIC, reach_of
from tickets import states
from tickets.actions import sending as proof
from tickets.actions.replying import settle_reply
from tickets.actions.sending import BY_OUTBOX
from tickets.actions.tasking import add_task
from tickets.models import Delivery, Message, Metric, Resolution, Survey, Task, Ticket
from tickets.outbox import NotNeeded, NotYet, answer_id_of

# Many mail servers refuse more than 20 MB, and a file grows by a third on its way.
MOST_BYTES = 12 * 1024 * 1024
LOOK_AGAIN = timedelta(seconds=15)


def send_answer(delivery: Delivery) -> None:
    """Let an agent's answer count, then send it, then keep the proof."""
    errand = Errand.of(delivery)
    answer = Message.objects.get(pk=answer_id_of(delivery))
    if answer.sent_at is not None:
        return
    if answer.failure == "undone":
        raise NotNeeded(needless.TAKEN_BACK.english)
    settle_reply(message_id=answer.pk, at=timezone.now())
    if not errand.is_reachable:
        _say_otherwise(errand, answer)
        return
    files = _files_of(answer)
    sent, _letter = errand.send(
        "reply",
        lambda going: _answer(going, answer, has_all_files=files is not None),
        files=files or (),
    )
    proof.mark_sent(
        message_id=answer.pk, at=timezone.now(), mail_id=errand.mail_id, channel=sent.kind
    )


def _say_otherwise(errand: Errand, answer: Message) -> None:
    """Post the answer under the review it is about; else ask for a call; else keep it.

    Raises NotNeeded when nothing left, PermanentFailure, OSError.
    """
    reach, at = reach_of(errand.ticket), timezone.now()
    if reach.post is not None and reach.kind == PUBLIC:
        answering.publish(reach.post, text=_in_public(errand, answer), key=errand.mail_id)
        channel = reach.post.webhook.channel.code
        proof.mark_sent(message_id=answer.pk, at=at, mail_id=errand.mail_id, channel=channel)
        return
    if reach.kind == CALL:
        _ask_for_a_call(errand, answer, at)
        proof.mark_unsent(message_id=answer.pk, at=at, why="call")
        raise NotNeeded(needless.CALL_INSTEAD.english)
    why = "by_hand" if reach.kind == BY_HAND else "unreachable"
    proof.mark_unsent(message_id=answer.pk, at=at, why=why)
    raise NotNeeded(NO_ADDRESS)


def _in_public(errand: Errand, answer: Message) -> str:
    """What everybody may read: the agent's words and what happens next, no link and no number."""
    with speaking_to(errand.reader):
        return "\n\n".join(filter(None, [answer.text.strip(), _own_next_step(answer)]))


def _ask_for_a_call(errand: Errand, answer: Message, at: datetime) -> None:
    """Ask the team to say an answer by phone, once an answer."""
    with speaking_to(Reader.of_desk()):
        title = _("Tell the customer our answer by phone (message %(id)d)") % {"id": answer.pk}
    if not errand.ticket.tasks.filter(title=title).exists():
        add_task(
            ticket_id=errand.ticket.pk,
            actor=BY_OUTBOX,
            at=at,
            kind=Task.Kind.CALL_BACK,
            title=title,
            due_at=time_to_call(errand.ticket, at=at),
        )


def _files_of(answer: Message) -> list[tuple[str, bytes, str]] | None:
    """Return (name, content, type) of the answer's files; None when they are too big for a mail."""
    attached = list(answer.attachments.select_related("file"))
    if sum(row.file.size for row in attached) > MOST_BYTES:
        return None
    if any(row.file.is_held and not row.file.is_infected for row in attached):
        raise NotYet(timezone.now() + LOOK_AGAIN, "A file is being looked through for viruses.")
    return [
        (row.filename, _content(row.file.storage_name), row.file.content_type)
        for row in attached
        if not row.file.is_infected
    ]


def _content(name: str) -> bytes:
    with default_storage.open(name) as opened:
        return opened.read()


def _answer(errand: Errand, answer: Message, *, has_all_files: bool) -> Letter:
    after = [] if has_all_files else [_("The files are too big for a mail; the page has them.")]
    resolution = Resolution.objects.filter(message=answer).first()
    signature = signature_of(errand.ticket.team, answer.author_name)
    if resolution is None:
        return errand.write(
            "reply",
            facts=[(_("What happens next"), _next_step(errand, answer))],
            blanks={"message": answer.text},
            after=after,
            signature=signature,
        )
    asked_at = moment(_asked_at(errand.ticket, resolution))
    question = _("We ask you on %(moment)s whether it is solved.") % {"moment": asked_at}
    return errand.write(
        "resolution",
        facts=[(_("What happens next"), question if asked_at else "")],
        blanks={"message": answer.text, "asked_at": asked_at},
        after=after,
        signature=signature,
    )


def _asked_at(ticket: Ticket, resolution: Resolution) -> datetime | None:
    survey = Survey.objects.filter(
        ticket=ticket, round=resolution.round, state=Survey.State.SCHEDULED
    ).first()
    return survey.next_at if survey else None


def _next_step(errand: Errand, answer: Message) -> str:
    if answer.next_step:
        return _own_next_step(answer)
    if errand.ticket.status == states.WAITING_CUSTOMER:
        return _("We go on as soon as we have your answer.")
    due = errand.due_of(Metric.PERIODIC_UPDATE)
    sentence = _("You hear from us again by %(moment)s at the latest.")
    return sentence % {"moment": moment(due)} if due else ""


def _own_next_step(answer: Message) -> str:
    """What the agent said that happens next."""
    if not (answer.next_step and answer.next_step_by):
        return answer.next_step
    return _("%(step)s, by %(moment)s.") % {
        "step": answer.next_step.rstrip(".。 "),
        "moment": moment(answer.next_step_by),
    }


def give_up_answer(delivery: Delivery, reason: str) -> None:
    proof.mark_failed(message_id=answer_id_of(delivery), at=timezone.now(), reason=reason)
