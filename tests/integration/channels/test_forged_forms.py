"""Pages behind a link tell nobody where their forms come from, and are safe from forged ones."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from channels import links
from tests.browser.stage import asked, hours, survey_path
from tests.cast import Cast, ticket
from tests.integration.channels.test_links import path_of
from tickets.models import Message, SurveyAnswer

pytestmark = pytest.mark.django_db

ANSWER = {"solved": "yes", "score": "5"}


def browser() -> Client:
    """One that checks as the real desk does, and sends what a page without referrer sends."""
    return Client(enforce_csrf_checks=True, headers={"origin": "null"})


def token_of(client: Client, path: str) -> dict[str, str]:
    client.get(path)
    return {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}


def test_a_survey_is_answered_from_a_page_that_names_no_origin(cast: Cast) -> None:
    now = timezone.now()
    path = survey_path(asked(ticket(cast.rosa, at=now - hours(5)), cast, now))
    client = browser()

    refused = client.post(path, ANSWER)
    taken = client.post(path, ANSWER | token_of(client, path))

    assert (refused.status_code, taken.status_code) == (403, 200)
    assert SurveyAnswer.objects.get().score == 5


def test_a_reply_comes_from_a_page_that_names_no_origin(cast: Cast) -> None:
    case = ticket(cast.rosa)
    path = path_of(links.status_url(case))
    client = browser()
    nonce = client.get(path).context["form"]["nonce"].value()
    fields = {"text": "One more thing.", "nonce": nonce}

    refused = client.post(f"{path}messages/", fields)
    taken = client.post(f"{path}messages/", fields | token_of(client, path))

    assert (refused.status_code, taken.status_code) == (403, 302)
    assert Message.objects.filter(ticket=case, text="One more thing.").exists()


@pytest.mark.parametrize("path", ["/complain/", "/accounts/login/"])
def test_other_pages_refuse_a_form_without_an_origin(path: str) -> None:
    client = browser()

    assert client.post(path, token_of(client, path)).status_code == 403


def test_a_form_of_another_site_is_refused_behind_a_link_too(cast: Cast) -> None:
    path = path_of(links.status_url(ticket(cast.rosa)))
    client = browser()
    fields = token_of(client, path) | {"text": "Forged."}

    answer = client.post(f"{path}messages/", fields, headers={"origin": "https://evil.test"})

    assert answer.status_code == 403
