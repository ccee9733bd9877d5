"""Confirming triage accepts what stands, and sets a category that was only proposed."""

from tests.cast import Cast, by, later, ticket
from tickets.actions.classifying import confirm_triage
from tickets.actions.noting import note
from tickets.actions.replying import reply
from tickets.models import Category, Proposal, Ticket


def unsure(cast: Cast, code: str = "defect_leak") -> Ticket:
    """A ticket whose category triage proposed without being sure enough to set it."""
    case = ticket(cast.rosa)
    Ticket.objects.filter(pk=case.pk).update(category=None)
    case.proposals.filter(what="category").delete()
    Proposal.objects.create(
        ticket=case,
        what="category",
        value=code,
        confidence="0.300",
        model_version="test",
        at=later(),
    )
    return case


def test_confirming_sets_the_category_that_was_proposed(cast: Cast) -> None:
    case = unsure(cast)

    confirm_triage(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=1))

    case.refresh_from_db()
    assert case.category == Category.objects.get(code="defect_leak")
    assert case.proposals.get(what="category").decision == "accepted"
    assert case.triage_confirmed_by == cast.ana


def test_a_proposed_category_that_is_retired_is_left_alone(cast: Cast) -> None:
    case = unsure(cast)
    Category.objects.filter(code="defect_leak").update(valid_until=later(days=-1).date())

    confirm_triage(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=1))

    case.refresh_from_db()
    assert case.category is None
    assert case.proposals.get(what="category").decision == ""


def test_an_answer_decides_only_what_stands_on_the_ticket(cast: Cast) -> None:
    case = unsure(cast)
    note(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=5), text="Looks wet")

    reply(
        ticket_id=case.pk,
        actor=by(cast.ana),
        at=later(hours=1),
        text="We look at it.",
        next_step="A look",
        next_step_by=later(days=1),
    )

    assert case.proposals.get(what="category").decision == ""
    assert case.proposals.get(what="kind").decision == "accepted"
