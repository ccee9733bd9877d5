"""Keyword rules as the administrator keeps them: changed words change the next ticket."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, later, ticket
from tickets import configuration
from tickets.models import KeywordRule
from tickets.triage import triage


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


def send(client: Client, rule: KeywordRule, **changes: str):
    """Send the rule's form as a browser would, with `changes`."""
    url = reverse("admin:tickets_keywordrule_change", args=[rule.pk])
    form = client.get(url).context["adminform"].form
    data = {bound.html_name: bound.value() for bound in form}
    data |= {name: form[name].field.prepare_value(form[name].value()) for name in data}
    kept = {name: value for name, value in data.items() if value not in (None, False)}
    return client.post(url, {**kept, **changes})


def errors_of(response, field: str) -> str:
    assert response.status_code == 200
    return " ".join(response.context["adminform"].form.errors.get(field, []))


@pytest.fixture
def fire(starter) -> KeywordRule:
    return KeywordRule.objects.get(code="safety_fire_smoke")


def test_saving_a_rule_as_it_is_changes_nothing(adam, fire):
    before = (fire.words, fire.guards)

    assert send(adam, fire).status_code == 302

    fire.refresh_from_db()
    assert (fire.words, fire.guards) == before


def test_a_new_word_and_a_new_guard_change_the_next_ticket(adam, cast, fire):
    assert ticket(cast.rosa, "The kettle went frizzle.").risk_flags == []

    send(adam, fire, words="\n".join([*fire.words, "frizzle"]))
    second = ticket(cast.rosa, "The kettle went frizzle.", at=later(minutes=5))
    assert second.risk_flags == ["safety"]

    fire.refresh_from_db()
    send(adam, fire, guards="\n".join([*fire.guards, "~frizzle cut"]))
    third = ticket(cast.rosa, "A frizzle, in the frizzle cut.", at=later(minutes=9))
    assert third.risk_flags == []


def test_words_may_stand_in_lines_or_between_commas_and_count_once(adam, fire):
    send(adam, fire, words="on fire, ON FIRE\r\n\r\n  smok*  ，起火、冒烟")

    fire.refresh_from_db()
    assert fire.words == ["on fire", "smok*", "起火", "冒烟"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("", "required"),
        (" , \n", "required"),
        ("x", "“x” is a single letter"),
        (r"fire\b", "looks like a regular expression"),
        ("a" * 81, "longer than 80 characters"),
        ("\n".join(f"word{number}" for number in range(5_000)), "5000 entries"),
        ("on fire sale", "would never count"),
    ],
)
def test_a_rule_that_could_not_work_is_refused_by_the_word(adam, fire, words, told):
    response = send(adam, fire, words=words)

    assert told in errors_of(response, "words")
    fire.refresh_from_db()
    assert "caught fire" in fire.words


def test_an_unknown_guard_is_refused_with_those_there_are(adam, fire):
    assert "@not" in errors_of(send(adam, fire, guards="@never"), "guards")


def test_the_reasons_name_the_guard_that_the_administrator_wrote(adam, fire):
    send(adam, fire, words="frizzle", guards="~frizzle cut")

    result = triage("A frizzle, in the frizzle cut.", rules=configuration.current().rules)

    assert result.voided[0].guards == ("frizzle cut",)
