"""A part that is kept shows what it was given, in the language and zone of who reads it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from tickets.kept_pieces import TOKEN, frozen
from tickets.models import Ticket

NOW = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
PROPOSAL = {
    "label": "Category",
    "value": "Billing › Refund",
    "reasons": "a rule · 90 % sure",
    "is_decided": False,
    "accept_url": "/desk/tickets/7/proposals/3/acceptance/",
    "correct_url": "",
}
SHOW = '{% load desk %}{% kept "components/proposal.html" proposal=proposal %}'


def proposal(token: str = "t" * 64, **changes: object) -> str:
    context = {"proposal": PROPOSAL | changes, "csrf_token": token, "now": NOW}
    return Template(SHOW).render(Context(context))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("changes", [{}, {"accept_url": ""}, {"is_decided": True}], ids=repr)
def test_what_is_kept_reads_as_if_it_were_rendered_anew(language, changes):
    given = {"decided_by": "Teo, Fri 16:44"} | changes
    with translation.override(language):
        anew = render_to_string(
            "components/proposal.html", {"proposal": PROPOSAL | given, "csrf_token": "t" * 64}
        )
        assert proposal(**given) == proposal(**given) == anew


def test_another_fact_or_token_is_another_part():
    assert "Billing › Refund" in proposal()
    assert "Billing › Refund" not in proposal(value="Delivery")
    assert "Billing › Refund" in proposal()
    assert "a" * 64 in proposal("a" * 64)
    assert "a" * 64 not in proposal("b" * 64)
    assert TOKEN not in proposal()


def test_a_right_that_is_gone_takes_its_button_along():
    assert 'type="submit"' in proposal()
    assert 'type="submit"' not in proposal(accept_url="")
    assert 'type="submit"' in proposal()


def test_a_safe_text_lends_its_markup_to_no_plain_one():
    assert "<b>now</b>" in proposal(value=SafeString("<b>now</b>"))
    assert "<b>now</b>" not in proposal(value="<b>now</b>")
    assert "&lt;b&gt;now" in proposal(value="<b>now</b>")


def message(at: datetime, now: datetime = NOW) -> str:
    given = {"kind": "in", "id": 7, "author": "Rosa", "at": at, "text": "It leaks."}
    page = Template('{% load desk %}{% kept "components/message.html" message=message %}')
    with translation.override("en"):
        return page.render(Context({"message": given, "now": now}))


def test_a_moment_is_told_in_the_readers_zone_and_seen_from_today():
    with timezone.override(ZoneInfo("Asia/Shanghai")):
        assert "today 10:00" in message(NOW)
        assert "Tue 10:00" in message(NOW, NOW + timedelta(days=1))
        assert "today 10:00" in message(NOW)
    with timezone.override(ZoneInfo("Europe/Lisbon")):
        assert "today 02:00" in message(NOW)


def test_nothing_of_the_page_is_seen_but_what_is_given():
    page = Template('{% load desk %}{% kept "components/voice.html" voice=voice %}')
    hidden = Context({"voice": {"text": "No", "facts": []}, "request": "r", "user": "Teo"})

    assert "No" in page.render(hidden)
    with pytest.raises(TypeError, match="give what is shown of it"):
        page.render(Context({"voice": SimpleNamespace(text="No")}))


DIFFERENT = (
    *(1, True, 1.0, "1", SafeString("1"), None, "", [], {}, ()),
    *(["a", "b"], ("a", "b"), {"a": "b"}, {"b": "a"}, ["a", ["b"]], [["a"], "b"]),
    *(NOW, NOW.isoformat(), NOW.date(), Decimal(1), Ticket.Status.OPEN, "open"),
)


def test_what_is_shown_otherwise_never_counts_as_the_same():
    assert len({frozen(value) for value in DIFFERENT}) == len(DIFFERENT)
    assert frozen({"a": [1, {"b": NOW}]}) == frozen({"a": [1, {"b": NOW}]})


def test_a_text_that_is_worded_later_counts_by_its_words():
    promised = gettext_lazy("Sign out")
    said = []
    for language in ("en", "zh-hans", "en"):
        with translation.override(language):
            said.append(frozen(promised))

    assert said[0] == said[2] != said[1]
