"""Writing to the customer and to the team: drafts, undo, files, macros, two at once."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, by, later, ticket
from tests.support.picker import local
from tickets.actions.escalating import escalate
from tickets.actions.noting import note
from tickets.actions.receiving import add_customer_message
from tickets.actors import Actor
from tickets.models import Draft, Macro, Message, Ticket

pytestmark = pytest.mark.usefixtures("clock")

PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89"
)


@pytest.fixture
def case(cast: Cast) -> Ticket:
    return ticket(cast.rosa)


def answer(case: Ticket, **changes: object) -> dict[str, object]:
    return {
        "body": "A new kettle leaves today.",
        "next_step": "It arrives",
        "next_by": local(later(hours=30)),
        "then": "open",
        "version": case.version,
    } | changes


def send(browser: Client, case: Ticket, **changes: object):
    return browser.post(reverse("desk:reply", args=[case.pk]), answer(case, **changes))


def test_two_who_answer_at_once_are_told_and_lose_no_word(
    ana: Client, teo: Client, case: Ticket
) -> None:
    assert send(ana, case, body="Ana's words").status_code == 302

    refused = send(teo, case, body="Teo's words")

    assert refused.status_code == 409
    assert "Teo&#x27;s words" in refused.text
    assert "Ana answered." in refused.text
    assert case.messages.filter(direction="out").count() == 1

    case.refresh_from_db()
    assert send(teo, case, body="Teo's words").status_code == 302
    assert case.messages.filter(direction="out").count() == 2


def test_what_clocks_do_meanwhile_refuses_nobody(ana: Client, case: Ticket) -> None:
    seen = case.version
    escalate(ticket_id=case.pk, at=later(hours=23))
    case.refresh_from_db()
    assert case.version > seen

    assert send(ana, case, version=seen, next_by=local(later(days=2))).status_code == 302


def test_what_the_customer_wrote_meanwhile_is_read_first(
    ana: Client, cast: Cast, case: Ticket
) -> None:
    add_customer_message(
        ticket_id=case.pk,
        actor=Actor.for_customer(cast.rosa),
        at=later(minutes=30),
        text="It leaks no more.",
        channel="email",
    )

    refused = send(ana, case)

    assert refused.status_code == 409
    assert "Rosa Delgado wrote." in refused.text


def test_an_answer_is_taken_back_while_it_has_not_left(
    ana: Client, teo: Client, case: Ticket
) -> None:
    send(ana, case)
    said = case.messages.get(direction="out")
    undo = reverse("desk:undo-reply", args=[case.pk, said.pk])

    assert "has left already" in teo.post(undo, follow=True).text
    said.refresh_from_db()
    assert said.failure == ""

    back = ana.post(undo, follow=True)
    said.refresh_from_db()
    assert said.failure == "undone"
    assert "Taken back" in back.text
    assert Draft.objects.get(ticket=case).text == "A new kettle leaves today."
    assert not said.deliveries.filter(state="pending").exists()


def test_a_note_stays_with_the_team_and_stops_no_clock(ana: Client, case: Ticket) -> None:
    url = reverse("desk:note", args=[case.pk])
    assert ana.post(url, {"body": "  "}).status_code == 422

    assert ana.post(url, {"body": "She was here before."}).status_code == 302

    assert case.messages.get(direction="note").text == "She was here before."
    assert case.clocks.get(metric="first_response").stopped_at is None


def test_a_picture_goes_with_an_answer_and_a_forbidden_file_is_refused(
    ana: Client, case: Ticket, settings, tmp_path
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        }
    }
    program = SimpleUploadedFile("picture.png", b"MZ\x90\x00" + b"\x00" * 60, "image/png")
    refused = send(ana, case, attachments=[program])
    assert refused.status_code == 422
    assert "A new kettle leaves today." in refused.text
    assert not case.messages.filter(direction="out").exists()

    picture = SimpleUploadedFile("kettle.png", PNG, "image/png")
    assert send(ana, case, attachments=[picture]).status_code == 302
    kept = case.messages.get(direction="out").attachments.get()

    got = ana.get(reverse("desk:attachment", args=[kept.pk]))
    assert b"".join(got.streaming_content) == PNG
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Disposition"] == 'attachment; filename="kettle.png"'
    assert "sandbox" in got["Content-Security-Policy"]


def test_a_file_is_not_found_by_whoever_may_not_see_its_ticket(
    ana: Client, cast: Cast, case: Ticket, signed_in, tmp_path, settings
) -> None:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path), "base_url": None},
        }
    }
    send(ana, case, attachments=[SimpleUploadedFile("kettle.png", PNG, "image/png")])
    kept = case.messages.get(direction="out").attachments.get()

    outside = signed_in(cast.otto).get(reverse("desk:attachment", args=[kept.pk]))

    assert outside.status_code == 404


def test_what_is_typed_is_kept_and_stands_in_the_composer_again(ana: Client, case: Ticket) -> None:
    url = reverse("desk:draft", args=[case.pk])
    kept = ana.post(url, {"body": "Half a sentence", "kind": "reply"})
    assert "11:00" in kept.json()["kept"]
    assert "Half a sentence" in ana.get(reverse("desk:ticket", args=[case.pk])).text

    ana.post(url, {"body": "", "kind": "reply"})
    assert not Draft.objects.exists()


def test_the_one_who_writes_is_shown_to_the_others(ana: Client, teo: Client, case: Ticket) -> None:
    ana.post(reverse("desk:draft", args=[case.pk]), {"body": "Half", "kind": "reply"})

    page = teo.get(reverse("desk:ticket", args=[case.pk]))
    assert "Ana is writing" in page.text
    assert "Teo is reading" in ana.post(reverse("desk:here", args=[case.pk])).text


def test_and_resolve_takes_the_text_along(ana: Client, case: Ticket) -> None:
    asked = send(ana, case, then="resolve")

    assert asked["Location"] == reverse("desk:resolution", args=[case.pk])
    assert "A new kettle leaves today." in ana.get(asked["Location"]).text
    assert not Message.objects.filter(ticket=case, direction="out").exists()


def test_a_macro_comes_with_the_customers_name_and_sends_nothing(ana: Client, case: Ticket) -> None:
    macro = Macro.objects.get(name_en="First reply to a complaint")
    url = reverse("desk:macros", args=[case.pk])
    assert "Dear Rosa Delgado," in ana.get(url).text

    chosen = ana.get(url, {"use": macro.pk})

    assert chosen.status_code == 200
    assert "Dear Rosa Delgado," in chosen.text
    assert not case.messages.filter(direction="out").exists()


def test_the_page_hears_what_others_did_and_nothing_of_clocks(
    ana: Client, cast: Cast, case: Ticket
) -> None:
    url = reverse("desk:ticket-news", args=[case.pk])
    first = ana.get(url, {"seen": case.version})
    assert first.text.strip() == ""
    same = ana.get(url, {"seen": case.version}, headers={"If-None-Match": first["ETag"]})
    assert same.status_code == 304

    note(ticket_id=case.pk, actor=by(cast.teo), at=later(minutes=40), text="Look at this")
    told = ana.get(url, {"seen": case.version}, headers={"If-None-Match": first["ETag"]})
    assert told.status_code == 200
    assert "Teo wrote a note" in told.text
