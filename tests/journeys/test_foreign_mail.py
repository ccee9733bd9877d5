"""A mail that would do more than be read, as the desk shows it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast, ticket

pytestmark = pytest.mark.usefixtures("clock")

MAIL = """<p>My <b>oven</b> smokes.</p><script>fetch("/desk/")</script>
<img src="https://spy.example/open.gif" onerror="alert(1)" alt="The oven">
<p class="button" style="position: fixed">Look</p>"""


def test_ana_reads_a_mail_that_can_do_nothing(cast: Cast, ana: Client) -> None:
    case = ticket(cast.rosa, "My oven smokes.", channel="email", html=MAIL)

    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()

    assert "<p>My <b>oven</b> smokes.</p>" in page
    assert '<img alt="The oven">' in page
    assert "<p>Look</p>" in page
    for harm in ("spy.example", "onerror", "fetch(", "position: fixed"):
        assert harm not in page


def test_markup_with_nothing_to_read_gives_way_to_the_text(cast: Cast, ana: Client) -> None:
    case = ticket(cast.rosa, "My oven smokes.", channel="email", html="<script>x()</script>")

    page = ana.get(reverse("desk:ticket", args=[case.pk])).content.decode()

    assert "<p>My oven smokes.</p>" in page
