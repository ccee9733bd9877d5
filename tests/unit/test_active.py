"""What is active in one thread is no other thread's affair."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.urls import base
from django.utils import timezone, translation
from django.utils.translation import trans_real

from feedback_desk.active import Active

SHANGHAI = ZoneInfo("Asia/Shanghai")


def test_the_desk_holds_its_languages_and_zones_so():
    holders = (trans_real._active, timezone._active, base._prefixes, base._urlconfs)

    assert {type(holder) for holder in holders} == {Active}
    assert len({id(holder) for holder in holders}) == len(holders)


def test_a_value_is_there_until_it_is_deleted():
    held = Active("test")

    assert not hasattr(held, "value")
    held.value = "zh-hans"
    assert getattr(held, "value", "none") == "zh-hans"
    del held.value
    with pytest.raises(AttributeError):
        _ = held.value


def test_readers_at_the_same_time_keep_their_own_language_and_zone():
    both_are_in = Barrier(2, timeout=5)

    def read(language: str, zone: ZoneInfo | None) -> tuple[str | None, str, str]:
        with translation.override(language), timezone.override(zone):
            both_are_in.wait()
            said = (
                translation.get_language(),
                translation.gettext("Sign out"),
                timezone.get_current_timezone_name(),
            )
            both_are_in.wait()
        return said

    with ThreadPoolExecutor(2) as threads:
        chinese = threads.submit(copy_context().run, read, "zh-hans", ZoneInfo("Europe/Lisbon"))
        english = threads.submit(read, "en", SHANGHAI)

    assert english.result() == ("en", "Sign out", "Asia/Shanghai")
    language, word, zone = chinese.result()
    assert language == "zh-hans"
    assert word != "Sign out"
    assert zone == "Europe/Lisbon"


def test_an_override_ends_where_it_began():
    with translation.override("zh-hans"):
        with translation.override(None):
            assert translation.get_language() is None
        assert translation.get_language() == "zh-hans"
    with timezone.override(SHANGHAI):
        assert timezone.get_current_timezone() is SHANGHAI
