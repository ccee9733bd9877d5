"""One dictionary a language says what Django's many say."""

import pytest
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override, trans_real

from feedback_desk.catalogs import OneCatalog

LANGUAGES = ("en", "zh-hans")
COUNTS = (0, 1, 2, 5, 11, 21)


@pytest.fixture(params=LANGUAGES)
def pair(request):
    """What Django reads from its files, and the same in one."""
    many = trans_real.DjangoTranslation(request.param)._catalog
    return many, OneCatalog(many)


def test_every_message_is_the_same(pair):
    many, one = pair
    keys = set(many.keys())

    assert {key: one.get(key) for key in keys} == {key: many.get(key) for key in keys}
    assert all(key in one and one[key] == many[key] for key in keys)


def test_what_nobody_translated_is_missing_in_both(pair):
    many, one = pair

    assert one.get("nobody says this") is many.get("nobody says this") is None
    assert "nobody says this" not in one
    with pytest.raises(KeyError):
        one["nobody says this"]
    with pytest.raises(KeyError):
        one.plural("nobody says this", 2)


def test_every_plural_is_the_same(pair):
    many, one = pair
    messages = {key[0] for key in set(many.keys()) if isinstance(key, tuple)}

    for message in messages:
        expected = [many.plural(message, count) for count in COUNTS]
        assert [one.plural(message, count) for count in COUNTS] == expected


def test_chinese_is_looked_up_among_many():
    assert len(OneCatalog(trans_real.DjangoTranslation("zh-hans")._catalog)._merged) > 1000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_desk_speaks_from_one(language):
    assert isinstance(trans_real.translation(language)._catalog, OneCatalog)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_safe_text_lends_its_markup_to_no_plain_one(language):
    with override(language):
        safe, plain = gettext(SafeString("<b>nobody</b>")), gettext("<b>nobody</b>")

    assert type(safe) is SafeString
    assert type(plain) is str


def test_an_answer_from_memory_is_that_of_the_language():
    said = []
    for language in ("en", "zh-hans", "en", "zh-hans"):
        with override(language):
            said.append(gettext("Sign out"))

    assert said[:2] == said[2:]
    assert said[0] == "Sign out" != said[1]
