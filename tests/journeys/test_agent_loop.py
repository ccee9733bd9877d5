"""Ana signs in, finds what breaks first, answers it and resolves it: plain forms only."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.cast import COMPLAINT, Cast, later, ticket
from tests.support.picker import local
from tickets.models import Message, Resolution, Ticket


def test_ana_signs_in_with_her_password_and_stands_in_the_queue(client: Client, cast: Cast) -> None:
    cast.ana.set_password("a-kettle-that-leaks")
    cast.ana.save()

    answer = client.post(
        reverse("account_login"), {"login": "ana", "password": "a-kettle-that-leaks"}, follow=True
    )

    assert answer.redirect_chain[-1] == (reverse("desk:queue"), 302)


def test_ana_answers_and_resolves_the_ticket_that_breaks_first(
    ana: Client, cast: Cast, clock
) -> None:
    case = ticket(cast.rosa)

    queue = ana.get(reverse("desk:queue"))
    assert case.subject in queue.text
    assert "An owner due today 18:00" in queue.text

    page = ana.get(reverse("desk:ticket", args=[case.pk]))
    assert page.status_code == 200
    assert COMPLAINT in page.text

    said = ana.post(
        reverse("desk:reply", args=[case.pk]),
        {
            "body": "You are right. A new kettle leaves today.",
            "next_step": "The new kettle arrives",
            "next_by": local(later(hours=30)),
            "then": "open",
            "version": case.version,
        },
        follow=True,
    )
    answer = case.messages.get(direction=Message.Direction.OUT)
    there = f"{reverse('desk:ticket', args=[case.pk])}#message-{answer.pk}"
    assert said.redirect_chain == [(there, 302)]
    assert "Undo" in said.text
    case.refresh_from_db()
    assert (case.status, case.owner, case.triage_confirmed_by) == ("open", cast.ana, cast.ana)

    clock.move_to(later(hours=3))
    done = ana.post(
        reverse("desk:resolution", args=[case.pk]),
        {
            "outcome": "upheld",
            "finding": "The seal was faulty.",
            "public_message": "The new kettle is with you. Tell us if it leaks.",
            "version": case.version,
        },
    )
    assert done.status_code == 302
    case.refresh_from_db()
    assert case.status == Ticket.Status.RESOLVED
    assert case.resolutions.get().outcome == Resolution.Outcome.UPHELD
    assert case.surveys.get(round=1).state == "scheduled"
    assert case.messages.filter(direction=Message.Direction.OUT).count() == 2
    assert case.subject not in ana.get(reverse("desk:queue")).text
    assert case.subject in ana.get(reverse("desk:queue"), {"status": "resolved"}).text


def test_a_first_answer_to_a_complaint_without_next_step_comes_back_with_its_text(
    ana: Client, cast: Cast, clock
) -> None:
    case = ticket(cast.rosa)

    refused = ana.post(
        reverse("desk:reply", args=[case.pk]),
        {"body": "I look into it right away.", "then": "open", "version": case.version},
    )

    assert refused.status_code == 422
    assert "I look into it right away." in refused.text
    assert "Tell the customer what happens next." in refused.text
    assert 'href="#id_next_step"' in refused.text
    assert not case.messages.filter(direction=Message.Direction.OUT).exists()


def test_an_earlier_round_is_folded_with_all_that_happened_in_it(
    ana: Client, cast: Cast, clock
) -> None:
    case = ticket(cast.rosa)
    page = reverse("desk:ticket", args=[case.pk])
    ana.post(reverse("desk:taking", args=[case.pk]))
    ended = {"outcome": "upheld", "finding": "The seal.", "public_message": "It is mended."}
    assert ana.post(reverse("desk:resolution", args=[case.pk]), ended).status_code == 302
    assert ana.get(page).text.count("Ana resolved it: upheld") == 2  # there and in the history

    clock.move_to(later(hours=5))
    ana.post(reverse("desk:reopening", args=[case.pk]), {"note": "She called: it leaks."})

    folded = ana.get(page).text
    assert "Round 1: 2 messages, 10 March<" in folded
    conversation = folded[folded.index('id="conversation"') : folded.index('id="composer"')]
    assert "Round 2 began" in conversation
    assert "Ana resolved it" not in conversation
    assert "Ana resolved it" in ana.get(page, {"rounds": "all"}).text
