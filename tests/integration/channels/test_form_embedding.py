"""Forms in the pages of other sites."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from channels.models import Submission
from channels.web.form_spec import FormSpec
from tests.customer import FIELDS, browser, fresh_nonce, number_on, words
from tests.forms import published
from tickets.models import Ticket

pytestmark = pytest.mark.usefixtures("starter")


SHOP, OURS = "https://shop.example", "http://testserver"


def embedded(client: Client, spec: FormSpec, **headers: str) -> Any:
    page = {"nonce": fresh_nonce(client), "version": str(spec.version_id)}
    return client.post(f"/c/{spec.slug}/embedded/", FIELDS | page, headers=headers)


def test_only_the_sites_on_the_list_may_frame_a_form() -> None:
    published("lamps", origins=[SHOP])
    page = browser().get("/c/lamps/embedded/", headers={"referer": f"{SHOP}/contact"})
    assert page.status_code == 200
    assert f"frame-ancestors 'self' {SHOP};" in page["Content-Security-Policy"] + ";"
    assert "X-Frame-Options" not in page
    other = browser().get("/c/lamps/embedded/", headers={"referer": "https://evil.example/"})
    assert other.status_code == 403
    assert "can't be used here" in words(other)
    assert "frame-ancestors 'none'" in browser().get("/c/lamps/")["Content-Security-Policy"]


@pytest.mark.parametrize("origin", ["https://evil.example", SHOP, "null", ""])
def test_a_form_is_taken_only_from_a_page_of_ours(origin: str) -> None:
    spec = published("lamps", origins=[SHOP])
    client = Client(enforce_csrf_checks=True)
    refused = embedded(client, spec, **({"origin": origin} if origin else {}))
    assert refused.status_code == 403
    assert not Submission.objects.exists()


def test_a_form_sent_from_a_frame_needs_no_cookie_and_shows_its_number_there() -> None:
    spec = published("lamps", origins=[SHOP])
    client = Client(enforce_csrf_checks=True)
    answer = embedded(client, spec, origin=OURS)
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    assert number_on(page) == Ticket.objects.get().number
    assert f"frame-ancestors 'self' {SHOP}" in page["Content-Security-Policy"]
    assert 'target="_blank"' in page.content.decode()


def test_the_widget_is_small_and_may_be_kept() -> None:
    script = browser().get("/widget.js")
    assert script["Content-Type"].startswith("text/javascript")
    assert "public" in script["Cache-Control"]
    assert len(script.content) < 4096
    assert "zh-hans" in script.content.decode()
    again = browser().get("/widget.js", headers={"if-none-match": script["ETag"]})
    assert again.status_code == 304
