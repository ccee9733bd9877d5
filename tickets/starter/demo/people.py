"""The people of the demo: who works here and where, and who writes to us."""

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from tickets.actions.customers import find_or_make_customer
from tickets.models import Customer, Membership, Role, Store, Team, User


def load_staff(rows: list[dict[str, Any]], *, password: str) -> dict[str, User]:
    """Make the staff with their roles and teams; who is there already keeps their password."""
    hashed = make_password(password)  # they share one, and hashing it takes a second each
    staff = {row["code"]: _load_person(row, hashed) for row in rows}
    for row in rows:
        for code in row["teams"]:
            _join(Team.objects.get(code=code), staff[row["code"]], row["role"])
    return staff


def _load_person(row: dict[str, Any], hashed: str) -> User:
    user, is_new = User.objects.get_or_create(
        username=row["code"],
        defaults={
            "email": row["email"],
            "display_name": row["name"],
            "language": row["language"],
            "password": hashed,
        },
    )
    if is_new:
        user.roles.add(Role.objects.get(code=row["role"]))
    return user


def _join(team: Team, user: User, role: str) -> None:
    Membership.objects.get_or_create(team=team, user=user)
    if role in ("lead", "manager") and getattr(team, f"{role}_id") is None:
        setattr(team, role, user)
        team.save(update_fields=[role])


def load_stores(rows: list[dict[str, Any]]) -> None:
    """Make the stores that are missing; the others stay as they are."""
    for row in rows:
        Store.objects.get_or_create(code=row["code"], defaults=row)


def customer_of(row: dict[str, Any], *, at: datetime) -> Customer:
    """The customer with that address, made at the first contact."""
    return find_or_make_customer(
        at=at,
        name=row["name"],
        language=row["language"],
        email=row["email"],
        is_verified=True,
    )
