"""A folded template says what the same template says unfolded."""

import pytest
from django.template import Context, Engine
from django.utils.translation import override

from feedback_desk.template_loader import Unchanging

TEMPLATES = {
    "base": '{% load i18n static desk %}<title>{% translate "Feedback Desk" %}</title>'
    "<link href=\"{% static 'css/base.css' %}\">"
    '{% block pane %}{% icon "lock" %}nothing{% endblock %}',
    "page": '{% extends "base" %}{% comment %}Says much.{% endcomment %}{% load i18n desk %}'
    '{% block pane %}<h1>{% translate "Queues" %} {{ name }}</h1>'
    '{% for item in items %}{% if item == name %}<b>{% translate "Sign out" %}{% icon "out" %}</b>'
    '{% elif item %}{% icon item %}{% translate item %}{% else %}<i>{% translate "Teams" %}</i>'
    '{% endif %}{% empty %}<p>{% translate "Search" %}</p>{% endfor %}'
    '{% include "part" with word=name only %}{% endblock %}',
    "part": '{% load i18n %}<p>{% translate "Look" context "navigation" %}, '
    '{% translate "Language" as here %}{{ here }}: {{ word }} {% translate "100%% sure" %}</p>',
}
PLAIN = "django.template.loaders.locmem.Loader"
FOLDING = "feedback_desk.template_loader.FoldingLoader"
CASES = [
    {"name": "Rosa", "items": ["Rosa", "", "Queues"]},
    {"name": "<b>Otto</b>", "items": []},
    {"name": "Ana", "items": ["Ana", "Ana"]},
]


@pytest.fixture
def engines():
    libraries = {
        "i18n": "django.templatetags.i18n",
        "static": "django.templatetags.static",
        "desk": "tickets.templatetags.desk",
    }
    return [
        Engine(loaders=loaders, libraries=libraries)
        for loaders in ([(PLAIN, TEMPLATES)], [(FOLDING, [(PLAIN, TEMPLATES)])])
    ]


def test_every_reader_in_every_language_gets_their_own_words(engines):
    for case in CASES * 2:
        for language in ("en", "zh-hans", None):
            with override(language):
                plain, folded = (
                    engine.get_template("page").render(Context(case)) for engine in engines
                )
            assert folded == plain
            assert ("队列" in folded) is (language == "zh-hans")


def test_a_template_loaded_in_one_language_speaks_another(engines):
    _plain, folding = engines
    with override("en"):
        page = folding.get_template("page")
        assert "Sign out" in page.render(Context(CASES[0]))
    with override("zh-hans"):
        assert "Sign out" not in page.render(Context(CASES[0]))


def test_what_is_fixed_is_one_node_and_what_is_asked_is_none(engines):
    _plain, folding = engines
    title, block = folding.get_template("base").nodelist

    assert isinstance(title, Unchanging)
    assert [type(node) for node in block.nodelist] == [Unchanging]
    part = folding.get_template("part").nodelist
    assert [type(node).__name__ for node in part] == [
        "Unchanging", "TranslateNode", "VariableNode", "TextNode", "VariableNode", "Unchanging",
    ]  # fmt: skip
