"""Every address, every role: the matrix in permissions.txt is written by hand and holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from analytics.models import SimulationRun
from analytics.simulation.running import start_simulation
from tests.cast import START, Cast, by, later, person, ticket
from tickets.actions.assigning import assign, take
from tickets.actions.exempting import request_exemption
from tickets.actions.interviewing import record_interview
from tickets.actions.tasking import add_task
from tickets.models import (
    Attachment,
    CalendarVersion,
    Message,
    Proposal,
    SlaExemption,
    Store,
    StoredFile,
    Tag,
    Task,
    Ticket,
)
from tickets.sla.sweep import sweep

MATRIX = Path(__file__).with_name("permissions.txt")
WHO = ("anon", "agent", "other", "accused", "lead", "manager", "admin", "store", "employee",
       "analyst", "auditor")  # fmt: skip
# Packages that answer for their own pages; ours are all in the matrix.
FOREIGN = ("account_", "mfa_", "admin:")


def rows() -> list[tuple[str, str, tuple[str, ...]]]:
    lines = [line.split() for line in MATRIX.read_text(encoding="utf-8").splitlines()]
    return [
        (line[0], line[1], tuple(line[2:])) for line in lines if line and line[0] in ("GET", "POST")
    ]


def names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{entry.namespace}:" if entry.namespace else ""
            yield from names(entry, space + inner)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name or entry.pattern}"


def test_every_address_has_a_name_and_a_row() -> None:
    known = {name for _verb, name, _cells in rows()}
    ours = {name for name in names(get_resolver()) if not name.startswith(FOREIGN)}
    assert ours - known == set()
    assert {name for name in known if not name.startswith(FOREIGN)} - ours == set()


def test_every_row_has_a_cell_for_everybody() -> None:
    assert [name for _verb, name, cells in rows() if len(cells) != len(WHO)] == []


@pytest.fixture
def people(cast: Cast) -> dict[str, object]:
    return {
        "anon": None,
        "agent": cast.ana,
        "other": cast.otto,
        "accused": person("aca", "agent", team=cast.team),
        "lead": cast.teo,
        "manager": cast.mei,
        "admin": cast.adam,
        "store": person("sto", "store_staff"),
        "employee": person("emp", "employee"),
        "analyst": person("anl", "analyst"),
        "auditor": person("aud", "auditor"),
    }


@pytest.fixture
def case(cast: Cast, people: dict) -> Iterator[Ticket]:
    """A ticket of Ana's with everything on it that an address can name."""
    talk = record_interview(actor=by(cast.ana), at=START, title="Kettles", people="Rosa",
                            held_at=START)  # fmt: skip
    store = Store.objects.create(code="harbour", name_en="Harbour", name_zh="海港")
    case = ticket(cast.rosa, complained_about=people["accused"], interview_id=talk.pk,
                  store_id=store.pk, reported_by_id=people["employee"].pk)  # fmt: skip
    assert case.team_id == cast.team.pk
    take(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1))
    kept = default_storage.save("permissions.txt", ContentFile(b"x"))
    file = StoredFile.objects.create(
        sha256="0" * 64, storage_name=kept, content_type="text/plain", size=1, created_at=later()
    )
    message = case.messages.get()
    Attachment.objects.create(message=message, file=file, filename="a.txt")
    add_task(ticket_id=case.pk, actor=by(cast.ana), at=later(hours=1), kind="call_back",
             due_at=later(hours=2))  # fmt: skip
    sweep(at=later(days=3))  # so late that the ladder hands it to the lead
    assign(ticket_id=case.pk, actor=by(cast.teo), at=later(days=3), owner_id=cast.ana.pk)
    breach = case.breaches.first()
    request_exemption(breach_id=breach.pk, actor=by(cast.ana), at=later(days=3),
                      reason_code="outage", text="The line was down.")  # fmt: skip
    start_simulation(proposed=CalendarVersion.objects.latest("pk"), begins_at=later(),
                     ends_at=later(days=1), requested_by=people["manager"], at=later())  # fmt: skip
    yield case
    default_storage.delete(kept)


def address(name: str, case: Ticket) -> str:
    arguments = {
        "ticket_id": case.pk,
        "number": case.number,
        "customer_id": case.customer_id,
        "interview_id": case.interview_id,
        "report_id": case.pk,
        "store_code": case.store.code,
        "message_id": Message.objects.get(ticket=case).pk,
        "task_id": Task.objects.get(ticket=case).pk,
        "attachment_id": Attachment.objects.get().pk,
        "token": "a-token-nobody-was-given",
        "key": "no-such-key",
        "slug": "complain",
        "pk": uuid4(),
        "code": "no-such-line",
        "provider": "mailgun",
        "post_id": 0,
        "delivery_id": 0,
        "queue_id": 0,
        "proposal_id": Proposal.objects.filter(ticket=case).first().pk,
        "run_id": SimulationRun.objects.get().pk,
        "tag_id": Tag.objects.get_or_create(name="kettles")[0].pk,
        "breach_id": SlaExemption.objects.get().breach_id,
    }
    for wanted in (
        (), ("ticket_id",), ("number",), ("attachment_id",), ("token",), ("key",), ("pk",),
        ("slug",),
        ("customer_id",), ("interview_id",), ("report_id",),
        ("store_code",), ("code",), ("post_id",), ("delivery_id",), ("queue_id",), ("run_id",),
        ("tag_id",),
        ("message_id",),
        ("ticket_id", "breach_id"), ("ticket_id", "message_id"), ("ticket_id", "task_id"),
        ("ticket_id", "proposal_id"), ("token", "attachment_id"),
        ("code", "provider"),
    ):  # fmt: skip
        try:
            return reverse(name, kwargs={key: arguments[key] for key in wanted})
        except NoReverseMatch:
            continue
    raise AssertionError(f"{name}: add its arguments to this test")


def letter(response) -> str:
    if response.status_code == 302 and "/login" in response["Location"]:
        return "l"
    return {401: "l", 403: "n", 404: "-", 405: "m"}.get(response.status_code, "y")


def test_every_address_lets_in_who_the_matrix_says(case: Ticket, people: dict) -> None:
    """Each request runs in a savepoint that is rolled back, so that none prepares the next."""
    clients = {who: Client() for who in WHO}
    for who, client in clients.items():
        if people[who] is not None:
            client.force_login(people[who])
    wrong = []
    for verb, name, cells in rows():
        url = address(name, case)
        for who, cell in zip(WHO, cells, strict=True):
            got = asked(clients[who], verb, url)
            if got != cell:
                wrong.append(f"{verb} {name}: {who} should be {cell}, is {got}")
    assert not wrong, "\n".join(wrong)


def asked(client: Client, verb: str, url: str) -> str:
    with transaction.atomic():
        cache.clear()
        response = getattr(client, verb.lower())(url)
        transaction.set_rollback(True)
    if response.streaming:
        list(response)
    return letter(response)
