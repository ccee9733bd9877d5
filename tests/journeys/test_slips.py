"""Store staff enter paper slips: many at once, a bad one keeps the others, nothing is doubled."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from channels.models import Channel, Submission
from tests.cast import Cast, later, person
from tickets.models import Message, Metric, Store, Ticket, User

pytestmark = pytest.mark.usefixtures("clock")

PICTURE = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
URL = "/slips/"


@pytest.fixture
def store(starter: None) -> Store:
    return Store.objects.create(code="harbour", name_en="Harbour Mall", name_zh="海港商场")


@pytest.fixture
def sam(cast: Cast) -> User:
    return person("sam", "store_staff")


@pytest.fixture
def counter(signed_in, sam: User, store: Store) -> Client:
    return signed_in(sam)


def fresh(counter: Client) -> dict[str, Any]:
    """What an open page sends when nothing was typed."""
    return sheet_of(counter.get(URL))


def sheet_of(page: Any) -> dict[str, Any]:
    """Read a page back as a browser would send it again."""
    head, rows = page.context["head"], page.context["rows"]
    sent: dict[str, Any] = {name: head[name].value() or "" for name in head.fields}
    sent["row"] = [str(row.number) for row in rows]
    sent["kept"] = [row.picture.token for row in rows if row.picture]
    for row in rows:
        sent[f"{row.prefix}-key"] = row.key
        for name in row.form.fields:
            sent[f"{row.prefix}-{name}"] = row.form[name].value() or ""
    return sent


def filled(counter: Client, store: Store, *texts: str, **changes: Any) -> dict[str, Any]:
    sent = fresh(counter) | {"store": store.pk, "collected_on": "2026-03-09"}
    for number, text in enumerate(texts, start=1):
        sent[f"row{number}-text"] = text
    return sent | changes


def picture(name: str = "slip.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, PICTURE, content_type="image/png")


def test_each_slip_gets_its_own_number_store_and_day(
    counter: Client, store: Store, sam: User
) -> None:
    sent = filled(counter, store, "水壶漏水。", "The queue was endless.")
    sent["row2-name"], sent["row2-phone"] = "Li Wei", "138 0013 8000"
    answer = counter.post(URL, sent, follow=True)

    first, second = Ticket.objects.order_by("pk")
    assert first.number != second.number
    for case in (first, second):
        assert case.store == store
        assert case.channel == "in_store_box"
        assert case.received_at == datetime(2026, 3, 9, 4, 0, tzinfo=UTC)
        assert case.recorded_at == later(hours=1)
        assert case.number in answer.text
        assert case.events.first().actor_id == sam.pk
        assert case.clocks.get(metric=Metric.ACKNOWLEDGEMENT).state == "met"
    assert second.customer.name == "Li Wei"
    assert second.customer.contacts.get().normalised == "13800138000"
    assert "Write the numbers on them" in answer.text
    assert fresh(counter)["store"] == store.pk


def test_a_bad_row_keeps_the_others_and_itself(counter: Client, store: Store) -> None:
    sent = filled(counter, store, "The lift is broken.", "", "It smells.")
    sent["row2-name"] = "Only a name"
    sent["row2-picture"] = SimpleUploadedFile("notes.txt", b"hello", content_type="image/png")

    refused = counter.post(URL, sent)

    assert refused.status_code == 422
    assert Ticket.objects.count() == 2
    for case in Ticket.objects.all():
        assert case.number in refused.text
    assert "Only a name" in refused.text
    assert "a kind that we don" in refused.text
    again = sheet_of(refused) | {"row2-text": "The doors are heavy."}
    assert counter.post(URL, again).status_code == 302
    said = Message.objects.filter(direction="in").order_by("ticket")
    assert [message.text for message in said] == [
        "The lift is broken.",
        "It smells.",
        "The doors are heavy.",
    ]


def test_a_picture_alone_is_a_slip_and_survives_a_refusal(counter: Client, store: Store) -> None:
    sent = filled(counter, store) | {"row1-picture": picture(), "row1-phone": "12"}
    refused = counter.post(URL, sent)
    assert refused.status_code == 422
    assert "slip.png" in refused.text
    assert not Ticket.objects.exists()

    counter.post(URL, sheet_of(refused) | {"row1-phone": ""})
    case = Ticket.objects.get()
    assert case.messages.get(direction="in").attachments.get().filename == "slip.png"
    assert case.subject


def test_a_sheet_that_is_sent_twice_is_entered_once(counter: Client, store: Store) -> None:
    sent = filled(counter, store, "The lift is broken.", "It smells.")
    for _each in range(2):
        answer = counter.post(URL, sent, follow=True)
        assert all(case.number in answer.text for case in Ticket.objects.all())
    assert Ticket.objects.count() == Submission.objects.count() == 2


def test_a_row_that_was_changed_after_it_was_entered_is_not_lost(
    counter: Client, store: Store
) -> None:
    """Somebody goes back in the browser, adds a word and sends the page again."""
    sent = filled(counter, store, "The lift is broken.")
    counter.post(URL, sent)
    refused = counter.post(URL, sent | {"row1-text": "The lift is broken since May."})
    assert refused.status_code == 422
    assert Ticket.objects.get().number in refused.text
    assert "since May" in refused.text


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"store": ""}, "store"),
        ({"store": "999999"}, "store"),
        ({"collected_on": "2031-01-01"}, "collected_on"),
        ({"collected_on": ""}, "collected_on"),
        ({"channel": "web_form"}, "channel"),
    ],
)
def test_a_wrong_head_enters_nothing_and_keeps_everything(
    counter: Client, store: Store, changes: dict[str, str], field: str
) -> None:
    refused = counter.post(URL, filled(counter, store, "The lift is broken.") | changes)
    assert refused.status_code == 422
    assert f'href="#id_{field}"' in refused.text
    assert "The lift is broken." in refused.text
    assert not Submission.objects.exists()


def test_more_rows_keep_what_was_typed_and_blame_nobody(counter: Client, store: Store) -> None:
    sent = filled(counter, store, "The lift is broken.", more="1") | {"row2-name": "Half a row"}
    page = counter.post(URL, sent)
    assert page.status_code == 200
    assert len(page.context["rows"]) == 8
    assert "The lift is broken." in page.text
    assert "Half a row" in page.text
    assert "Write what it says" not in page.text


def test_a_channel_that_is_switched_off_takes_nothing(counter: Client, store: Store) -> None:
    Channel.objects.filter(code="in_store_box").update(is_active=False)
    refused = counter.post(URL, filled(counter, store, "The lift is broken."))
    assert refused.status_code == 422
    assert "The lift is broken." in refused.text
    assert not Submission.objects.exists()


def test_a_sheet_of_the_day_itself_counts_from_now(counter: Client, store: Store) -> None:
    counter.post(URL, filled(counter, store, "The lift is broken.", collected_on="2026-03-10"))
    assert Ticket.objects.get().received_at == later(hours=1)


def test_without_a_store_the_page_says_who_adds_one(counter: Client, store: Store) -> None:
    Store.objects.update(is_active=False)
    page = counter.get(URL)
    assert "An administrator adds them; then slips can be entered here." in page.text
    assert "row1-text" not in page.text


def test_only_store_staff_enter_slips(cast: Cast, store: Store, signed_in) -> None:
    for user in (cast.ana, cast.adam, person("emp", "employee")):
        assert signed_in(user).get(URL).status_code == 403
        assert signed_in(user).post(URL, {}).status_code == 403


def test_store_staff_begin_with_the_slips(counter: Client) -> None:
    begun = counter.get(reverse("desk:home"), follow=True)
    assert begun.redirect_chain[-1][0] == URL
    assert "Stores and QR codes" in begun.text
    assert 'role="search"' not in begun.text


# --- The printed code ------------------------------------------------------------------------


def test_the_poster_speaks_both_languages_and_its_code_opens_the_stores_form(
    counter: Client, store: Store, settings
) -> None:
    settings.SITE_URL = "https://desk.example"
    poster = counter.get(reverse("channels:store_poster", args=["harbour"])).text
    address = "https://desk.example/complain/?store=harbour"
    assert address in poster
    assert "Tell us how it was" in poster
    assert "海港商场" in poster

    code = counter.get(reverse("channels:store_code", args=["harbour"]))
    assert code["Content-Type"] == "image/svg+xml"
    import segno

    from channels.store import posters

    expected = segno.make(address, error=posters.ERROR_CORRECTION, micro=False)
    assert f'viewBox="0 0 {expected.symbol_size(border=4)[0]}' in code.text
    assert counter.get(reverse("channels:store_poster", args=["nowhere"])).status_code == 404


def test_what_is_sent_from_a_code_ends_on_the_ticket_as_its_store(
    store: Store, cast: Cast, settings
) -> None:
    settings.PUBLIC_FORM_MIN_SECONDS = 0
    browser = Client()
    page = browser.get("/complain/", {"store": "harbour"})
    assert "About our store: Harbour Mall" in page.text
    sent = dict(page.context["carried"])
    assert sent["store"] == "harbour"
    sent |= {"hurt": "no", "text": "The lift is broken."}
    second = browser.post("/complain/", sent)
    assert "About our store: Harbour Mall" in second.text
    sent = dict(second.context["carried"]) | {"name": "Li", "email": "li@example.test"}
    assert browser.post("/complain/", sent).status_code == 302
    assert Ticket.objects.get().store == store


@pytest.mark.parametrize("code", ["nowhere", "harbour' OR 1=1", "x" * 5000, "closed"])
def test_a_code_of_no_open_store_is_left_out(store: Store, cast: Cast, code: str) -> None:
    Store.objects.create(code="closed", name_en="Old", name_zh="旧店", is_active=False)
    page = Client().get("/complain/", {"store": code})
    assert page.status_code == 200
    assert "store" not in dict(page.context["carried"])
