"""Rules every template keeps, so that the content policy and the next reader can rely on them."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR) / "templates"
PAGES = sorted(ROOT.rglob("*.html"))
LETTERS = "channels/email"  # mail programs know no style sheet of ours
THEIRS = ("allauth", "account", "admin")  # the context of these is documented upstream


def named(paths):
    return [pytest.param(path, id=str(path.relative_to(ROOT))) for path in paths]


def text_of(path: Path) -> str:
    return re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.S)


@pytest.mark.parametrize("path", named(p for p in PAGES if LETTERS not in str(p)))
def test_no_inline_style_script_or_handler(path):
    text = text_of(path)
    assert not re.search(r"\sstyle=", text)
    assert not re.search(r"\son[a-z]+=", text)
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)


OURS = [page for page in PAGES if page.relative_to(ROOT).parts[0] not in THEIRS]


@pytest.mark.parametrize("path", named(OURS))
def test_every_template_says_what_it_is_and_what_it_takes(path):
    head = re.sub(r'^\{% extends "[^"]+" %\}', "", path.read_text())
    assert head.startswith(("{#", "{% comment %}"))


@pytest.mark.parametrize("path", named(PAGES))
def test_every_icon_that_is_named_is_drawn(path):
    sprite = (Path(settings.BASE_DIR) / "static" / "icons.svg").read_text()
    for name in re.findall(r'\{% icon "([a-z0-9-]+)"', text_of(path)):
        assert f'id="i-{name}"' in sprite


def test_components_read_roles_and_never_the_palette():
    palette = re.compile(r"var\(--(?:paper|ink|pen|line|green|amber|red|violet|heat)-\d")
    for sheet in (Path(settings.BASE_DIR) / "static" / "css" / "components").glob("*.css"):
        assert not palette.search(sheet.read_text()), sheet.name
