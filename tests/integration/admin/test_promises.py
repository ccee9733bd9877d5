"""Targets and rungs in the admin: lengths of time as people write them, and what is refused."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import Cast
from tests.integration.admin.test_configuration import form_of
from tickets.models import SlaPolicy, SlaPolicyVersion
from tickets.sla import publishing


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


@pytest.fixture
def draft(cast: Cast) -> SlaPolicyVersion:
    return publishing.draft_from(SlaPolicy.objects.get(code="standard"))


def page_of(version: SlaPolicyVersion) -> str:
    return reverse("admin:tickets_slapolicyversion_change", args=[version.pk])


def row_of(data: dict, prefix: str, pk: int) -> str:
    """The prefix of the form's row that holds this one."""
    return next(
        name.removesuffix("-id")
        for name, value in data.items()
        if name.startswith(f"{prefix}-") and name.endswith("-id") and value == pk
    )


def post(client: Client, draft: SlaPolicyVersion, metric: str, **given: str):
    """Send the draft's page with other values in the row of one target of tier 3."""
    data = form_of(client, page_of(draft))
    row = row_of(data, "targets", draft.targets.get(metric=metric, tier=3).pk)
    return client.post(page_of(draft), data | {f"{row}-{name}": v for name, v in given.items()})


def test_lengths_of_time_are_shown_and_kept_to_the_second(
    adam: Client, draft: SlaPolicyVersion
) -> None:
    before = list(draft.targets.order_by("pk").values("pk", "kind", "amount"))
    data = form_of(adam, page_of(draft))
    row = row_of(data, "targets", draft.targets.get(metric="resolution", tier=3).pk)
    assert data[f"{row}-amount"] == "7 d"

    assert adam.post(page_of(draft), data).status_code == 302
    assert list(draft.targets.order_by("pk").values("pk", "kind", "amount")) == before


@pytest.mark.parametrize(("text", "seconds"), [("1 h 30 min", 5400), ("90秒", 90), ("7", 7)])
def test_a_length_of_time_is_written_with_its_units(
    adam: Client, draft: SlaPolicyVersion, text: str, seconds: int
) -> None:
    assert post(adam, draft, "first_response", amount=text).status_code == 302
    assert draft.targets.get(metric="first_response", tier=3).amount == seconds


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"amount": "0"}, "above zero"),
        ({"amount": ""}, "above zero"),
        ({"amount": "-5"}, "Write it as 15 min, 4 h or 7 d"),
        ({"amount": "soon"}, "Write it as 15 min, 4 h or 7 d"),
        ({"amount": "9999999999"}, "less than or equal"),
        ({"kind": "business_days", "amount": "3 d"}, "Write a number of days"),
        ({"kind": "business_days", "amount": "0"}, "above zero"),
        ({"calendar": ""}, "Choose the calendar"),
    ],
)
def test_a_target_that_cannot_be_is_refused_at_its_field(
    adam: Client, draft: SlaPolicyVersion, given: dict, says: str
) -> None:
    before = draft.targets.get(metric="first_response", tier=3).amount
    page = post(adam, draft, "first_response", **given)
    assert page.status_code == 200
    assert says in page.content.decode()
    assert draft.targets.get(metric="first_response", tier=3).amount == before


def test_no_promise_needs_no_amount(adam: Client, draft: SlaPolicyVersion) -> None:
    assert post(adam, draft, "assignment", kind="none", amount="").status_code == 302
    assert draft.targets.get(metric="assignment", tier=3).amount == 0


def test_rungs_and_second_rounds_take_lengths_of_time(
    adam: Client, draft: SlaPolicyVersion
) -> None:
    data = form_of(adam, page_of(draft))
    row = row_of(data, "ladder", draft.ladder.get(percent=100).pk)
    given = {f"{row}-repeat_seconds": "30 min", "reopen_budget_seconds": "12 h"}
    assert adam.post(page_of(draft), data | given).status_code == 302
    draft.refresh_from_db()
    assert draft.ladder.get(percent=100).repeat_seconds == 1800
    assert draft.reopen_budget_seconds == 12 * 3600

    nothing = {f"{row}-repeat_seconds": "0"}
    page = adam.post(page_of(draft), form_of(adam, page_of(draft)) | nothing)
    assert "above zero, or leave it empty" in page.content.decode()


def test_a_published_version_words_its_lengths_of_time(
    adam: Client, draft: SlaPolicyVersion
) -> None:
    standard = SlaPolicy.objects.get(code="standard").versions.get(number=1)
    said = adam.get(page_of(standard)).content.decode()
    assert "15 min" in said
    assert "7 d" in said
    assert "604800" not in said


def test_a_kept_row_is_marked_so_that_it_can_only_be_ticked_for_deletion(
    adam: Client, draft: SlaPolicyVersion
) -> None:
    """Otherwise the admin's script takes it for a new one, and its cross deletes nothing."""
    said = adam.get(page_of(draft)).content.decode()
    kept = draft.targets.count() + draft.ladder.count()
    assert said.count("form-row has_original") == kept


def test_the_first_version_of_a_policy_begins_as_what_holds_for_all(cast: Cast) -> None:
    policy = SlaPolicy.objects.create(code="vip", name_en="VIP", name_zh="贵宾", kinds=["inquiry"])
    draft = publishing.draft_from(policy)
    standard = SlaPolicy.objects.get(code="standard").versions.get(number=1)
    cells = ("tier", "metric", "kind", "amount")
    assert set(draft.targets.values_list(*cells)) == set(standard.targets.values_list(*cells))
    assert draft.ladder.count() == standard.ladder.count()
    assert publishing.publish(draft, at=timezone.now()).number == 1
