"""Hostile and broken mails: bounded work, nothing raised, and the problem said."""

import json
import random

import pytest

from channels.email import limits
from channels.email.parsing import parse

HEAD = b"From: Ana <ana@example.com>\r\nSubject: Lamp\r\n"
TEXT = b"Content-Type: text/plain\r\n\r\n"
EDGE = b'Content-Type: multipart/mixed; boundary="edge"\r\n\r\n'
MEGABYTE = 1024 * 1024


def codes(parsed):
    return [problem.partition(":")[0] for problem in parsed.problems]


def parts(count):
    return HEAD + EDGE + b"".join(b"--edge\r\n" + TEXT + b"%d\r\n" % n for n in range(count))


def nested(depth):
    raw = HEAD
    for level in range(depth):
        raw += b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level)
    return raw + TEXT + b"hello"


def test_bytes_that_are_no_mail_are_kept_as_text():
    parsed = parse(random.Random(7).randbytes(MEGABYTE))
    assert "not_a_mail" in codes(parsed)
    assert parsed.text


def test_an_empty_mail_is_an_empty_mail():
    parsed = parse(b"")
    assert parsed.text == parsed.subject == parsed.message_id == ""
    assert "not_a_mail" in codes(parsed)


def test_a_mail_of_60_mb_is_read_up_to_the_limit():
    parsed = parse(HEAD + TEXT + b"The lamp is broken. " * (3 * MEGABYTE))
    assert "mail_too_large" in codes(parsed)
    assert len(parsed.text) <= limits.MAX_TEXT_CHARS


def test_ten_thousand_parts_are_read_up_to_the_limit():
    parsed = parse(parts(10_000))
    assert "too_many_parts" in codes(parsed)
    assert parsed.text.startswith("0\n1\n2")


def test_deep_nesting_stops_at_the_limit():
    assert "too_deep" in codes(parse(nested(5_000)))
    assert parse(nested(limits.MAX_DEPTH - 1)).text == "hello"


def test_a_header_of_1_mb_is_cut_and_the_mail_is_read():
    parsed = parse(b"X-Long: " + b"a" * MEGABYTE + b"\r\n" + HEAD + TEXT + b"hello")
    assert parsed.text == "hello"
    assert parsed.from_.address == "ana@example.com"
    folded = parse(b"X-Long: " + b"a\r\n " * (MEGABYTE // 4) + b"b\r\n" + HEAD + TEXT + b"hello")
    assert "header_too_long" in codes(folded)


def test_null_bytes_leave_no_trace():
    raw = HEAD.replace(b"Lamp", b"La\x00mp") + b"Message-ID: <a\x00@b>\r\n" + TEXT + b"hel\x00lo"
    parsed = parse(raw)
    assert parsed.text == "hello"
    assert "null_byte" in codes(parsed)
    assert "\\u0000" not in json.dumps(parsed.as_dict())


def test_a_forged_message_id_can_smuggle_in_nothing():
    raw = (
        b"Message-ID: <a@b>\r\n <evil\x00id@x>\r\nReferences: <x>y <<z>> \xff\xfe\r\n" + HEAD + TEXT
    )
    parsed = parse(raw)
    assert parsed.message_id == "a@b"
    assert all(set("<>\r\n\x00 ").isdisjoint(one) for one in parsed.references)


def test_a_zip_bomb_is_an_attachment_like_any_other():
    bomb = b"PK\x03\x04" + bytes(2 * MEGABYTE)
    raw = HEAD + EDGE + b"--edge\r\nContent-Type: application/zip\r\n\r\n" + bomb + b"\r\n--edge--"
    (attachment,) = parse(raw).attachments
    assert attachment.size == len(bomb)


@pytest.mark.parametrize("name", [b"../../x", b"..\\..\\x", b"/etc/x", b"C:\\x", b"a/b/\x00x"])
def test_a_file_name_is_never_a_path(name):
    part = (
        b'--edge\r\nContent-Disposition: attachment; filename="' + name + b'"\r\n\r\nhi\r\n--edge--'
    )
    (attachment,) = parse(HEAD + EDGE + part).attachments
    assert attachment.filename.strip() == "x"


@pytest.mark.parametrize("name", ["..", ".", "/", "\\"])
def test_a_file_name_of_dots_is_none(name):
    part = f'--edge\r\nContent-Disposition: attachment; filename="{name}"\r\n\r\nhi\r\n--edge--'
    (attachment,) = parse(HEAD + EDGE + part.encode()).attachments
    assert attachment.filename == ""


@pytest.mark.parametrize(
    "charset", ["zip", "idna", "unicode_escape", "undefined", "rot13", "../../x", "\x00", "mbcs"]
)
def test_a_charset_can_name_no_other_codec(charset):
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + b"caf\xc3\xa9"
    assert parse(raw).text == "café"


@pytest.mark.parametrize(
    "body",
    [
        b">" * MEGABYTE,
        b"> x\r\n" * 100_000,
        b"-- \r\n" * 100_000,
        b"On 1 2 3 4 5 6 : \r\n" * 50_000,
        b"From: a\r\n" * 100_000,
        b"1 @" * MEGABYTE,
        b"begin 644 a\r\n" * 50_000,
    ],
)
def test_lines_made_to_be_slow_are_read_in_bounded_work(body):
    assert parse(HEAD + TEXT + body).subject == "Lamp"


@pytest.mark.parametrize(
    "html", [b"<div>" * 200_000, b"<blockquote>" * 50_000, b"<a href=" * 50_000]
)
def test_html_nested_without_end_is_read(html):
    parsed = parse(HEAD + b"Content-Type: text/html\r\n\r\n<p>hello</p>" + html)
    assert parsed.text.startswith("hello")


@pytest.mark.parametrize(
    "header",
    [b"From: " + b"(" * 200_000, b"From: " + b"a:" * 100_000, b"Subject: " + b"=?a?q?" * 40_000],
)
def test_headers_made_to_be_slow_are_read(header):
    assert parse(header + b"\r\n" + TEXT + b"hello").text == "hello"


def test_half_a_character_never_reaches_the_database():
    raw = HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\n+2AA- hello"
    parse(raw).text.encode("utf-8")


def test_a_bug_in_the_parser_is_a_problem_of_that_mail(monkeypatch):
    def broken(root, reader):
        raise RecursionError("too deep")

    monkeypatch.setattr("channels.email.parsing.collect", broken)
    parsed = parse(HEAD + TEXT + b"hello")
    assert codes(parsed) == ["parser_error"]
    assert "hello" in parsed.text
