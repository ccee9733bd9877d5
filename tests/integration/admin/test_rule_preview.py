"""A keyword rule is tried on past tickets before it is saved, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import Cast, later, ticket
from tests.integration.admin.test_configuration import form_of
from tickets.models import ConfigurationEvent, KeywordRule, Right, RoleRight
from tickets.queries.past_texts import TookTooLong, past_texts

NEW = {
    "code": "frizzle", "sets": "risk", "value": "safety", "weight": "90", "is_active": "on",
    "name_en": "Frizzles", "name_zh": "滋滋响", "language": "",
    "words": "frizzle", "guards": "frizzle cut",
}  # fmt: skip
ADD = "admin:tickets_keywordrule_add"


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


@pytest.fixture
def fire(starter) -> KeywordRule:
    return KeywordRule.objects.get(code="safety_fire_smoke")


@pytest.fixture
def said(cast: Cast) -> list:
    texts = ["The kettle went frizzle.", "A frizzle cut, please.", "The parcel is late.",
             "The toaster caught fire."]  # fmt: skip
    return [ticket(cast.rosa, text, at=later(minutes=5 * n)) for n, text in enumerate(texts)]


def preview(client: Client, url: str, **given: str):
    return client.post(url, {**given, "_preview": "Preview"})


def previewed_change(client: Client, rule: KeywordRule, **changes: str):
    url = reverse("admin:tickets_keywordrule_change", args=[rule.pk])
    return preview(client, url, **{**form_of(client, url), **changes})


def moves_of(response) -> list[tuple[str, str, str, int]]:
    return [
        (str(move["what"]), move["before"], move["after"], move["tickets"])
        for move in response.context["moves"]
    ]


def test_a_new_rule_shows_what_it_would_hit_and_change_before_it_exists(adam, said):
    rules, events = KeywordRule.objects.count(), ConfigurationEvent.objects.count()

    response = preview(adam, reverse(ADD), **NEW)

    report = response.context["report"]
    assert (report.looked_at, report.hits_before, report.hits_after) == (4, 0, 1)
    assert (report.gained, report.stopped, report.changed) == (1, 1, 1)
    assert ("Risk", "none", "Safety", 1) in moves_of(response)
    assert KeywordRule.objects.count() == rules
    assert ConfigurationEvent.objects.count() == events


def test_the_samples_show_the_words_the_change_and_the_guard_that_stopped(adam, said):
    page = preview(adam, reverse(ADD), **NEW)

    first, second = page.context["samples"]
    assert (first["number"], first["words"]) == (said[0].number, ["frizzle"])
    assert (second["number"], second["words"], second["moves"]) == (said[1].number, [], [])
    assert "frizzle cut" in second["voided"][0]
    assert "<mark>frizzle</mark>" in page.text
    assert said[2].number not in page.text


def test_words_taken_out_are_shown_as_lost_hits(adam, fire, said):
    fewer = "\n".join(word for word in fire.words if "fire" not in word)

    report = previewed_change(adam, fire, words=fewer).context["report"]

    assert (report.hits_before, report.hits_after, report.lost) == (1, 0, 1)
    fire.refresh_from_db()
    assert "caught fire" in fire.words


def test_a_rule_as_it_was_saved_is_compared_with_a_desk_without_it(adam, fire, said):
    page = previewed_change(adam, fire)

    assert page.context["as_it_is"]
    assert page.context["report"].gained == 1
    assert ("Risk", "none", "Safety", 1) in moves_of(page)


def test_the_preview_carries_what_was_typed_to_the_save(adam, said):
    page = preview(adam, reverse(ADD), **NEW)

    adam.post(reverse(ADD), dict(page.context["kept"]) | {"_save": "Save"})

    rule = KeywordRule.objects.get(code="frizzle")
    assert (rule.words, rule.guards) == (["frizzle"], ["frizzle cut"])


def test_what_could_not_be_saved_is_refused_instead_of_tried(adam, said):
    response = preview(adam, reverse(ADD), **NEW | {"words": "x"})

    assert "single letter" in str(response.context["adminform"].form.errors["words"])


def test_a_rule_that_finds_nothing_says_so(adam, said):
    page = preview(adam, reverse(ADD), **NEW | {"words": "zither"})

    assert "None of its words stands in any of them." in page.text


def test_texts_are_read_only_by_who_may_see_the_tickets(adam, cast, said):
    seeing = [Right.SEE_ALL_TICKETS, Right.SEE_TICKETS]
    RoleRight.objects.filter(role__code="admin", right__in=seeing).delete()

    page = preview(adam, reverse(ADD), **NEW)

    assert "There are no past tickets that you may see" in page.text
    assert said[0].number not in page.text


def test_who_may_not_configure_can_not_preview(client, cast, said):
    client.force_login(cast.mei)

    assert preview(client, reverse(ADD), **NEW).status_code == 403


def test_more_tickets_cost_no_more_statements(adam, cast, said):
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            preview(adam, reverse(ADD), **NEW)
        return len(captured)

    statements()
    few = statements()
    for number in range(5):
        ticket(cast.rosa, f"Frizzle number {number}.", at=later(minutes=60 + number))

    assert statements() == few


@pytest.fixture
def locked_messages(cast: Cast) -> Iterator[None]:
    """Another connection that lets nobody read what was said."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("LOCK TABLE tickets_message IN ACCESS EXCLUSIVE MODE")
        yield
        cursor.execute("ROLLBACK")
    other.close()


def test_a_database_that_takes_too_long_is_given_up(cast, locked_messages):
    with pytest.raises(TookTooLong, match="took too long"):
        past_texts(cast.adam, most=10, seconds=0.2)

    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone() != ("200ms",)
