"""Typed readers for settings that come from the environment.

Every reader names the variable, repeats the value it refused and says which values it takes,
because the person who reads the error is at a shell, not in this code. No Django import: the
supervisor uses the same readers.
"""

import os
import re
from collections.abc import Iterable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import overload
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

TRUE_WORDS = ("1", "true", "yes", "on")
FALSE_WORDS = ("0", "false", "no", "off")

_RATE = r"[1-9]\d*/\d*[smhd]"
_SECONDS_IN = {"s": 1, "m": 60, "h": 3600, "d": 86400}


class SettingsError(Exception):
    """A setting in the environment is missing or can't be read. The message names the next step."""


def refuse(name: str, value: str | None, accepted: str) -> SettingsError:
    """The error for a value that a reader doesn't take, in one wording for all of them."""
    if value is None:
        return SettingsError(f"{name} is not set. Set it in the environment to {accepted}.")
    return SettingsError(f"{name}={value!r} can't be used. Set {name} to {accepted}.")


def _raw(name: str) -> str | None:
    """The variable's text, or None when unset or blank: compose files pass unset ones as blank."""
    value = os.environ.get(name, "").strip()
    return value or None


@overload
def env_str(name: str, default: str = ...) -> str: ...
@overload
def env_str(name: str, default: None) -> str | None: ...
def env_str(name: str, default: str | None = "") -> str | None:
    return _raw(name) or default


def env_required(name: str, accepted: str) -> str:
    """A text that has no safe default, such as a secret of a production desk."""
    value = _raw(name)
    if value is None:
        raise refuse(name, None, accepted)
    return value


def env_bool(name: str, default: bool = False) -> bool:
    value = _raw(name)
    if value is None:
        return default
    if value.lower() in TRUE_WORDS:
        return True
    if value.lower() in FALSE_WORDS:
        return False
    raise refuse(name, value, f"one of {', '.join(TRUE_WORDS + FALSE_WORDS)}")


def env_int(
    name: str, default: int = 0, *, minimum: int | None = None, maximum: int | None = None
) -> int:
    """A whole number; both limits are included."""
    value = _raw(name)
    if value is None:
        return default
    try:
        number = int(value)
    except ValueError:
        raise refuse(name, value, _whole_number_words(minimum, maximum)) from None
    if (minimum is not None and number < minimum) or (maximum is not None and number > maximum):
        raise refuse(name, value, _whole_number_words(minimum, maximum))
    return number


def _whole_number_words(minimum: int | None, maximum: int | None) -> str:
    words = "a whole number"
    if minimum is not None:
        words += f" of at least {minimum}"
    if maximum is not None:
        words += f" {'and' if minimum is not None else 'of'} at most {maximum}"
    return words


def env_float(name: str, default: float = 0.0, *, minimum: float | None = None) -> float:
    value = _raw(name)
    if value is None:
        return default
    accepted = "a number" + (f" of at least {minimum}" if minimum is not None else "")
    try:
        number = float(value)
    except ValueError:
        raise refuse(name, value, accepted) from None
    if minimum is not None and not number >= minimum:
        raise refuse(name, value, accepted)
    return number


def env_list(name: str, default: Iterable[str] = ()) -> list[str]:
    """Comma-separated; blanks around and between commas don't count."""
    value = _raw(name)
    if value is None:
        return list(default)
    return [item.strip() for item in value.split(",") if item.strip()]


def env_networks(name: str) -> list[IPv4Network | IPv6Network]:
    """Networks or single addresses, separated by commas; none when it isn't set."""
    try:
        return [ip_network(item) for item in env_list(name)]
    except ValueError:
        accepted = "networks such as 10.1.2.0/24, or addresses, separated by commas"
        raise refuse(name, _raw(name), accepted) from None


def env_choice(name: str, choices: Sequence[str], *, default: str) -> str:
    value = _raw(name)
    if value is None:
        return default
    if value not in choices:
        raise refuse(name, value, f"one of {', '.join(choices)}")
    return value


def env_seconds(name: str, default: float = 0, *, minimum: float = 0) -> int:
    """A length of time in whole seconds: ``90``, ``90s``, ``15m``, ``2h`` or ``7d``."""
    value = _raw(name)
    if value is None:
        return int(default)
    number, unit = (value[:-1], value[-1]) if value[-1] in _SECONDS_IN else (value, "s")
    accepted = f"a length of time such as 90, 15m, 2h or 7d, at least {minimum:g} seconds"
    try:
        seconds = int(number) * _SECONDS_IN[unit]
    except ValueError:
        raise refuse(name, value, accepted) from None
    if seconds < minimum:
        raise refuse(name, value, accepted)
    return seconds


def env_rate(name: str, default: str, *, counted_by: Sequence[str] = ()) -> str:
    """How often in which time: ``20/h``, ``100/5m``.

    With ``counted_by`` several may be given, separated by commas, each ending in one of them:
    ``10/m/ip,5/5m/key``.
    """
    value = _raw(name)
    if value is None:
        return default
    rates = [rate.strip() for rate in value.split(",")]
    by = rf"(/({'|'.join(counted_by)}))?" if counted_by else ""
    if (len(rates) == 1 or counted_by) and all(re.fullmatch(_RATE + by, r) for r in rates):
        return ",".join(rates)
    raise refuse(name, value, "how often in which time: " + (default or "20/h"))


def env_zone(name: str, default: str) -> str:
    """The name of a time zone, as in the IANA database."""
    value = _raw(name)
    if value is None:
        return default
    accepted = "the name of a time zone, such as Asia/Shanghai or Europe/Paris"
    try:
        return ZoneInfo(value).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise refuse(name, value, accepted) from None


def env_url(name: str, default: str = "", *, schemes: Sequence[str] = ("http", "https")) -> str:
    """An address with one of ``schemes``. Its password is never repeated in the error."""
    value = _raw(name)
    if value is None:
        return default
    try:
        scheme = urlsplit(value).scheme
    except ValueError:
        scheme = ""
    if scheme not in schemes or "://" not in value:
        raise refuse(name, _masked(value), "an address starting with " + _scheme_words(schemes))
    return value


def _masked(value: str) -> str:
    """``scheme://user:secret@host`` with everything before the host hidden."""
    head, at, host = value.rpartition("@")
    return f"...@{host}" if at and head else value


def _scheme_words(schemes: Sequence[str]) -> str:
    return " or ".join(f"{scheme}://" for scheme in schemes)
