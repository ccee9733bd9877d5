"""Settings readers: a wrong value names the variable, the value, and what is accepted."""

import pytest

from feedback_desk import env
from feedback_desk.env import SettingsError

NAME = "FEEDBACK_DESK_SAMPLE"


@pytest.fixture
def given(monkeypatch):
    """Set the sample variable to a text, or leave it out."""

    def give(value):
        if value is None:
            monkeypatch.delenv(NAME, raising=False)
        else:
            monkeypatch.setenv(NAME, value)

    return give


@pytest.mark.parametrize(
    ("read", "default"),
    [
        (lambda d: env.env_str(NAME, default=d), "a text"),
        (lambda d: env.env_bool(NAME, default=d), True),
        (lambda d: env.env_int(NAME, default=d), 7),
        (lambda d: env.env_float(NAME, default=d), 0.5),
        (lambda d: env.env_list(NAME, default=d), ["a", "b"]),
        (lambda d: env.env_seconds(NAME, default=d), 90),
        (lambda d: env.env_choice(NAME, ["x", "y"], default=d), "y"),
        (lambda d: env.env_url(NAME, default=d), "http://desk.example"),
    ],
)
@pytest.mark.parametrize("absent", [None, "", "   "])
def test_an_absent_or_blank_variable_gives_the_default(given, read, default, absent):
    given(absent)
    assert read(default) == default


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("true", True), ("Yes", True), ("ON", True), ("0", False), ("off", False)],
)
def test_yes_and_no_are_read_in_any_case(given, text, expected):
    given(text)
    assert env.env_bool(NAME, default=not expected) is expected


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90", 90), ("90s", 90), ("15m", 900), ("2h", 7200), ("7d", 604_800), (" 5 ", 5)],
)
def test_lengths_of_time_take_a_unit(given, text, seconds):
    given(text)
    assert env.env_seconds(NAME) == seconds


def test_lists_drop_blanks(given):
    given(" desk.example.com, ,10.0.0.1 ,")
    assert env.env_list(NAME) == ["desk.example.com", "10.0.0.1"]


@pytest.mark.parametrize(
    ("text", "read", "accepted"),
    [
        ("maybe", lambda: env.env_bool(NAME), "yes"),
        ("ten", lambda: env.env_int(NAME), "a whole number"),
        ("0", lambda: env.env_int(NAME, minimum=1), "at least 1"),
        ("99999", lambda: env.env_int(NAME, minimum=1, maximum=65535), "at most 65535"),
        ("nan", lambda: env.env_float(NAME, minimum=0), "at least 0"),
        ("soon", lambda: env.env_seconds(NAME), "15m"),
        ("5", lambda: env.env_seconds(NAME, minimum=10), "at least 10 seconds"),
        ("z", lambda: env.env_choice(NAME, ["x", "y"], default="x"), "x, y"),
        ("desk.example", lambda: env.env_url(NAME), "http://"),
        ("ftp://desk.example", lambda: env.env_url(NAME), "https://"),
        ("lots", lambda: env.env_rate(NAME, "20/h"), "20/h"),
        ("0/h", lambda: env.env_rate(NAME, "20/h"), "20/h"),
        ("20/h,30/d", lambda: env.env_rate(NAME, "20/h"), "20/h"),
        ("10/m/key", lambda: env.env_rate(NAME, "30/m/ip", counted_by=("ip",)), "30/m/ip"),
        ("Mars/Base", lambda: env.env_zone(NAME, "UTC"), "Asia/Shanghai"),
        ("../etc/passwd", lambda: env.env_zone(NAME, "UTC"), "Asia/Shanghai"),
    ],
)
def test_a_refusal_names_variable_value_and_what_is_accepted(given, text, read, accepted):
    given(text)
    with pytest.raises(SettingsError) as refusal:
        read()
    message = str(refusal.value)
    assert NAME in message
    assert repr(text) in message
    assert accepted in message


@pytest.mark.parametrize("text", ["10/m/ip", "10/m/ip, 5/5m/key", "7/d"])
def test_rates_of_signing_in_say_what_they_count_by(given, text):
    given(text)
    read = env.env_rate(NAME, "30/m/ip", counted_by=("ip", "key"))
    assert read == text.replace(" ", "")


def test_a_zone_and_a_rate_are_read_as_they_stand(given):
    given("Asia/Kathmandu")
    assert env.env_zone(NAME, "UTC") == "Asia/Kathmandu"
    given("100/5m")
    assert env.env_rate(NAME, "20/h") == "100/5m"


def test_the_password_of_a_refused_address_is_not_repeated(given):
    given("mysql://desk:hunter2@db.example/desk")
    with pytest.raises(SettingsError) as refusal:
        env.env_url(NAME, schemes=("postgres",))
    assert "hunter2" not in str(refusal.value)
    assert "db.example" in str(refusal.value)


def test_a_required_text_says_that_it_is_missing(given):
    given(None)
    with pytest.raises(SettingsError, match=f"{NAME} is not set.*a long random text"):
        env.env_required(NAME, "a long random text")
