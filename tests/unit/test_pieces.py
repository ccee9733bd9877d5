"""The small pieces of every screen: what they say besides how they look."""

from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe


def render(source: str, **context) -> str:
    return Template("{% load desk %}" + source).render(Context(context))


def test_a_tier_is_read_out_as_one_sentence():
    html = render("{% tier 2 'Hoch' %}")
    assert '<span class="sr-only">Tier 2, Hoch</span>' in html


def test_names_are_escaped_wherever_they_stand():
    name = "<b>Bob</b>"
    for source in ("{% badge n %}", "{% number n %}", "{{ n|spoken }}", "{{ n|paragraphs }}"):
        assert "<b>Bob" not in render(source, n=name)


def test_what_was_kept_of_a_safe_text_is_not_lent_to_a_plain_one():
    name = "<b>Bob</b>"
    item = {"url": "/desk/", "count": 3}

    assert name in render(
        "{% badge n %}{% nav_item item %}", n=mark_safe(name), item=item | {"name": mark_safe(name)}
    )
    assert name not in render(
        "{% badge n %}{% nav_item item %}", n=name, item=item | {"name": name}
    )


def test_a_navigation_item_shows_what_changed():
    item = {"url": "/desk/", "name": "Mine", "count": "3"}

    assert ">3<" in render("{% nav_item item %}", item=item)
    assert "aria-current" not in render("{% nav_item item %}", item=item)
    assert ">4<" in render("{% nav_item item %}", item=item | {"count": "4"})
    assert "nav-count-alert" in render("{% nav_item item %}", item=item | {"is_alert": True})
    assert "aria-current" in render("{% nav_item item %}", item=item | {"is_current": True})


@pytest.mark.parametrize("wrap", [dict, SimpleNamespace])
def test_a_clock_takes_a_row_or_an_object(wrap):
    row = wrap(state="breached", left=-720, why="First reply was due 10:28")
    html = render("{% clock row %}", row=row)
    assert "clock-breached" in html
    assert "12 min over" in html
    assert "First reply was due 10:28" in html


@pytest.mark.parametrize(("percent", "width"), [(-5, "0"), (93.4, "93"), (250, "100")])
def test_a_thread_never_leaves_its_track(percent, width):
    html = render("{% thread percent 'at_risk' %}", percent=percent)
    assert f'class="thread-at-risk" width="{width}"' in html


def test_only_pieces_in_the_other_language_are_marked():
    with translation.override("zh-hans"):
        assert render("{% lang '退款' %}") == ""
        assert render("{% lang 'Lamp hums' %}") == ' lang="en"'
    with translation.override("en"):
        assert render("{{ '上海门店'|spoken }}") == '<span lang="zh-Hans">上海门店</span>'


@pytest.mark.parametrize(
    ("cookie", "attribute"),
    [
        ("dark", ' data-theme="dark"'),
        ("dark+contrast", ' data-theme="dark contrast"'),
        ("purple", ""),
        ('"><script>', ""),
        ("", ""),
    ],
)
def test_the_page_takes_only_looks_it_knows(cookie, attribute):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie
    assert render("{% theme_attribute %}", request=request) == attribute


class OneField(forms.Form):
    due = forms.CharField(label="By when", help_text="A day and a time.")


def test_a_refused_field_ties_words_hint_and_control_together():
    form = OneField({"due": ""})
    form.is_valid()
    html = render("{% error_summary form %}{% field form.due %}", form=form)
    assert 'href="#id_due"' in html
    assert 'id="id_due_error"' in html
    assert 'id="id_due_helptext"' in html
    assert 'aria-describedby="id_due_helptext id_due_error"' in html
    assert 'aria-invalid="true"' in html


def test_a_fine_form_has_no_summary():
    form = OneField({"due": "tomorrow"})
    assert render("{% error_summary form %}", form=form).strip() == ""


def test_paragraphs_keep_the_lines_a_person_typed():
    assert render("{{ t|paragraphs }}", t="one\ntwo\r\n\r\nthree") == (
        "<p>one<br>two</p><p>three</p>"
    )
