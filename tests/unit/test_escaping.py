"""Texts are escaped as Django escapes them."""

import pytest
from django.utils import html
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from feedback_desk.escaping import escape, escape_as_django

TEXTS = ("", "退款", """<a href="/" title='x'>R&D</a>""", "&amp;", SafeString("<b>"), 7, 1.5, None)


@pytest.mark.parametrize("text", TEXTS, ids=repr)
def test_every_text_is_escaped_as_by_django(text):
    assert escape(text) == escape_as_django(text)
    assert type(escape(text)) is SafeString


def test_a_promise_is_kept_until_it_is_read():
    promised = escape(gettext_lazy("R&D <now>"))

    assert isinstance(promised, Promise)
    assert str(promised) == "R&amp;D &lt;now&gt;"


def test_templates_and_markup_are_escaped_so():
    assert html.escape is escape
    assert html.format_html("<i>{}</i>", "<&>") == "<i>&lt;&amp;&gt;</i>"
    assert html.conditional_escape(SafeString("<i>")) == "<i>"
