"""The lists of the administration: found by what one came for, in words and not in codes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from feedback_desk.admin_sections import SECTIONS
from tests.cast import Cast, person, ticket
from tickets import outbox
from tickets.configuration import STAMP
from tickets.models import Category, ConfigurationEvent, Delivery, RoutingRule, SlaPolicy, Team
from tickets.together import prepared


@pytest.fixture
def adam(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.adam)
    return client


def test_every_table_is_named_by_one_section() -> None:
    named = [code for _name, codes in SECTIONS for code in codes]
    assert sorted(named) == sorted(str(model._meta.object_name) for model in admin.site._registry)


def test_an_auditor_finds_the_records_and_nothing_to_change(cast: Cast) -> None:
    client = Client()
    client.force_login(person("kofi", "auditor"))
    response = client.get(reverse("admin:index"))
    assert [str(section["name"]) for section in response.context["app_list"]] == [
        "On record, only to read"
    ]
    tables = response.context["app_list"][0]["models"]
    assert {table["object_name"] for table in tables} >= {"TicketEvent", "ConfigurationEvent"}
    assert all(table["view_only"] for table in tables)


@pytest.mark.parametrize(
    ("role", "name"),
    [("admin", "Set up the desk"), ("auditor", "Records"), ("manager", "Records"), ("agent", "")],
)
def test_whoever_may_look_at_it_finds_the_way_from_the_desk(
    cast: Cast, role: str, name: str
) -> None:
    """By right, not by Django's staff flag, which nobody made in the administration has."""
    client = Client()
    client.force_login(person("wanda", role))
    page = client.get(reverse("desk:queue")).content.decode()
    way = re.search(r'<a[^>]*href="/admin/"[^>]*>(.*?)</a>', page, re.DOTALL)
    found = re.sub(r"<[^>]+>", "", way[1]).strip() if way else ""
    assert found == name


def test_a_list_is_headed_by_what_it_holds(adam: Client) -> None:
    assert adam.get(reverse("admin:tickets_category_changelist")).context["title"] == "Categories"


def test_categories_stand_below_their_parents(adam: Client) -> None:
    rows = adam.get(reverse("admin:tickets_category_changelist"), {"all": ""}).context["cl"]
    paths = [row.path for row in rows.result_list]
    assert len(paths) == Category.objects.count()
    for row, path in zip(rows.result_list, paths, strict=True):
        if row.parent is not None:
            assert paths.index(row.parent.path) < paths.index(path)
            between = paths[paths.index(row.parent.path) : paths.index(path)]
            assert all(each.startswith(row.parent.path) for each in between)


@pytest.mark.parametrize(
    ("field", "typed"),
    [("language", "Chinese"), ("channel", "web-form"), ("risk_flag", "danger")],
)
def test_a_route_for_what_no_ticket_can_have_is_refused(
    adam: Client, cast: Cast, field: str, typed: str
) -> None:
    """Kept, such a rule would wait for ever and nobody would know why."""
    given = {"position": 5, "name": "By hand", "team": cast.team.pk, "is_active": "on"}
    response = adam.post(reverse("admin:tickets_routingrule_add"), given | {field: typed})
    assert list(response.context["adminform"].form.errors) == [field]
    assert not RoutingRule.objects.filter(name="By hand").exists()


def test_a_route_by_channel_language_and_risk_is_kept_and_listed_in_words(
    adam: Client, cast: Cast
) -> None:
    given = {"position": 5, "name": "By hand", "team": cast.team.pk, "is_active": "on",
             "language": "zh-hans", "channel": "hotline", "risk_flag": "safety"}  # fmt: skip
    assert adam.post(reverse("admin:tickets_routingrule_add"), given).status_code == 302
    page = adam.get(reverse("admin:tickets_routingrule_changelist")).content.decode()
    conditions = re.search(r'class="field-when">(.*?)</td>', page)
    assert conditions is not None
    assert conditions[1] == "中文, Phone, Safety"


def test_what_leaves_and_for_whom_is_named(adam: Client, cast: Cast) -> None:
    ticket(cast.rosa)
    page = adam.get(reverse("admin:tickets_delivery_changelist")).content.decode()
    assert "Acknowledgement</a>" in page
    assert "Rosa Delgado" in page
    assert "mail.acknowledgement</a>" not in page
    assert f">customer:{cast.rosa.pk}<" not in page


def test_whatever_can_leave_the_house_has_a_name() -> None:
    assert [code for code, name in outbox.named_subscribers() if name == code] == []


def test_a_password_that_is_set_is_on_record_and_the_password_is_not(
    adam: Client, cast: Cast
) -> None:
    url = reverse("admin:auth_user_password_change", args=[cast.ana.pk])
    given = {"usable_password": "true", "password1": "orchard-brick-94", "password2": "x"}
    adam.post(url, given)
    assert not ConfigurationEvent.objects.filter(model="user").exists()
    assert adam.post(url, given | {"password2": "orchard-brick-94"}).status_code == 302
    event = ConfigurationEvent.objects.get(model="user")
    assert (event.object_id, event.actor_id) == (str(cast.ana.pk), cast.adam.pk)
    assert list(event.data) == ["password"]
    assert "orchard" not in str(event.data)


def test_an_event_is_told_in_a_sentence_beside_its_code(adam: Client, cast: Cast) -> None:
    ticket(cast.rosa)
    page = adam.get(reverse("admin:tickets_ticketevent_changelist")).content.decode()
    assert "Opened by the web form" in page
    assert "ticket.opened" in page


def test_a_change_is_shown_as_what_it_was_and_what_it_is(adam: Client, cast: Cast) -> None:
    url = reverse("admin:tickets_team_change", args=[cast.other_team.pk])
    form = adam.get(url).context["adminform"].form
    given: dict[str, Any] = {
        name: form[name].value() or "" for name in form.fields if name != "name_en"
    }
    prefix = adam.get(url).context["inline_admin_formsets"][0].formset.prefix
    rows = {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    before = Team.objects.get(pk=cast.other_team.pk).name_en
    assert adam.post(url, given | rows | {"name_en": "Parcels"}).status_code == 302

    event = ConfigurationEvent.objects.get(model="team")
    page = adam.get(reverse("admin:tickets_configurationevent_change", args=[event.pk]))
    assert f"Name in English: {before} → Parcels" in page.content.decode()
    listed = adam.get(reverse("admin:tickets_configurationevent_changelist"), {"model": "team"})
    offered = re.findall(r'href="\?model=(\w+)"', listed.content.decode())
    assert set(offered) <= {"team"}
    assert ">Teams</" in listed.content.decode()


@pytest.mark.parametrize("table", ["ticketevent", "keywordrule", "routingrule"])
def test_a_list_asks_the_configuration_once_however_long_it_is(
    adam: Client, cast: Cast, table: str
) -> None:
    for position in range(11, 14):
        ticket(cast.rosa)
        RoutingRule.objects.create(name=f"{position}", position=position, team=cast.team)
    with CaptureQueriesContext(connection) as captured:
        page = adam.get(reverse(f"admin:tickets_{table}_changelist"))
    assert page.context["cl"].result_count > 2
    asked = prepared(connection, STAMP)
    stamps = [query for query in captured.captured_queries if query["sql"] == asked]
    assert 1 <= len(stamps) <= 3
    assert len(captured) < 25


def test_why_something_was_not_sent_is_read_in_the_readers_language(
    adam: Client, cast: Cast
) -> None:
    ticket(cast.rosa)
    Delivery.objects.update(
        state="dropped", last_error="The customer left nothing that we can write to."
    )
    url = reverse("admin:tickets_delivery_changelist")
    assert "The customer left nothing" in adam.get(url).content.decode()
    page = adam.get(url, headers={"accept-language": "zh-CN"}).content.decode()
    assert "The customer left nothing" not in page


@pytest.mark.parametrize("model", ["delivery", "slaclock", "ticketevent"])
def test_a_row_is_headed_by_its_ticket_and_words_not_by_keys_and_codes(
    adam: Client, cast: Cast, model: str
) -> None:
    number = ticket(cast.rosa).number
    table = admin.site._registry[apps.get_model("tickets", model)].model
    row = table._default_manager.filter(ticket__number=number).latest("pk")
    address = reverse(f"admin:tickets_{model}_change", args=[row.pk])
    page = adam.get(address, headers={"accept-language": "zh-CN"}).content.decode()
    path = re.search(r'<li aria-current="page">(.*?)</li>', page)
    assert path, "The page shows no path."
    heading = re.search(r"<h2>(.*?)</h2>", page)
    assert heading, "The page has no heading of its row."
    assert heading[1] == path[1]
    assert heading[1].startswith(number)
    assert str(row) not in page


def test_a_channel_says_in_words_what_reads_it(adam: Client) -> None:
    chinese = {"accept-language": "zh-CN"}
    page = adam.get(reverse("admin:channels_channel_changelist"), headers=chinese)
    assert "邮箱" in page.content.decode()
    assert ">Wechat<" not in page.content.decode()


def test_the_next_version_of_a_policy_is_drafted_on_its_own_page(adam: Client) -> None:
    policy = SlaPolicy.objects.latest("pk")
    address = reverse("admin:tickets_slapolicy_change", args=[policy.pk])
    page = adam.get(address).content.decode()
    choice = re.search(
        r'<select name="([^"]+)"[^>]*>(?:(?!</select>).)*draft_new_version', page, re.S
    )
    assert choice, "The page of a policy offers no draft."
    picked = {choice[1]: "draft_new_version", "_selected_action": policy.pk, "index": "0"}
    adam.post(address, picked)
    assert policy.versions.filter(published_at__isnull=True).exists()
