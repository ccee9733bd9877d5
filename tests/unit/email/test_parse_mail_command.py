"""`manage.py parse_mail FILE --json`, which an operator runs to see what a mail became."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

KEYS = [
    "message_id",
    "in_reply_to",
    "references",
    "from",
    "to",
    "cc",
    "subject",
    "text",
    "html",
    "reply_text",
    "attachments",
    "is_auto_reply",
    "is_bounce",
    "charset",
    "date",
]


def test_the_command_prints_exactly_the_documented_keys(tmp_path):
    path = tmp_path / "mail.eml"
    path.write_bytes("From: 王芳 <a@example.com>\r\nSubject: 灯\r\n\r\n坏了".encode())
    out = StringIO()
    call_command("parse_mail", str(path), "--json", stdout=out)
    printed = json.loads(out.getvalue())
    assert list(printed) == KEYS
    assert printed["from"] == {"name": "王芳", "address": "a@example.com"}
    assert printed["text"] == "坏了"
    assert printed["date"] is None


def test_the_command_says_what_was_wrong_with_the_mail(tmp_path):
    path = tmp_path / "mail.eml"
    path.write_bytes(b"From: a@example.com\r\nDate: nonsense\r\n\r\nhi")
    err = StringIO()
    call_command("parse_mail", str(path), stdout=StringIO(), stderr=err)
    assert "date_unreadable" in err.getvalue()


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CommandError, match=r"nowhere\.eml can't be read"):
        call_command("parse_mail", str(tmp_path / "nowhere.eml"))
