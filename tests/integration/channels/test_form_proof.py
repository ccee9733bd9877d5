"""The puzzle that keeps programs away from a form."""

from __future__ import annotations

import base64
import html
import json
import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from channels.models import Submission
from channels.web import proof
from channels.web.form_spec import FormSpec
from channels.web.models import SpentProof
from tests.customer import FIELDS, browser, fresh_nonce, hidden, words
from tests.forms import published, send
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("starter")


def solved(page: Any, **changes: Any) -> str:
    """Do the sum that a page asks its browser for, and return what that would send."""
    found = re.search(r'data-proof="([^"]+)"', page.content.decode())
    assert found, words(page)
    puzzle = json.loads(html.unescape(found.group(1)))
    salt, wanted = puzzle["salt"].encode(), puzzle["challenge"]
    number = next(
        n
        for n in range(puzzle["maxNumber"] + 1)
        if sha256(salt + str(n).encode()).hexdigest() == wanted
    )
    kept = {name: puzzle[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(kept | {"number": number} | changes).encode()).decode()


def second_screen(client: Client, spec: FormSpec) -> Any:
    page = {"step": "1", "nonce": fresh_nonce(client), "version": str(spec.version_id)}
    return client.post(f"/c/{spec.slug}/", FIELDS | page)


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> FormSpec:
    monkeypatch.setattr(proof, "MAX_NUMBER", 500)
    return published("guarded", asks_proof=True)


def test_a_solved_puzzle_opens_the_form_once(guarded: FormSpec) -> None:
    client = browser()
    page = second_screen(client, guarded)
    sending = FIELDS | {"nonce": hidden(page, "nonce"), "altcha": solved(page)}
    first, again = (client.post("/c/guarded/", sending) for _ in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    assert Ticket.objects.count() == Submission.objects.count() == 1
    other_words = client.post("/c/guarded/", sending | {"text": "Buy my lamps."})
    other_form = client.post("/c/guarded/", sending | {"nonce": fresh_nonce(client)})
    for refused in (other_words, other_form):
        assert refused.status_code == 422
        assert "was for another form, or too old" in words(refused)
    assert Submission.objects.count() == 1
    more = sending | {"text": "One more thing.", "altcha": solved(other_words)}
    assert client.post("/c/guarded/", more).status_code == 302
    assert Ticket.objects.get().messages.count() == 2


@pytest.mark.parametrize(
    "changes",
    [{"number": -1}, {"signature": "0" * 64}, {"algorithm": "MD5"}, {"salt": 7}, {"challenge": ""}],
)
def test_a_wrong_proof_is_refused(guarded: FormSpec, changes: dict[str, Any]) -> None:
    client = browser()
    page = second_screen(client, guarded)
    sending = FIELDS | {"nonce": hidden(page, "nonce"), "altcha": solved(page, **changes)}
    assert client.post("/c/guarded/", sending).status_code == 422
    assert not Submission.objects.exists()


@pytest.mark.parametrize("payload", ["", "x", "bm8=", "W10=", "bnVsbA=="])
def test_what_is_no_proof_is_refused_with_a_way_out(guarded: FormSpec, payload: str) -> None:
    answer = send(browser(), guarded, altcha=payload)
    assert answer.status_code == 422
    text = words(answer)
    assert "Switch JavaScript on" in text or "Press Send once more" in text
    assert "/how-to-complain/" in answer.content.decode()
    assert not SpentProof.objects.exists()


def test_a_proof_ends_after_two_hours_and_is_then_forgotten(
    guarded: FormSpec, time_machine: Any
) -> None:
    client = browser()
    page = second_screen(client, guarded)
    sending = FIELDS | {"nonce": hidden(page, "nonce"), "altcha": solved(page)}
    time_machine.move_to(timezone.now() + timedelta(hours=2, seconds=1))
    late = client.post("/c/guarded/", sending)
    assert late.status_code == 422
    fresh = sending | {"altcha": solved(late)}
    assert client.post("/c/guarded/", fresh).status_code == 302
    time_machine.move_to(timezone.now() + timedelta(hours=3))
    page = second_screen(client, guarded)
    sending = FIELDS | {"nonce": hidden(page, "nonce"), "altcha": solved(page)}
    assert client.post("/c/guarded/", sending).status_code == 302
    assert SpentProof.objects.count() == 1
