"""Cut what is quoted, keep what the customer wrote."""

from pathlib import Path

import pytest

from channels.email.html_text import html_to_text
from channels.email.quoting import is_forwarded_subject, split_reply

HERE = Path(__file__).parent


def mails(name):
    return (HERE / name).read_text(encoding="utf-8").rstrip("\n").split("\n%%\n")


def html_replies():
    lines = (HERE / "replies_html.txt").read_text(encoding="utf-8").splitlines()
    return [pytest.param(html, id=client) for client, html in (line.split("\t") for line in lines)]


@pytest.mark.parametrize("text", mails("replies_cut.txt"))
def test_only_the_answer_is_left_of_a_reply(text):
    reply = split_reply(text)
    assert reply.text == "My answer."


@pytest.mark.parametrize("text", mails("mails_kept.txt"))
def test_a_mail_that_only_looks_like_a_reply_is_kept_whole(text):
    reply = split_reply(text)
    assert reply.text == text
    assert not reply.is_cut


@pytest.mark.parametrize("html", html_replies())
def test_only_the_answer_is_left_of_an_html_reply(html):
    text, _ = html_to_text(html)
    assert split_reply(text).text == "My answer."


def test_a_forwarded_mail_is_kept_beyond_its_writers_signature():
    text = (
        "They lied, see below.\n\n---------- Forwarded message ---------\nFrom: Shop <s@h.test>\n\n"
        "We repair it for free.\nSent from my iPhone\nAnd send it back.\n-- \nShop"
    )
    assert split_reply(text).text == text


def test_answers_between_quoted_lines_keep_the_questions():
    text = (
        "On 2024-06-03 12:53, Ana wrote:\n> Which lamp?\n\nThe red one.\n\n> When?\n\nYesterday.\n"
    )
    reply = split_reply(text)
    assert "> Which lamp?" in reply.text
    assert reply.text.endswith("Yesterday.")


def test_what_is_quoted_below_the_last_inline_answer_is_cut():
    text = "> Which?\n\nThe red one.\n\n> When?\n\nMonday.\n\n> Regards\n> Ana\n"
    assert split_reply(text).text.endswith("Monday.")


def test_html_answers_between_quotes_are_kept():
    html = (
        '<div class="gmail_quote"><div class="gmail_attr">On Mon, Jun 3, 2024 at 12:53 PM Ana '
        "&lt;ana@example.com&gt; wrote:<br></div><blockquote>Which?</blockquote><div>Red.</div>"
        "<blockquote>When?</blockquote><div>Monday.</div></div>"
    )
    text, _ = html_to_text(html)
    reply = split_reply(text).text
    assert "Red." in reply
    assert "> When?" in reply
    assert "Monday." in reply


def test_a_quoted_sentence_in_html_stays_in_a_complaint():
    html = "<p>They said:</p><blockquote>No refund.</blockquote><p>That is wrong.</p>"
    text, _ = html_to_text(html)
    assert split_reply(text).text == "They said:\n\n> No refund.\n\nThat is wrong."


def test_a_reply_of_nothing_but_a_quote_is_empty():
    text = "On 2024-06-03 12:53, Ana <ana@example.com> wrote:\n> Old.\n> Older.\n"
    assert split_reply(text).text == ""


def test_an_unquoted_old_mail_alone_is_kept_since_it_may_be_the_complaint():
    text = "On 2024-06-03 12:53, Ana <ana@example.com> wrote:\nThe lamp is broken."
    assert split_reply(text).text == text


def test_a_forwarded_mail_is_kept_when_the_subject_says_so():
    fields = "From: Shop <s@example.com>\nSent: Monday, 3 June 2024\nTo: me\nSubject: x"
    text = f"See below.\n\n{fields}\n\nNo."
    assert split_reply(text, is_forwarded=True).text == text
    assert split_reply(text).text == "See below."


@pytest.mark.parametrize(
    "subject", ["Fwd: x", "FW: x", "WG: x", "TR : x", "转发：投诉", "[list] Fwd: x"]
)
def test_a_forwarding_subject_is_known(subject):
    assert is_forwarded_subject(subject)


@pytest.mark.parametrize("subject", ["Re: Fwd: x", "回复：转发：投诉", "VS: x", "Information", ""])
def test_a_reply_to_a_forward_is_no_forward(subject):
    assert not is_forwarded_subject(subject)


def test_a_line_that_only_names_the_writer_goes_with_the_quote_below_it():
    assert split_reply("My answer.\n\nAna Ray wrote:\n> Old.\n> Older.\n").text == "My answer."


def test_what_somebody_said_stays_in_a_complaint():
    text = "The shop wrote:\n> No refund.\nThat is wrong."
    assert split_reply(text).text == text


def test_a_long_quoted_line_that_was_broken_is_no_answer():
    text = (
        "Thanks.\n\nOn 2024-06-03 12:53, Ana wrote:\n"
        "> A quoted line that is so long that some server has broken it in the mid\n"
        "dle of a word.\n> Regards\n"
    )
    assert split_reply(text).text == "Thanks."
