"""The screens of counter, stores, colleagues and merging, seen by axe in both looks."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from tests.browser.conftest import Open
from tests.browser.stage import Stage, hours, make_stage
from tests.browser.test_screens import LOOKS, Screen, look_at, send_it_empty, unfold
from tests.browser.window import Look
from tests.cast import Cast, by, customer, person, ticket
from tickets.actions.interviewing import record_interview
from tickets.actions.merging import merge
from tickets.actions.splitting import split
from tickets.actions.uniting import merge_customers
from tickets.models import Category, Store, Ticket


@pytest.fixture
def stage(cast: Cast, transactional_db: None) -> Stage:
    return make_stage(cast)


@pytest.fixture
def store(stage: Stage) -> Store:
    return Store.objects.create(
        code="harbour", name_en="Harbour Mall", name_zh="海港商场", address="12 Quay Road"
    )


@pytest.fixture
def twice(stage: Stage, cast: Cast) -> Ticket:
    """A ticket with everything in its rail: a duplicate, one merged in, one split off."""
    now = timezone.now()
    category = Category.objects.filter(parent=None).earliest("pk")
    facts = {"category_id": category.pk, "team_id": cast.team.pk}
    first = ticket(cast.rosa, at=now - hours(40), **facts)
    ticket(cast.rosa, "Still no kettle, and now the phone is dead.", at=now - hours(4), **facts)
    inside = ticket(cast.rosa, "And again: where is it?", at=now - hours(3), **facts)
    merge(ticket_id=inside.pk, into_id=first.pk, actor=by(cast.ana), at=now)
    message = first.messages.earliest("pk")
    split(ticket_id=first.pk, message_id=message.pk, actor=by(cast.ana), at=now, text="The courier")
    return first


@LOOKS
def test_merging_tickets_and_people(look: Look, window: Open, twice: Ticket, cast: Cast) -> None:
    now = timezone.now()
    again = customer(name="罗莎", email="rosa@example.test", at=now)
    ticket(again, at=now, team_id=cast.team.pk)
    other = customer(name="R. Delgado", email="r@example.test", at=now)
    ticket(other, at=now, team_id=cast.team.pk)
    merge_customers(customer_id=other.pk, into_id=cast.rosa.pk, actor=by(cast.ana), at=now)
    inside = Ticket.objects.get(merged_into=twice)
    message = twice.messages.filter(direction="in").earliest("pk")
    desk = f"/desk/tickets/{twice.pk}"
    look_at(
        window(cast.teo, look),
        [
            Screen(f"{desk}/", then=unfold),
            Screen(f"{desk}/merge/"),
            Screen(f"{desk}/merge/", then=send_it_empty),
            Screen(f"/desk/tickets/{inside.pk}/merge/undo/"),
            Screen(f"{desk}/messages/{message.pk}/split/"),
            Screen(f"/desk/customers/{cast.rosa.pk}/"),
        ],
    )


@LOOKS
def test_talks_with_customers(look: Look, window: Open, stage: Stage, cast: Cast) -> None:
    now = timezone.now()
    facts = {"title": "Kettles", "people": "Five buyers", "notes": "All liked the colour."}
    talk = record_interview(actor=by(cast.ana), at=now, held_at=now - hours(2), **facts)
    ticket(cast.rosa, at=now, interview_id=talk.pk, team_id=cast.team.pk)
    look_at(
        window(cast.ana, look),
        [
            Screen("/desk/interviews/"),
            Screen("/desk/interviews/new/"),
            Screen("/desk/interviews/new/", then=send_it_empty),
            Screen(f"/desk/interviews/{talk.pk}/"),
            Screen(f"/desk/new/?interview={talk.pk}"),
        ],
    )


@LOOKS
def test_slips_and_printed_codes(look: Look, window: Open, store: Store, cast: Cast) -> None:
    look_at(
        window(person("sam", "store_staff"), look),
        [
            Screen("/slips/"),
            Screen("/slips/", then=enter_a_good_and_a_bad_slip),
            Screen("/slips/", then=enter_two_by_keyboard),
            Screen("/stores/"),
            Screen("/stores/harbour/poster/"),
        ],
    )
    look_at(window(look=look), [Screen("/complain/?store=harbour")])


def enter_a_good_and_a_bad_slip(page: Page) -> None:
    page.locator("[name=row1-text]").fill("The lift is broken.")
    page.locator("[name=row2-name]").fill("Only a name")
    page.locator(".slips [type=submit].button-primary").click()
    page.locator(".error-summary").wait_for()
    assert page.locator(".entered li").count() == 1


def enter_two_by_keyboard(page: Page) -> None:
    """Text, name, phone, picture: Tab leads through a slip and on to the next one."""
    page.locator("[name=row1-text]").focus()
    page.keyboard.type("The doors are heavy.")
    for _field in ("name", "phone", "picture", "the next slip"):
        page.keyboard.press("Tab")
    page.keyboard.type("It smells.")
    page.keyboard.press("Control+Enter")
    page.locator(".entered li").nth(1).wait_for()


@LOOKS
def test_a_colleagues_reports(look: Look, window: Open, stage: Stage, cast: Cast) -> None:
    emil = person("emil", "employee")
    report = ticket(cast.rosa, reported_by_id=emil.pk, channel="internal_staff")
    look_at(
        window(emil, look),
        [
            Screen("/desk/home/"),
            Screen(f"/reports/{report.pk}/"),
            Screen("/reports/new/"),
            Screen("/reports/new/", then=send_it_empty),
        ],
    )
