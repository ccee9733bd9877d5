"""What is kept in English is read in the reader's language, with the far end's own words in it."""

from __future__ import annotations

import smtplib
import ssl

import pytest
from django.utils import translation

from channels import troubles
from channels.email import imap, tls
from tickets import secrets
from tickets.sentences import BETWEEN, Sentence, in_readers_words, words_of

REFUSAL = troubles.MAILBOX_REFUSED.said(
    server="imap.harbour.test",
    user="support",
    variable="FEEDBACK_DESK_SECRET_SUPPORT",
    answer="[AUTHENTICATIONFAILED] Authentication failed.",
)
KEPT = [
    REFUSAL,
    troubles.NO_CONNECTION.said(server="imap.harbour.test", port=993, why="Connection refused"),
    troubles.NO_FOLDER.said(server="imap.harbour.test", folder="Old", answer="No such folder"),
    troubles.TOKEN_REFUSED.said(
        url="https://id.test/token", status=400, answer='{"error": "invalid"}'
    ),
    troubles.TOO_LARGE.said(size="63,000,000", address="support@harbour.test", most="31,457,280"),
    troubles.MAIL_REFUSED.said(code=550, answer="5.1.1 No such user"),
    troubles.NOTHING_THERE.said(field="id", path="$.review.id"),
    secrets.EMPTY.said(variable="FEEDBACK_DESK_SECRET_SUPPORT"),
]


@pytest.mark.parametrize("kept", KEPT)
def test_a_kept_sentence_is_read_in_chinese(kept: str) -> None:
    with translation.override("zh-hans"):
        words = in_readers_words(kept)
    assert any("\u4e00" <= char <= "\u9fff" for char in words)
    with translation.override("en"):
        assert in_readers_words(kept) == kept


def test_what_the_far_end_said_stays_as_it_said_it() -> None:
    with translation.override("zh-hans"):
        assert "[AUTHENTICATIONFAILED] Authentication failed." in in_readers_words(REFUSAL)


def test_a_sentence_within_a_sentence_is_read_too() -> None:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    why = tls.explained(error)
    kept = troubles.NO_CONNECTION.said(server="imap.test", port=993, why=why)
    with translation.override("zh-hans"):
        words = in_readers_words(kept)
    assert "imap.test" in words
    assert "isn't trusted" not in words


def test_the_refusals_of_several_ways_are_read_one_by_one() -> None:
    refusals = [
        troubles.MAIL_REFUSED.said(code=550, answer="No such user"),
        "something of a library",
    ]
    with translation.override("zh-hans"):
        words = in_readers_words(BETWEEN.join(refusals))
    assert words.endswith(" · something of a library")
    assert "The mail server refused it" not in words


def test_a_cut_end_of_the_far_words_does_no_harm() -> None:
    kept = troubles.MAIL_REFUSED.said(code=550, answer="x" * 900)
    assert len(kept) < 500
    with translation.override("zh-hans"):
        assert "The mail server" not in in_readers_words(kept[:200])


def test_a_percent_sign_in_far_words_is_one() -> None:
    kept = troubles.MAIL_REFUSED.said(code=552, answer="quota at 100% (full)")
    with translation.override("zh-hans"):
        assert "100% (full)" in in_readers_words(kept)


def test_an_error_nobody_worded_is_kept_by_its_kind() -> None:
    assert words_of(ValueError("odd")) == "ValueError: odd"
    assert words_of(imap.ServerTrouble(REFUSAL)) == REFUSAL
    assert "535 no" in tls.explained(smtplib.SMTPAuthenticationError(535, b"no"))


def test_text_that_is_no_sentence_of_ours_is_left_alone() -> None:
    assert in_readers_words("") == ""
    assert in_readers_words("KeyError: 'rating'") == "KeyError: 'rating'"
    assert Sentence("Only for %(name)s.").read("Only for 王秀英.") == "Only for 王秀英."
