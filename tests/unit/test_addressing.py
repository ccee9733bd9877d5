"""An address that was worked out once is the one that is resolved each time."""

import pytest
from django.urls import NoReverseMatch, clear_script_prefix, reverse, set_script_prefix

from tickets.addressing import address


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("desk:queue", ()),
        ("desk:ticket", (1,)),
        ("desk:ticket", (1_000_005,)),
        ("desk:split", (12, 345_678)),
        ("desk:undo-reply", (917_350_001, 917_350_000)),
    ],
)
def test_it_is_what_reverse_says(name, keys):
    for _time in ("worked out", "kept"):
        assert address(name, *keys) == reverse(name, args=keys)


@pytest.fixture
def below_another_site():
    set_script_prefix("/complaints/")
    yield
    clear_script_prefix()


def test_a_desk_below_another_site_has_its_own_addresses(below_another_site):
    assert address("desk:ticket", 7) == reverse("desk:ticket", args=[7])
    assert address("desk:ticket", 7).startswith("/complaints/")


def test_only_numbers_are_put_into_an_address():
    with pytest.raises(ValueError, match="format code"):
        address("desk:ticket", '7"><b>')  # type: ignore[arg-type]
    with pytest.raises(NoReverseMatch):
        address("desk:ticket", 7, 8)
