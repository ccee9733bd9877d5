"""Whose word counts about a sender, and when it is a doubt."""

from __future__ import annotations

import pytest

from channels.email.authentication import failed_checks

OURS = "mx.harbour.test"


def head(*results: str) -> bytes:
    lines = [f"Authentication-Results: {each}" for each in results]
    return "\r\n".join([*lines, "From: rosa@example.test", "", ""]).encode()


@pytest.mark.parametrize(
    ("results", "failed"),
    [
        ("spf=pass; dkim=pass; dmarc=pass", ()),
        ("spf=fail smtp.mailfrom=rosa@example.test; dkim=none; dmarc=fail", ("SPF", "DMARC")),
        ("spf=fail; dkim=pass; dmarc=pass (forwarded)", ()),
        ("spf=softfail; dkim=pass header.d=example.test", ()),
        ("spf=softfail; dkim=none", ("SPF",)),
        ("spf=fail; dkim=fail; dmarc=none", ("SPF", "DKIM")),
        ("spf=none; dkim=none", ()),
        ("none", ()),
        ("spf=pass (dmarc=fail)", ()),
    ],
)
def test_dmarc_decides_then_spf_without_a_signature(results: str, failed: tuple[str, ...]) -> None:
    assert failed_checks(head(f"{OURS}; {results}"), receiver=OURS) == failed


def test_only_the_topmost_result_of_the_named_server_counts() -> None:
    forged = f"{OURS}; spf=pass; dkim=pass; dmarc=pass"
    ours = f"{OURS} 1; dmarc=fail"
    assert failed_checks(head("mx.elsewhere.test; dmarc=pass", ours, forged), receiver=OURS) == (
        "DMARC",
    )
    assert failed_checks(head(ours), receiver="") == ()
    assert failed_checks(head("mx.elsewhere.test; dmarc=fail"), receiver=OURS) == ()


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"Authentication-Results:\r\n\r\n"])
def test_odd_heads_say_nothing(raw: bytes) -> None:
    assert failed_checks(raw, receiver=OURS) == ()
