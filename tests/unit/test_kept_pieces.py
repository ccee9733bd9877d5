"""A piece that is kept shows each reader their own page."""

from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from tickets.kept_pieces import PAGE, TOKEN


def me(name="Ana Ferreira", *, path="/desk/", token="a" * 64, theme="", language="en"):
    request = RequestFactory().get(path)
    request.COOKIES["theme"] = theme
    user = SimpleNamespace(display_name=name)
    context = Context({"request": request, "user": user, "csrf_token": token})
    with translation.override(language):
        return Template("{% load desk %}{% me %}").render(context)


def test_everybody_reads_their_own_name():
    assert "Ana Ferreira" in me()
    other = me("Teo Lindgren")
    assert "Teo Lindgren" in other
    assert "Ana" not in other
    assert "Ana Ferreira" in me()


def test_each_page_has_its_own_token_and_comes_back_to_itself():
    one, other = me(), me(path="/desk/tickets/7/?rounds=all&at=1", token="b" * 64)

    assert one.count('value="' + "a" * 64) == other.count('value="' + "b" * 64) == 3
    assert "b" * 64 not in one
    assert "a" * 64 not in other
    assert 'name="next" value="/desk/"' in one
    assert 'name="next" value="/desk/tickets/7/?rounds=all&amp;at=1"' in other
    assert TOKEN not in one + other
    assert PAGE not in one + other


def test_a_page_without_a_token_has_none_kept():
    me()
    assert "a" * 64 not in me(token="")


@pytest.mark.parametrize("path", ['/desk/?q="><script>', "/desk/?q=<b>"])
def test_what_stands_in_the_address_is_escaped(path):
    assert "<script>" not in me(path=path)
    assert "<b>" not in me(path=path)


def test_a_language_and_a_look_chosen_show_at_once():
    pressed = 'value="dark" type="submit" aria-pressed="true"'

    assert pressed not in me()
    assert pressed in me(theme="dark")
    assert "Sign out" in me(theme="dark")
    assert "Sign out" not in me(theme="dark", language="zh-hans")
    assert pressed not in me()


def test_who_was_signed_out_comes_back_to_the_same_page():
    tag = Template("{% load desk %}{% signed_out %}")
    pages = [
        tag.render(Context({"request": RequestFactory().get(path)}))
        for path in ("/desk/tickets/7/", "/desk/")
    ]

    assert '?next=/desk/tickets/7/">' in pages[0]
    assert '?next=/desk/">' in pages[1]


def test_a_name_is_escaped_when_it_is_kept_too():
    for _time in ("made", "kept"):
        assert "<b>Otto" not in me("<b>Otto</b>")
