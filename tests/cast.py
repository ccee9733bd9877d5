"""The people every test knows, and the few things they do. A call states only what matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tickets.actions.customers import find_or_make_customer
from tickets.actions.opening import Matter, open_ticket
from tickets.actors import Actor
from tickets.models import Customer, Membership, Role, Team, Ticket, User

# A Tuesday morning in Shanghai (10:00), long before today.
START = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)

COMPLAINT = "I have to complain. Nobody returned my call about the kettle I ordered."
DANGER = "取暖器插头冒烟，孩子的手被烫到，请马上处理。"


@dataclass
class Cast:
    """Ana works at the desk, Teo leads her team, Mei manages it, Adam configures.

    Ana, Teo and Mei belong to `team`, where unmatched tickets land; Otto works in another team.
    """

    team: Team
    other_team: Team
    ana: User
    teo: User
    mei: User
    adam: User
    otto: User
    rosa: Customer


def person(name: str, *roles: str, team: Team | None = None, **fields: Any) -> User:
    """Make a person at the desk; the password is their name and "-has-a-key"."""
    user = User(username=name, email=f"{name}@desk.test", display_name=name.title(), **fields)
    user.set_unusable_password()
    user.save()
    user.roles.set(Role.objects.filter(code__in=roles))
    if team is not None:
        Membership.objects.create(team=team, user=user)
    return user


def make_cast() -> Cast:
    team = Team.objects.get(code="front_desk")
    other = Team.objects.get(code="delivery")
    teo = person("teo", "lead", "agent", team=team)
    mei = person("mei", "manager", team=team)
    Team.objects.filter(pk__in=[team.pk, other.pk]).update(lead=teo, manager=mei)
    team.refresh_from_db()
    return Cast(
        team=team,
        other_team=other,
        ana=person("ana", "agent", team=team),
        teo=teo,
        mei=mei,
        adam=person("adam", "admin"),
        otto=person("otto", "agent", team=other),
        rosa=customer(name="Rosa Delgado", email="rosa@example.test"),
    )


def customer(
    *, name: str = "Rosa Delgado", email: str = "", language: str = "en", at: datetime = START
) -> Customer:
    return find_or_make_customer(at=at, name=name, email=email, language=language)


def ticket(who: Customer, text: str = COMPLAINT, *, at: datetime = START, **matter: Any) -> Ticket:
    """Open a ticket through the real action, as the web form would."""
    facts = {"channel": "web_form", "received_at": at, **matter}
    return open_ticket(
        matter=Matter(text=text, **facts), customer=who, actor=Actor.for_customer(who), at=at
    )


def by(user: User) -> Actor:
    return Actor.for_user(user)


def later(**amount: float) -> datetime:
    """Return START and a bit: later(hours=2)."""
    return START + timedelta(**amount)
