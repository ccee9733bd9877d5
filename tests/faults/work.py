"""Give a desk of its own something to do.

`python -m tests.faults.work open 60` opens 60 complaints, one customer each; `late 60` opens them
as received 25 hours ago, so that each breaks a promise the manager is told of; `agent ana lin` adds
agents whose password is their name and "-has-a-key". Runs inside the desk's environment, through
the real actions.
"""

import sys
from datetime import timedelta

import django

django.setup()

from django.utils import timezone  # noqa: E402

from tickets.actions.customers import find_or_make_customer  # noqa: E402
from tickets.actions.opening import Matter, open_ticket  # noqa: E402
from tickets.actors import Actor  # noqa: E402
from tickets.models import Membership, Role, Team, User  # noqa: E402


def open_complaints(count: int, *, hours_ago: int = 0) -> None:
    for number in range(1, count + 1):
        at = timezone.now()
        who = find_or_make_customer(at=at, name="Rosa", email=f"rosa{number}@example.test")
        matter = Matter(
            text=f"The kettle of order {number} leaks.",
            channel="web_form",
            received_at=at - timedelta(hours=hours_ago),
        )
        open_ticket(matter=matter, customer=who, actor=Actor.for_customer(who), at=at)


def open_late_complaints(count: int) -> None:
    """Their only due level is the breach of the first reply; nobody but the manager is told."""
    manager, _made = User.objects.get_or_create(username="manager", email="manager@desk.test")
    Team.objects.update(manager=manager, lead=None)
    open_complaints(count, hours_ago=25)


def add_agents(names: list[str]) -> None:
    """Add those that aren't there yet: the desk outlives a test."""
    there = User.objects.filter(username__in=names).values_list("username", flat=True)
    for name in sorted({*names} - {*there}):
        user = User.objects.create_user(name, f"{name}@desk.test", f"{name}-has-a-key")
        user.roles.set(Role.objects.filter(code="agent"))
        for team in Team.objects.all():
            Membership.objects.create(team=team, user=user)


if __name__ == "__main__":
    if sys.argv[1] == "open":
        open_complaints(int(sys.argv[2]))
    elif sys.argv[1] == "late":
        open_late_complaints(int(sys.argv[2]))
    else:
        add_agents(sys.argv[2:])
