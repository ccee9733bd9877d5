"""Both languages are complete, and the Chinese one reads as a service desk would write it."""

import ast
import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import polib
import pytest

from feedback_desk.runtime import translations
from feedback_desk.runtime.paths import PROJECT

CATALOG = PROJECT / translations.CATALOG
SOURCES = ("feedback_desk", "tickets", "channels", "analytics")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}

HAN = "[\u3400-\u9fff]"
PLACEHOLDER = re.compile(r"%\((\w+)\)(0?\d*[sdf])")
CODE = re.compile(r"`[^`]*`|\[[^\]]*\]|\{[^}]*\}|<[^>]*>")
HALF_WIDTH = re.compile(rf"{HAN}\s*[,.;:!?()'\"]|[,;:!?()'\"]\s*{HAN}")
SPACED = re.compile(rf"{HAN} [\w%#]|[\w%#] {HAN}")

# Pieces of markup and of templates that no reader sees as words.
NOT_SHOWN = re.compile(
    r"{%\s*comment.*?{%\s*endcomment\s*%}|{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}"
    r"|{%\s*block body_class.*?{%\s*endblock\s*%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<(script|style|kbd)\b.*?</\1>",
    re.DOTALL,
)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
SPOKEN_ATTRIBUTE = re.compile(r'\b(?:aria-label|alt|title|placeholder)="([^"]*)"')
BARE_WORD = re.compile(r"[A-Za-z]{3,}")
NAMES_ITSELF = "English"


@pytest.fixture(scope="module")
def catalog() -> polib.POFile:
    return polib.pofile(str(CATALOG))


def texts(entry: polib.POEntry) -> list[str]:
    return [entry.msgstr] if entry.msgstr else list(entry.msgstr_plural.values())


def words_of(text: str) -> str:
    """Leave out code and mark placeholders with a letter, so that only words are judged."""
    return PLACEHOLDER.sub("X", CODE.sub("X", text))


def all_chinese(catalog: polib.POFile) -> list[str]:
    notices = sorted((PROJECT / "channels/notice_texts/zh-hans").glob("*.txt"))
    return [text for entry in catalog for text in texts(entry)] + [
        path.read_text(encoding="utf-8") for path in notices
    ]


# --- Complete -------------------------------------------------------------------------------


def test_every_text_of_the_catalog_is_translated():
    assert translations.incomplete(CATALOG) == []


def test_every_text_of_the_sources_is_in_the_catalog_and_no_other():
    if not translations.has_gettext():
        if os.environ.get("CI") == "true":
            pytest.fail("In CI gettext must be there: apt-get install gettext.")
        pytest.skip("needs gettext: apt-get install gettext")
    assert translations.not_gathered(PROJECT) == []


def test_chinese_has_one_form_for_any_number(catalog):
    assert catalog.metadata["Plural-Forms"] == "nplurals=1; plural=0;"
    assert [e.msgid for e in catalog if e.msgid_plural and list(e.msgstr_plural) != [0]] == []


def test_the_catalog_carries_no_dates_names_or_line_numbers(catalog):
    assert catalog.metadata.keys() == translations.HEADER.keys()
    assert [entry.msgid for entry in catalog if entry.occurrences] == []


def test_a_translation_keeps_the_placeholders_of_its_text(catalog):
    wrong = []
    for entry in catalog:
        needed = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        allowed = needed | set(PLACEHOLDER.findall(entry.msgid))
        for text in texts(entry):
            used = set(PLACEHOLDER.findall(text))
            if not needed <= used <= allowed or text.count("#") != entry.msgid.count("#"):
                wrong.append((entry.msgid, text))
    assert wrong == []


def test_a_translation_keeps_the_markup_of_its_text(catalog):
    tags = re.compile(r"<[^>]*>|{\w*}")
    assert [
        (entry.msgid, text)
        for entry in catalog
        for text in texts(entry)
        if sorted(tags.findall(text)) != sorted(tags.findall(entry.msgid))
    ] == []


# --- As a Chinese service desk would write ---------------------------------------------------


def test_marks_next_to_han_are_full_width(catalog):
    assert [t for t in all_chinese(catalog) if HALF_WIDTH.search(words_of(t))] == []


def test_no_blank_stands_between_han_and_latin(catalog):
    assert [t for t in all_chinese(catalog) if SPACED.search(words_of(t))] == []


def test_readers_are_addressed_with_respect(catalog):
    assert [text for text in all_chinese(catalog) if "你" in text] == []


def test_words_of_the_glossary_are_translated_as_it_says(catalog):
    rows = re.findall(
        r"^\| ([a-z ]+) \| ([\u3400-\u9fff]+) \|", (PROJECT / "docs/glossary.md").read_text(), re.M
    )
    assert len(rows) > 20
    meant = dict(rows)
    assert [
        (entry.msgid, entry.msgstr, meant[entry.msgid.lower()])
        for entry in catalog
        if not entry.msgctxt
        and entry.msgid.lower() in meant
        and meant[entry.msgid.lower()] not in entry.msgstr
    ] == []


# --- Sources that can be translated ----------------------------------------------------------


def calls_of_gettext(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in GETTEXT:
                yield node


# Looks up what was marked with gettext_noop where it was worded, and was stored since.
LOOKS_UP_WHAT_IS_STORED = {PROJECT / "tickets/sentences.py"}


def test_only_plain_texts_are_given_to_gettext():
    """An f-string or a sum is another text each time, which no catalog holds."""
    wrong = [
        f"{path.relative_to(PROJECT)}:{call.lineno}"
        for folder in SOURCES
        for path in set((PROJECT / folder).rglob("*.py")) - LOOKS_UP_WHAT_IS_STORED
        for call in calls_of_gettext(path)
        if not all(isinstance(text, ast.Constant | ast.Name) for text in call.args[:2])
        or not isinstance(call.args[0], ast.Constant)
    ]
    assert wrong == []


def test_texts_have_no_escapes_that_the_gatherer_takes_literally(catalog):
    """xgettext doesn't read \\u: the catalog would hold a text that is never looked up."""
    assert [entry.msgid for entry in catalog if re.search(r"\\[ux]", entry.msgid)] == []


def bare_words(template: str) -> list[str]:
    """English in a template that no tag translates."""
    shown = unescape(NOT_SHOWN.sub(" ", template))
    spoken = SPOKEN_ATTRIBUTE.findall(shown)
    texts = [text.strip() for text in [*TAG.sub("\n", shown).split("\n"), *spoken]]
    return [text for text in texts if BARE_WORD.search(text) and text != NAMES_ITSELF]


def test_no_template_says_anything_that_is_not_translated():
    pages = [p for p in (PROJECT / "templates").rglob("*.html") if "styleguide" not in p.name]
    found = {str(p.relative_to(PROJECT)): bare_words(p.read_text(encoding="utf-8")) for p in pages}
    assert {name: words for name, words in found.items() if words} == {}


def test_bare_words_are_found():
    assert bare_words('<p title="Too bad">{% translate "Fine" %}</p><b>Hello</b>') == [
        "Hello",
        "Too bad",
    ]
