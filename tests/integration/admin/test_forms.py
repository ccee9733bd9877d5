"""Forms in the admin: drafted, previewed, published, or refused with the way out."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from channels.models import Submission
from channels.web import publishing
from channels.web.form_spec import FieldSpec, Option
from channels.web.models import Form, FormVersion
from tests.cast import Cast
from tests.customer import FIELDS, browser, hidden, open_doors, words
from tests.forms import SCENE, draft, field, published
from tests.integration.admin.test_configuration import form_of
from tickets.models import Category, ConfigurationEvent


@pytest.fixture
def adam(cast: Cast, client: Client) -> Client:
    client.force_login(cast.adam)
    return client


def change_url(version: FormVersion) -> str:
    return reverse("admin:channels_formversion_change", args=[version.pk])


def publish(client: Client, version: FormVersion, **changes: Any) -> str:
    """Press “Save and publish”; return what the next page says."""
    data = form_of(client, change_url(version)) | changes | {"_publish": "1"}
    return words(client.post(change_url(version), data, follow=True))


def test_a_new_form_gets_a_draft_with_what_the_desks_own_form_asks(adam: Client) -> None:
    data = {"slug": "lamps", "name_en": "Lamps", "name_zh": "灯具", "is_active": "on",
            "origins": "https://Shop.example/\nhttp://localhost:8080"}  # fmt: skip
    page = adam.post(reverse("admin:channels_form_add"), data, follow=True)
    assert "Change it, then publish it" in words(page)
    form = Form.objects.get(slug="lamps")
    assert form.origins == ["https://shop.example", "http://localhost:8080"]
    version = form.versions.get()
    assert [f.kind for f in version.fields.all()][:2] == ["hurt", "text"]
    assert "Published" in publish(adam, version)
    assert browser().get("/c/lamps/").status_code == 200
    codes = ConfigurationEvent.objects.filter(model__in=["form", "formversion"])
    assert {"config.added", "config.drafted", "config.published"} <= set(
        codes.values_list("code", flat=True)
    )
    change = words(adam.get(reverse("admin:channels_form_change", args=[form.pk])))
    assert 'data-form="lamps"' in change


@pytest.mark.parametrize(
    "origin", ["shop.example", "https://*.example", "https://a.example/x", "*"]
)
def test_what_is_no_site_is_refused(adam: Client, origin: str) -> None:
    form = Form.objects.get(is_default=True)
    url = reverse("admin:channels_form_change", args=[form.pk])
    page = adam.post(url, form_of(adam, url) | {"origins": origin})
    assert "is no site. Write scheme and host" in words(page)


MANY = [field(f"more{n}", "line", is_required=True) for n in range(4)]
MAPPED = field("kind", "choice", options=SCENE.options, maps_to="category")


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        (MANY, ["At most six fields", "from 2 of these: more0, more1, more2, more3"]),
        ([field("scene", "choice", label_zh="", options=SCENE.options)], ["label in English and"]),
        ([field("scene", "choice")], ["at least two choices"]),
        ([FieldSpec(code="text2", kind="text")], ["stands here twice. Take one away"]),
        ([FieldSpec(code="files", kind="files", is_required=True)], ["can't be mandatory"]),
        ([FieldSpec(code="day", kind="occurred_on", screen=2)], ["on screen 1"]),
        ([MAPPED], ["none has the code home, shop"]),
        ([MAPPED, FieldSpec(code="category", kind="category")], ["asks for the category already"]),
        ([field("kind", "line", maps_to="product")], ["has to be “one of several”"]),
    ],
)  # fmt: skip
def test_a_form_that_asks_too_much_or_too_little_is_refused_with_the_way_out(
    adam: Client, fields: list[FieldSpec], sentences: list[str]
) -> None:
    version = draft("lamps", *fields)
    page = publish(adam, version)
    for sentence in sentences:
        assert sentence in page
    version.refresh_from_db()
    assert version.published_at is None


def test_a_form_without_the_question_of_danger_is_refused(adam: Client) -> None:
    version = draft("lamps")
    version.fields.filter(kind="hurt").delete()
    assert "ours: is anyone hurt or in danger?”; every form has it" in publish(adam, version)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"fields-2-screen": "3"}, "two screens at most. Put this field on screen 1 or 2"),
        ({"fields-2-options": "a | One"}, "is no choice. Write code, English and Chinese"),
        ({"fields-2-options": "a|b|c\na|d|e"}, "stands here twice"),
        ({"fields-2-scale": "11"}, "A score ends at 10 at most"),
        ({"fields-2-code": "text"}, "already exists|duplicate"),
    ],
)
def test_what_is_typed_wrong_is_said_where_it_is_typed(
    adam: Client, changes: dict[str, str], sentence: str
) -> None:
    page = publish(adam, draft("lamps", SCENE), **changes)
    assert any(each in page for each in sentence.split("|"))


def test_a_published_version_is_only_shown(adam: Client) -> None:
    published("lamps", SCENE)
    version = FormVersion.objects.latest("id")
    page = adam.get(change_url(version)).content.decode()
    assert "_publish" not in page
    assert 'name="fields-0-code"' not in page
    refused = adam.post(change_url(version), {"title_en": "Other", "_publish": "1"})
    assert refused.status_code == 403


def test_a_new_version_begins_with_the_one_before(adam: Client) -> None:
    published("lamps", SCENE)
    url = reverse("admin:channels_form_changelist")
    picked = [str(Form.objects.get(slug="lamps").pk)]
    adam.post(url, {"action": "draft_new_version", "_selected_action": picked})
    version = FormVersion.objects.get(published_at=None)
    assert (version.number, version.fields.get(code="scene").options) == (
        2,
        "shop | In the shop | 在门店\nhome | At home | 在家里",
    )
    assert publishing.draft_from(version.form) == version


def test_a_draft_can_be_tried_out_and_keeps_nothing(adam: Client, settings: Any) -> None:
    open_doors(settings)
    version = draft("lamps", SCENE)
    url = reverse("admin:channels_formversion_preview", args=[version.pk])
    page = adam.get(url)
    assert "Where was it?" in words(page)
    filled = FIELDS | {"nonce": hidden(page, "nonce")}
    assert "Choose one of these" in words(adam.post(url, filled))
    assert "This would be sent now" in words(adam.post(url, filled | {"own_scene": "shop"}))
    assert not Submission.objects.exists()


def test_only_administrators_see_forms_and_their_previews(cast: Cast, client: Client) -> None:
    version = draft("lamps")
    client.force_login(cast.ana)
    preview = reverse("admin:channels_formversion_preview", args=[version.pk])
    for url in (change_url(version), preview):
        assert client.get(url).status_code in (302, 403, 404)


def test_the_desk_has_one_form_of_its_own(adam: Client) -> None:
    published("lamps")
    form = Form.objects.get(slug="lamps")
    url = reverse("admin:channels_form_change", args=[form.pk])
    page = adam.post(url, form_of(adam, url) | {"is_default": "on"})
    assert "Take the mark from that one first" in words(page)


def test_choices_with_codes_of_categories_are_fine(adam: Client) -> None:
    codes = Category.objects.values_list("code", flat=True)[:2]
    options = tuple(Option(code, code, code) for code in codes)
    version = draft("lamps", field("kind", "choice", options=options, maps_to="category"))
    assert "Published" in publish(adam, version)
