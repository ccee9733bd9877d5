"""One composer is kept for all tickets, and each shows its own ticket, words and language."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils import translation

from tickets.forms.composing import NoteForm, ReplyForm
from tickets.models import Ticket
from tickets.queries.composer import NOTE, REPLY, Composer, Plan
from tickets.slots import Reach
from tickets.templatetags import composing

TOKEN = "t" * 64


def composer(plan: Plan | None = None, number: int = 7, version: int = 3, **words: str) -> Composer:
    shown = {"reply_to": "Reply to Rosa", "body": ""} | words
    return Composer(plan or Plan(REPLY), Ticket(pk=number, version=version), **shown)


def shown(asked: Composer, language: str = "en", token: str = TOKEN) -> str:
    page = Template("{% load composing %}{% write_here composer %}")
    with translation.override(language):
        return page.render(Context({"composer": asked, "csrf_token": token}))


def rendered_anew(asked: Composer, language: str) -> str:
    with translation.override(language):
        context = {"composer": asked.context(), "csrf_token": TOKEN}
        return render_to_string("tickets/_composer.html", context)


PLANS = (
    Plan(REPLY),
    Plan(NOTE),
    Plan(NOTE, may_reply=False),
    Plan(REPLY, afterwards=("open", "interim")),
    Plan(REPLY, afterwards=("open", "resolve"), then="resolve", has_focus=True),
    Plan(REPLY, reach=Reach("No letter reaches them.", "warn", "https://chat.test/7", "Open")),
)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("plan", PLANS, ids=range(len(PLANS)))
def test_what_is_kept_reads_as_if_it_were_rendered_anew(plan, language):
    reply_to = {"en": "Reply to Rosa", "zh-hans": "回复罗莎"}[language]
    for number in (7, 12_000_000_034):
        asked = composer(plan, number, version=number + 1, reply_to=reply_to, body="Begun <b>&")

        assert shown(asked, language) == rendered_anew(asked, language)


def test_one_ticket_shows_nothing_of_another():
    one = shown(composer(number=7, body="Only for Rosa"), token="a" * 64)
    other = shown(composer(number=8, reply_to="Reply to Otto"), token="b" * 64)

    assert "Only for Rosa" in one
    for theirs in ("Rosa", "/desk/tickets/7/", "a" * 64):
        assert theirs in one
        assert theirs not in other
    assert 'data-draft="8-reply"' in other


def test_nothing_stands_in_for_anything_once_it_is_shown():
    page = shown(composer(number=7, version=3))
    stand_ins = (composing.TOKEN, composing.REPLY_TO, composing.BODY)
    numbers = (str(composing.ANY_TICKET.pk), str(composing.ANY_TICKET.version))

    assert not any(each in page for each in (*stand_ins, *numbers))
    assert 'name="version" value="3"' in page


def test_what_was_begun_and_who_is_answered_are_escaped():
    page = shown(composer(reply_to="Reply to <i>", body="</textarea><script>"))

    assert "<script>" not in page
    assert "<i>" not in page
    assert "&lt;/textarea&gt;&lt;script&gt;</textarea>" in page


def test_a_name_in_the_other_language_is_marked():
    assert '<span lang="en">Reply to Rosa</span>' in shown(composer(), "zh-hans")
    assert '<span lang="zh-Hans">回复王芳</span>' in shown(composer(reply_to="回复王芳"))


@pytest.mark.parametrize(("kind", "form_class"), [(REPLY, ReplyForm), (NOTE, NoteForm)])
def test_a_refused_form_comes_back_as_it_was_sent(kind, form_class):
    ticket = Ticket(pk=7, version=3)
    form = form_class({"body": "  ", "next_by": "soon", "version": "3"}, ticket=ticket)
    assert not form.is_valid()

    page = shown(Composer(Plan(kind), ticket, "Reply to Rosa", refused=form))

    assert "field-error" in page or "is-refused" in page or "error-summary" in page
    assert "field-error" not in shown(composer(Plan(kind)))
