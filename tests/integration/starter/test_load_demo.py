from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from tests.cast import Cast, ticket
from tickets import starter, states
from tickets.models import Delivery, SlaBreach, Ticket, TicketEvent, User
from tickets.starter.demo.loading import read_people, read_stories


def load_demo() -> str:
    out = StringIO()
    call_command("load_demo", stdout=out, skip_checks=True)
    return out.getvalue()


STATUS_OF = {
    "new": states.NEW,
    "open": states.OPEN,
    "reopened": states.OPEN,
    "waiting": states.WAITING_CUSTOMER,
    "on_hold": states.ON_HOLD,
    "resolved": states.RESOLVED,
    "closed": states.CLOSED,
    "cancelled": states.CANCELLED,
}


def stands_as_told(stage: str, ticket: Ticket) -> bool:
    if stage == "breached":
        return ticket.is_live and SlaBreach.objects.filter(clock__ticket=ticket).exists()
    word, _, how = stage.partition("_")
    status = STATUS_OF.get(stage) or STATUS_OF[word]
    rounds = int(stage[-1]) if "_round_" in stage else 1
    if stage == "reopened":
        return ticket.status == status and ticket.round > 1
    is_verified = word != "closed" or how.startswith(ticket.verified)
    return ticket.status == status and ticket.round == rounds and is_verified


@pytest.mark.django_db
def test_the_demo_stands_where_its_stories_end(committed_roles):
    starter.load(at=timezone.now())
    told = load_demo()

    tickets = _tickets_by_story()
    wrong = [
        (story["id"], story["stage"], tickets[story["id"]].status)
        for story in read_stories()
        if not stands_as_told(story["stage"], tickets[story["id"]])
    ]
    assert wrong == []
    assert f"Added {len(tickets)} demo tickets" in told

    assert not Delivery.objects.filter(state=Delivery.State.PENDING).exists()
    assert not TicketEvent.objects.filter(at__gt=timezone.now()).exists()
    oldest = Ticket.objects.earliest("received_at").received_at
    assert timezone.now() - oldest > timedelta(days=30)

    again = load_demo()
    assert "The demo is there" in again
    assert f"ines         {read_people()['password']}" in again
    assert Ticket.objects.count() == len(tickets)


@pytest.mark.django_db
def test_a_desk_with_tickets_of_its_own_gets_no_demo(cast: Cast):
    ticket(cast.rosa)
    assert "no demo content was added" in load_demo()
    assert not User.objects.filter(email__endswith="@harbour.example").exists()


def _tickets_by_story() -> dict[str, Ticket]:
    """A story is recognised by its acknowledgement's Message-ID."""
    return {
        story["id"]: Ticket.objects.get(
            messages__message_id=f"<demo.{story['id']}@harbour.example>"
        )
        for story in read_stories()
    }


@pytest.mark.django_db
def test_the_demos_people_can_sign_in_and_have_their_teams(committed_roles):
    from tickets.starter.demo.people import load_staff

    starter.load(at=timezone.now())
    people = read_people()
    load_staff(people["staff"], password=people["password"])
    again = load_staff(people["staff"], password="another-one")

    ana = User.objects.get(username="ana")
    assert ana.check_password(people["password"])
    assert {team.code for team in again["ana"].teams.all()} == {"front_desk", "refunds_billing"}
    assert {team.lead.username for team in again["teo"].teams.all()} == {"teo"}
    assert {team.manager.username for team in again["mei"].teams.all()} == {"mei"}
