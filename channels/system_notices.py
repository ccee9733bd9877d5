"""The way out to administrators: a sweep has fallen behind, or has caught up.

These are about no ticket, so no event plans them: `tickets.actions.watching` queues them.
"""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from channels import needless
from channels.email import sending
from channels.email.rendering import Letter, present
from channels.letters import Reader, moment, organisation, speaking_to
from tickets import display, lag
from tickets.actions.watching import SUBSCRIBER
from tickets.models import Delivery, LagIncident, User
from tickets.outbox import NotNeeded, Subscriber


def tell_lag(delivery: Delivery) -> None:
    """Tell one administrator that work lies overdue, or that it doesn't any more."""
    incident = LagIncident.objects.get(pk=delivery.payload["incident"])
    user = User.objects.get(pk=int(delivery.recipient.partition(":")[2]))
    if not user.is_active or not user.email:
        raise NotNeeded(needless.NO_COLLEAGUE.said(user=user.username))
    reader = Reader.person(user)
    with speaking_to(reader):
        letter = _letter(incident, reader, is_over=delivery.payload["is_over"])
    envelope = sending.Envelope(
        to=user.email,
        sender_name=letter.organisation,
        message_id=sending.message_id_of(delivery),
        headers={"Auto-Submitted": "auto-generated"},
    )
    sending.send(letter, envelope)


def _letter(incident: LagIncident, reader: Reader, *, is_over: bool) -> Letter:
    work = str(lag.sweep_name(incident.sweep))
    title = _("Up to date again: %(work)s") if is_over else _("Running late: %(work)s")
    return Letter(
        language=reader.language,
        organisation=organisation(),
        subject=title % {"work": work},
        title=title % {"work": work},
        paragraphs=[_has_ended() if is_over else _has_begun()],
        facts=present(
            (_("Since"), moment(incident.began_at)),
            (_("Over since"), moment(incident.ended_at) if incident.ended_at else ""),
            (_("Oldest, at worst"), display.duration(incident.worst_seconds)),
        ),
        url=settings.SITE_URL + reverse("system"),
        url_words=_("Open the system page"),
    )


def _has_begun() -> str:
    return _(
        "Work that should have been done by itself lies overdue for longer than %(bound)s. Nothing "
        "is lost, but promises are kept late. See whether the workers run and the mail server "
        "answers."
    ) % {"bound": display.duration(settings.LAG_ALARM_SECONDS)}


def _has_ended() -> str:
    return _("Everything that lay overdue has been done.")


OF_LAGS = Subscriber(
    code=SUBSCRIBER,
    lane=Delivery.Lane.URGENT,
    events=(),
    plan=lambda _ticket, _event: (),
    carry_out=tell_lag,
    label=pgettext_lazy("delivery", "Running late"),
)
