"""Forms that administrators built: what they ask, take and refuse, and what becomes of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from channels import intake
from channels.models import Submission
from channels.web import form_book
from channels.web.form_spec import Option, OptionsUnreadable, parse_options
from channels.web.models import Form, FormField, FormVersion
from tests.customer import FIELDS, browser, fresh_nonce, hidden, send_form, words
from tests.forms import SCENE, answers_of, draft, field, published, send, sent
from tickets.models import Category, Product, Team

pytestmark = pytest.mark.usefixtures("starter")


# --- What they ask and keep -----------------------------------------------------------------


def test_a_form_has_an_address_a_category_a_product_and_a_team_of_its_own() -> None:
    category, product = Category.objects.earliest("id"), Product.objects.earliest("id")
    team = Team.objects.latest("id")
    spec = published("lamps", category=category, product=product, team=team)
    case = sent(spec)
    assert (case.category, case.product, case.team) == (category, product, team)


def test_what_its_sender_chose_counts_more_than_what_the_form_assumes() -> None:
    first, second = Category.objects.filter(is_public=True).order_by("id")[:2]
    spec = published("lamps", field("category", "category"), category=first)
    assert sent(spec, category=second.code).category == second


def test_a_choice_may_set_the_category() -> None:
    first, second = Category.objects.order_by("id")[:2]
    options = tuple(Option(each.code, "English", "中文") for each in (first, second))
    spec = published("lamps", field("kind", "choice", options=options, maps_to="category"))
    assert sent(spec, own_kind=second.code).category == second


ALL = (
    SCENE,
    field("several", "several", options=SCENE.options),
    field("score", "score", scale=10),
    field("visit", "date"),
    field("line", "line"),
    field("more", "words"),
    field("callback", "choice", screen=2, options=SCENE.options),
)
GIVEN = {
    "own_scene": "shop",
    "own_several": ["shop", "home"],
    "own_score": "9",
    "own_visit": "2026-03-01",
    "own_line": "Receipt 77",
    "own_more": "第一次\n第二次",
    "own_callback": "home",
}


def test_answers_are_shown_with_the_labels_of_the_version_they_were_given_to() -> None:
    case = sent(published("lamps", *ALL), **GIVEN)
    published("lamps", field("scene", "line", label_en="Anything else?"))
    assert answers_of(case) == {
        "Where was it?": "In the shop",
        "English several": "In the shop · At home",
        "English score": "9 / 10",
        "English visit": "2026-03-01",
        "English line": "Receipt 77",
        "English more": "第一次\n第二次",
        "English callback": "At home",
    }
    with translation.override("zh-hans"):
        assert answers_of(case)["在哪里？"] == "在门店"


def test_a_page_opened_before_a_new_version_is_judged_by_its_own() -> None:
    old = published("lamps", SCENE)
    published("lamps", field("receipt", "line", is_required=True))
    case = sent(old, own_scene="home")
    assert Submission.objects.get(ticket=case).raw["form"] == old.version_id
    assert answers_of(case) == {"Where was it?": "At home"}


def test_a_version_of_another_form_is_not_taken_for_this_one() -> None:
    other = published("other")
    spec = published("lamps", SCENE)
    refused = send(browser(), spec, version=str(other.version_id))
    assert "Choose one of these" in words(refused)


def test_both_screens_carry_what_the_other_one_holds() -> None:
    spec = published("lamps", *ALL)
    client = browser()
    page = {"step": "1", "nonce": fresh_nonce(client), "version": str(spec.version_id)}
    second = client.post("/c/lamps/", {"hurt": "no", "text": "It fell."} | GIVEN | page)
    assert second.status_code == 200
    text = second.content.decode()
    assert text.count('type="hidden" name="own_several"') == 2
    assert "English callback" in text
    back = client.post(
        "/c/lamps/", {"text": "It fell."} | GIVEN | page | {"step": "2", "back": "1"}
    )
    assert hidden(back, "own_callback") == "home"
    assert 'value="9" id="id_own_score_8" checked' in back.content.decode().replace(
        ' class="input"', ""
    )


def test_a_form_speaks_both_languages() -> None:
    published("lamps", SCENE)
    assert "Where was it?" in words(browser().get("/c/lamps/"))
    assert "在哪里？" in words(browser("zh-CN").get("/c/lamps/"))


def test_a_form_switched_off_names_the_other_ways() -> None:
    spec = published("lamps")
    Form.objects.filter(slug="lamps").update(is_active=False)
    page = browser().get("/c/lamps/")
    assert page.status_code == 410
    assert "/how-to-complain/" in page.content.decode()
    assert send(browser(), spec).status_code == 410
    assert not Submission.objects.exists()


def test_an_address_without_a_form_or_without_a_published_version_is_unknown() -> None:
    draft("lamps")
    assert browser().get("/c/lamps/").status_code == 404
    assert browser().get("/c/no-such-form/").status_code == 404


def test_the_desks_own_form_can_be_changed() -> None:
    form = Form.objects.get(is_default=True)
    published(form.slug, field("receipt", "line", is_required=True))
    assert "Nothing stands here yet" in words(send_form(browser()))
    page = send_form(
        browser(), own_receipt="77", version=str(form_book.current().default.version_id)
    )
    assert page.status_code == 302


def test_own_forms_cost_no_statement_more_than_the_desks_own() -> None:
    """The snapshot is read once for as long as the configuration stays."""
    spec = published("lamps", *ALL)
    counts = []
    for path, more in (("/complain/", {}), ("/c/lamps/", GIVEN)) * 2:
        client = browser()
        own = spec if more else form_book.current().default
        page = {"nonce": fresh_nonce(client), "version": str(own.version_id)}
        with CaptureQueriesContext(connection) as taken:
            assert client.post(path, FIELDS | page | more).status_code == 302
        counts.append(len(taken))
    assert counts[2] == counts[3]


# --- Frozen ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda: FormVersion.objects.update(title_en="Other"),
        lambda: FormField.objects.update(is_required=False),
        lambda: FormField.objects.all().delete(),
        lambda: FormField.objects.create(
            version=FormVersion.objects.latest("id"), code="late", kind="line"
        ),
    ],
)
def test_a_published_version_cannot_be_changed_by_anybody(change: Any) -> None:
    published("lamps", SCENE)
    with pytest.raises(ProgrammingError, match="is published"), transaction.atomic():
        change()


# --- What they refuse -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"own_scene": ""}, "Choose one of these"),
        ({"own_scene": "moon"}, "no longer offered"),
        ({"own_several": ["shop", "moon"]}, "no longer offered"),
        ({"own_score": "11"}, "Choose a number from 1 to 10"),
        ({"own_score": "x"}, "Choose a number from 1 to 10"),
        ({"own_visit": "2999-01-01"}, "still to come"),
        ({"own_visit": "2026-02-30"}, "no such day"),
        ({"own_line": "x" * 301}, "at most 300 characters"),
        ({"own_more": "x" * 5001}, "there is room for 5000"),
        ({"own_line": "a\x00b"}, "Null characters are not allowed"),
        ({"own_callback": "moon"}, "no longer offered"),
        ({"own_secret": "1"}, "has no field “own_secret”"),
        ({"is_staff": "1"}, "has no field “is_staff”"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(changes: dict[str, Any], sentence: str) -> None:
    spec = published("lamps", *ALL)
    answer = send(browser(), spec, **(GIVEN | changes))
    assert answer.status_code == 422
    assert sentence in words(answer)
    assert FIELDS["text"] in answer.content.decode()
    assert not Submission.objects.exists()


def test_a_day_to_come_is_taken_where_the_form_allows_it() -> None:
    spec = published("lamps", field("visit", "date", allows_future=True))
    assert answers_of(sent(spec, own_visit="2999-01-01")) == {"English visit": "2999-01-01"}


def test_more_fields_than_any_form_has_are_refused_before_they_are_read() -> None:
    crowd = {f"field{n}": "1" for n in range(1100)}
    assert browser().post("/complain/", crowd).status_code == 400
    assert not Submission.objects.exists()


# --- Choices --------------------------------------------------------------------------------


def test_choices_are_read_a_line_each() -> None:
    assert parse_options("a | One | 一\n\n b|Two|二 ") == (
        Option("a", "One", "一"),
        Option("b", "Two", "二"),
    )
    for text in ("a | One", "| One | 一", "a | One | 一 | more", "a | One | 一\na | Two | 二"):
        with pytest.raises(OptionsUnreadable):
            parse_options(text)


def test_a_parked_form_is_read_again_with_its_version() -> None:
    spec = published("lamps", SCENE)
    send(browser(), spec, own_scene="home", website="https://spam.test")
    parked = Submission.objects.get()
    assert parked.state == Submission.State.PARKED
    opened = intake.replay(parked.pk, at=timezone.now())
    assert answers_of(opened.ticket) == {"Where was it?": "At home"}
