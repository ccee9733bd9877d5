"""An exemption needs two people; the breach itself can't be touched by anybody."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from tests.cast import Cast, by, later, ticket
from tickets.actions.exempting import (
    NeedsSecondPerson,
    approve_exemption,
    refuse_exemption,
    request_exemption,
)
from tickets.errors import Conflict, Incomplete
from tickets.models import SlaBreach, SlaClockEvent, SlaExemption
from tickets.sla.sweep import sweep

AT = later(hours=30)


@pytest.fixture
def breach(cast: Cast) -> SlaBreach:
    case = ticket(cast.rosa)
    sweep(at=later(hours=25))
    return SlaBreach.objects.get(ticket=case, clock__metric="first_response")


def _ask(breach: SlaBreach, cast: Cast, **how) -> SlaExemption:
    how = {"reason_code": "forgotten_holiday", "text": "The office was closed."} | how
    return request_exemption(breach_id=breach.pk, actor=by(cast.ana), at=AT, **how)


def test_somebody_else_approves_and_the_breach_stays_as_it_is(
    cast: Cast, breach: SlaBreach
) -> None:
    before = SlaBreach.objects.filter(pk=breach.pk).values().get()
    asked = _ask(breach, cast)
    approved = approve_exemption(
        exemption_id=asked.pk, actor=by(cast.teo), at=AT + timedelta(hours=1)
    )

    assert (approved.requested_by, approved.approved_by) == (cast.ana, cast.teo)
    assert SlaBreach.objects.filter(pk=breach.pk).values().get() == before
    codes = breach.ticket.events.values_list("code", flat=True)
    assert {"sla.exemption_requested", "sla.exempted"} <= set(codes)


def test_nobody_approves_their_own_request(cast: Cast, breach: SlaBreach) -> None:
    asked = _ask(breach, cast)
    with pytest.raises(NeedsSecondPerson):
        approve_exemption(exemption_id=asked.pk, actor=by(cast.ana), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        SlaExemption.objects.filter(pk=asked.pk).update(approved_by=cast.ana, approved_at=AT)


def test_a_request_needs_a_reason_and_words_and_is_made_once(cast: Cast, breach: SlaBreach) -> None:
    with pytest.raises(Incomplete, match="a holiday was missing"):
        _ask(breach, cast, reason_code="because")
    with pytest.raises(Incomplete):
        _ask(breach, cast, text=" ")
    _ask(breach, cast)
    with pytest.raises(Conflict):
        _ask(breach, cast)


def test_a_refused_request_may_be_made_again(cast: Cast, breach: SlaBreach) -> None:
    refuse_exemption(exemption_id=_ask(breach, cast).pk, actor=by(cast.teo), at=AT)
    again = _ask(breach, cast, text="Here is the notice on the door.")
    approve_exemption(exemption_id=again.pk, actor=by(cast.mei), at=AT)
    with pytest.raises(Conflict):
        refuse_exemption(exemption_id=again.pk, actor=by(cast.teo), at=AT)


@pytest.mark.parametrize("change", ["update", "delete"])
@pytest.mark.parametrize("model", [SlaBreach, SlaClockEvent])
def test_the_database_refuses_to_rewrite_history(
    cast: Cast, breach: SlaBreach, model: type, change: str
) -> None:
    rows = model.objects.all()
    assert rows.exists()
    field = "breached_at" if model is SlaBreach else "at"
    changes = {
        "update": lambda: rows.update(**{field: AT}),
        "delete": lambda: rows._raw_delete(rows.db),
    }
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        changes[change]()
