"""Real feedback from files goes through the public form, each text once."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from channels.feeding import Feedback, mixed, read_corpus
from channels.visitor import hidden_fields
from tickets.models import Ticket

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    english = ["The lamp broke after a day.", "I was charged twice.", '"Nobody answers, ever."']
    (tmp_path / "en.csv").write_text("text,stars\n" + "".join(f"{t},1\n" for t in english))
    chinese = ["水壶漏水,三天就坏了", "楼道灯坏了,一个月没人修"]
    (tmp_path / "zh.csv").write_text("title,text\n" + "".join(f"{t}\n" for t in chinese))
    (tmp_path / "other.csv").write_text("id,product\n1,lamp\n")
    return tmp_path


@pytest.fixture
def desk(starter: None, live_server: Any, settings: Any) -> str:
    settings.PUBLIC_FORM_MIN_SECONDS = 0
    settings.PUBLIC_FORM_RATE = "1000/h"
    return live_server.url


def feed(desk: str, corpus: Path, **options: Any) -> dict[str, Any]:
    said = StringIO()
    wanted = {"corpus": corpus, "url": desk, "rate": 50, "typing_seconds": 0} | options
    call_command("feed", stdout=said, **wanted)
    return json.loads(said.getvalue().splitlines()[-1])


def test_every_text_of_a_folder_becomes_a_ticket_of_its_own(desk: str, corpus: Path) -> None:
    outcome = feed(desk, corpus)
    assert outcome["sent"] == outcome["registered"] == outcome["distinct_numbers"] == 5
    assert outcome["failures"] == {}
    subjects = set(Ticket.objects.values_list("subject", flat=True))
    assert subjects == {
        "The lamp broke after a day.",
        "I was charged twice.",
        "Nobody answers, ever.",
        "水壶漏水",
        "楼道灯坏了",
    }
    assert Ticket.objects.filter(customer__language="zh-hans").count() == 2


def test_what_the_desk_refuses_is_counted_and_ends_the_command_badly(
    desk: str, corpus: Path, settings: Any
) -> None:
    settings.PUBLIC_FORM_RATE = "0/h"
    said = StringIO()
    with pytest.raises(CommandError, match="Not every text"):
        call_command("feed", corpus=corpus, url=desk, rate=50, typing_seconds=0, stdout=said)
    (reason,) = json.loads(said.getvalue())["failures"]
    assert "FEEDBACK_DESK_FORM_RATE" in reason
    assert not Ticket.objects.exists()


def test_a_folder_without_texts_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=tmp_path.name):
        call_command("feed", corpus=tmp_path, url="http://127.0.0.1:9")


def test_both_languages_take_turns_and_the_same_seed_draws_the_same(corpus: Path) -> None:
    def draw(limit: int, seed: int) -> list[Feedback]:
        return mixed(read_corpus(corpus), limit=limit, seed=seed)

    assert sorted(each.language for each in draw(4, 3)) == ["en", "en", "zh-hans", "zh-hans"]
    assert draw(3, 5) == draw(3, 5)
    assert len(draw(100, 1)) == 5


def test_only_the_fields_of_the_public_form_are_taken_from_a_page() -> None:
    page = (
        '<form action="/language/"><input type="hidden" name="next" value="/"></form>'
        '<form action="/complain/"><input type="hidden" name="nonce" value="a&amp;b">'
        '<input name="text"></form>'
    )
    assert hidden_fields(page) == {"nonce": "a&b"}
