"""The administrator's desk: what can be configured, what is refused, and that it is recorded."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, later, ticket
from tickets.models import (
    Category,
    ConfigurationEvent,
    DeskSettings,
    KeywordRule,
    RoutingRule,
    SlaPolicy,
    SlaPolicyVersion,
    SlaTarget,
    Ticket,
)
from tickets.sla import publishing


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


def form_of(client: Client, url: str) -> dict:
    """Return what a browser would send back unchanged from a change form."""
    response = client.get(url)
    assert response.status_code == 200, url
    data: dict = {}
    form = response.context["adminform"].form
    for bound in form:
        _put(data, bound)
    for formset in response.context["inline_admin_formsets"]:
        for bound in formset.formset.management_form:
            _put(data, bound)
        for row in formset.formset.forms:
            for bound in row:
                _put(data, bound)
    return data


def _put(data: dict, bound) -> None:
    value = bound.value()
    if hasattr(bound.field.widget, "decompress"):
        parts = bound.field.widget.decompress(value)
        data |= {f"{bound.html_name}_{n}": part or "" for n, part in enumerate(parts)}
    elif isinstance(value, bool):
        if value:
            data[bound.html_name] = "on"
    elif value is not None:
        data[bound.html_name] = bound.field.prepare_value(value)


@pytest.mark.parametrize(
    "model", sorted(admin.site._registry, key=lambda model: model._meta.label), ids=str
)
def test_every_list_and_form_opens(adam: Client, cast: Cast, model) -> None:
    ticket(cast.rosa)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert adam.get(reverse(f"{name}_changelist"), follow=True).status_code == 200
    row = model._default_manager.first()
    if row is not None:
        assert adam.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


def test_an_agent_does_not_get_in(cast: Cast, client: Client) -> None:
    client.force_login(cast.ana)
    response = client.get(reverse("admin:index"))
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_a_changed_keyword_changes_the_next_ticket(adam: Client, cast: Cast) -> None:
    assert ticket(cast.rosa, "The wobblefix on my shelf is loose.").risk_flags == []
    rule = KeywordRule.objects.filter(sets="risk", value="safety").first()
    assert rule is not None
    url = reverse("admin:tickets_keywordrule_change", args=[rule.pk])
    data = form_of(adam, url) | {"words": ",".join([*rule.words, "wobblefix"])}
    assert adam.post(url, data).status_code == 302

    second = ticket(cast.rosa, "The wobblefix on my shelf is loose.", at=later(minutes=5))
    assert (second.risk_flags, second.tier_id) == (["safety"], 1)
    event = ConfigurationEvent.objects.get(model="keywordrule")
    assert event.actor_id == cast.adam.pk
    assert "wobblefix" in event.data["words"]["to"]


def test_a_value_that_cannot_be_proposed_is_refused_with_the_accepted_ones(
    adam: Client, cast: Cast
) -> None:
    response = adam.post(
        reverse("admin:tickets_keywordrule_add"),
        {"code": "x", "sets": "risk", "value": "doom", "words": "doom", "weight": 50},
    )
    assert "safety, property, legal" in str(response.context["adminform"].form.errors["value"])


def test_trying_the_rules_shows_reasons_and_keeps_nothing(adam: Client, cast: Cast) -> None:
    before = Ticket.objects.count()
    response = adam.post(reverse("admin:keywordrule_try"), {"text": "插头冒烟了"})
    assert "冒烟" in response.content.decode()
    assert Ticket.objects.count() == before


def test_a_quick_policy_is_drafted_changed_and_published(adam: Client, cast: Cast) -> None:
    policy = SlaPolicy.objects.get(code="standard")
    adam.post(
        reverse("admin:tickets_slapolicy_changelist"),
        {"action": "draft_new_version", "_selected_action": [policy.pk]},
    )
    draft = policy.versions.get(published_at=None)
    url = reverse("admin:tickets_slapolicyversion_change", args=[draft.pk])
    target = draft.targets.get(metric="first_response", tier=3)
    data = form_of(adam, url)
    field = next(
        name.removesuffix("-id") for name, value in data.items()
        if name.startswith("targets-") and name.endswith("-id") and value == target.pk
    )  # fmt: skip
    assert adam.post(url, data | {f"{field}-amount": "7", "_publish": "1"}).status_code == 302

    draft.refresh_from_db()
    assert draft.published_at is not None
    case = ticket(cast.rosa, at=later(days=1))
    assert case.tier_id == 3
    clock = case.clocks.get(metric="first_response")
    assert (clock.policy_version_id, clock.budget_seconds) == (draft.pk, 7)
    assert adam.post(url, data).status_code == 403


def test_an_incomplete_policy_is_refused_and_the_missing_cells_named(
    adam: Client, cast: Cast
) -> None:
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    draft.targets.get(metric="resolution", tier=2).delete()
    url = reverse("admin:tickets_slapolicyversion_change", args=[draft.pk])
    response = adam.post(url, form_of(adam, url) | {"_publish": "1"}, follow=True)
    assert "High: Solved" in response.content.decode()
    draft.refresh_from_db()
    assert draft.published_at is None


def test_a_target_of_nothing_is_refused(adam: Client, cast: Cast) -> None:
    draft = publishing.draft_from(SlaPolicy.objects.get(code="standard"))
    url = reverse("admin:tickets_slapolicyversion_change", args=[draft.pk])
    data = form_of(adam, url) | {"targets-0-kind": "duration", "targets-0-amount": "0"}
    response = adam.post(url, data)
    assert response.status_code == 200
    assert "above zero" in response.content.decode()


def test_the_last_catch_all_policy_stays(adam: Client, cast: Cast) -> None:
    policy = SlaPolicy.objects.get(code="standard")
    url = reverse("admin:tickets_slapolicy_change", args=[policy.pk])
    data = form_of(adam, url)
    data.pop("is_active")
    response = adam.post(url, data)
    assert "match everything" in str(response.context["adminform"].form.errors)


def test_the_last_fallback_route_stays(adam: Client, cast: Cast) -> None:
    rule = RoutingRule.objects.get(is_fallback=True)
    url = reverse("admin:tickets_routingrule_change", args=[rule.pk])
    data = form_of(adam, url)
    data.pop("is_fallback")
    response = adam.post(url, data)
    assert "another rule" in str(response.context["adminform"].form.errors["is_fallback"])


def test_a_category_of_a_fourth_level_is_refused(adam: Client, cast: Cast) -> None:
    third = Category.objects.filter(parent__parent__isnull=False).first()
    assert third is not None
    response = adam.post(
        reverse("admin:tickets_category_add"),
        {"code": "deep", "name_en": "d", "name_zh": "d", "parent": third.pk, "position": 1},
    )
    assert "three levels" in str(response.context["adminform"].form.errors["parent"])


def test_settings_are_one_row_and_their_change_is_recorded(adam: Client, cast: Cast) -> None:
    url = reverse("admin:tickets_desksettings_change", args=[1])
    data = form_of(adam, url) | {"survey_delay_seconds": "3"}
    assert adam.post(url, data).status_code == 302
    assert DeskSettings.objects.get().survey_delay_seconds == 3
    event = ConfigurationEvent.objects.get(model="desksettings")
    assert event.data == {"survey_delay_seconds": {"from": 14400, "to": 3}}


def test_a_published_version_cannot_be_changed(adam: Client, cast: Cast) -> None:
    version = SlaPolicyVersion.objects.get(policy__code="standard")
    target = SlaTarget.objects.filter(version=version).first()
    url = reverse("admin:tickets_slapolicyversion_change", args=[version.pk])
    assert target is not None
    assert adam.post(url, {"targets-0-id": target.pk}).status_code == 403


def test_tickets_are_only_read(adam: Client, cast: Cast) -> None:
    case = ticket(cast.rosa)
    url = reverse("admin:tickets_ticket_change", args=[case.pk])
    assert adam.post(url, {"status": "closed"}).status_code == 403
