"""Whole mails through `parse`: words, people, threads, files, verdicts."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from channels.email.parsing import parse

HEAD = (
    b"From: Ana <ana@example.com>\r\nTo: desk@example.com\r\nSubject: Lamp\r\nMIME-Version: 1.0\r\n"
)


def mail(*lines, body=b"", head=HEAD):
    return head + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def multipart(*parts, kind=b"mixed"):
    body = b"".join(b"--edge\r\n" + part + b"\r\n" for part in parts) + b"--edge--\r\n"
    return mail(b"Content-Type: multipart/" + kind + b'; boundary="edge"', body=body)


def text_part(text, kind=b"plain", charset=b"utf-8"):
    return b"Content-Type: text/" + kind + b"; charset=" + charset + b"\r\n\r\n" + text


def test_a_plain_mail_gives_every_field():
    parsed = parse(
        mail(
            b"Cc: Otto <otto@example.com>, teo@example.com",
            b"Message-ID: <b@example.com>",
            b"In-Reply-To: <a@example.com>",
            b"References: <x@example.com>",
            b" <a@example.com>",
            b"Date: Mon, 03 Jun 2024 12:53:00 +0800",
            b"Content-Type: text/plain; charset=utf-8",
            body="灯坏了。\r\n\r\n> 旧\r\n> 文\r\n".encode(),
        )
    )
    assert (parsed.from_.name, parsed.from_.address) == ("Ana", "ana@example.com")
    assert [one.address for one in parsed.cc] == ["otto@example.com", "teo@example.com"]
    assert parsed.message_id == "b@example.com"
    assert parsed.in_reply_to == "a@example.com"
    assert parsed.references == ("x@example.com", "a@example.com")
    assert parsed.date.utcoffset() == timedelta(hours=8)
    assert parsed.date == datetime(2024, 6, 3, 4, 53, tzinfo=UTC)
    assert parsed.reply_text == "灯坏了。"
    assert "> 旧" in parsed.text
    assert parsed.charset == "utf-8"
    assert parsed.problems == ()


def test_text_is_made_from_html_when_there_is_no_plain_part():
    parsed = parse(mail(b"Content-Type: text/html", body=b"<p>One<br>two</p><script>x</script>"))
    assert parsed.text == "One\ntwo"
    assert parsed.html.startswith("<p>One")


def test_the_html_shows_the_quote_that_the_plain_part_does_not():
    html = b"<div>Yes.</div><div id=divRplyFwdMsg>From</div><div>Old words</div>"
    parsed = parse(
        multipart(
            text_part(b"Yes.\r\n\r\nOld words"), text_part(html, b"html"), kind=b"alternative"
        )
    )
    assert parsed.reply_text == "Yes."
    assert parsed.text == "Yes.\n\nOld words"


def test_an_attachment_keeps_its_bytes_and_loses_its_path():
    data = bytes(range(256))
    part = (
        b'Content-Type: image/png; name="x"\r\nContent-Transfer-Encoding: base64\r\n'
        b'Content-Disposition: attachment; filename="../../etc\\lamp.png"\r\n\r\n'
    ) + base64.encodebytes(data)
    (attachment,) = parse(multipart(text_part(b"See."), part)).attachments
    assert attachment.filename == "lamp.png"
    assert attachment.content == data
    assert attachment.size == 256
    assert len(attachment.digest) == 64


@pytest.mark.parametrize(
    "disposition",
    [
        b"filename*=UTF-8''%E7%81%AF.png",
        b"filename*0*=UTF-8''%E7%81; filename*1*=%AF.png",
        b"filename*=GB18030''%B5%C6.png",
        b'filename="=?GBK?B?tcYucG5n?="',
        b'filename="=?UTF-8?Q?=E7=81?= =?UTF-8?Q?=AF.png?="',
        'filename="灯.png"'.encode(),
        'filename="灯.png"'.encode("gbk"),
        "filename=灯.png".encode(),
    ],
)
def test_a_chinese_file_name_is_read_in_every_spelling(disposition):
    part = b"Content-Type: image/png\r\nContent-Disposition: attachment; " + disposition
    (attachment,) = parse(multipart(text_part(b"See."), part + b"\r\n\r\nx")).attachments
    assert attachment.filename == "灯.png"


def test_a_forwarded_mail_inside_is_a_file_and_can_be_read():
    inner = b"From: Shop <shop@example.com>\r\nSubject: Order\r\n\r\nYour order is late."
    parsed = parse(multipart(text_part(b"Look."), b"Content-Type: message/rfc822\r\n\r\n" + inner))
    assert parsed.reply_text == "Look."
    assert "From: Shop <shop@example.com>" in parsed.text
    assert "Your order is late." in parsed.text
    assert parsed.attachments[0].content == inner


def test_a_uuencoded_file_is_taken_out_of_the_words():
    body = b"See the picture.\r\nbegin 644 cat.txt\r\n#0V%T\r\n`\r\nend\r\nThanks.\r\n"
    parsed = parse(mail(body=body))
    assert parsed.attachments[0].filename == "cat.txt"
    assert parsed.attachments[0].content == b"Cat"
    assert "begin" not in parsed.text
    assert "Thanks." in parsed.text


def test_a_missing_sender_is_taken_from_reply_to():
    raw = b"Reply-To: Ana <ana@example.com>\r\nSubject: x\r\n\r\nhi"
    assert parse(raw).from_.address == "ana@example.com"


@pytest.mark.parametrize(
    ("value", "name", "address"),
    [
        (b'"Ray, Ana" <ana@example.com>', "Ray, Ana", "ana@example.com"),
        (b"ana@example.com (Ana Ray)", "Ana Ray", "ana@example.com"),
        (b"ana@example.com", "", "ana@example.com"),
        (b"<ana@example.com>", "", "ana@example.com"),
        (b'"=?utf-8?B?546L6Iqz?=" <ana@example.com>', "王芳", "ana@example.com"),
        (b"=?GB2312?B?zfU=?= =?GB2312?B?t7w=?= <ana@example.com>", "王芳", "ana@example.com"),
        (b"=?gb2312?B?zfW3?=\r\n =?gb2312?B?vA==?= <ana@example.com>", "王芳", "ana@example.com"),
        ("王芳 <ana@example.com>".encode("gbk"), "王芳", "ana@example.com"),
        ("王芳 <ana@example.com>".encode(), "王芳", "ana@example.com"),
        (b"Desk: Ana <ana@example.com>, b@example.com;", "Ana", "ana@example.com"),
        (b"Ana <ana@example.com> Bob <bob@example.com>", "Ana", "ana@example.com"),
        (b'"Ana <ana@example.com>', "Ana", "ana@example.com"),
        (b"'Ana' <ana @example.com>", "Ana", "ana@example.com"),
        (b"<@relay.example,@b.example:ana@example.com>", "", "ana@example.com"),
    ],
)
def test_a_sender_is_read_in_every_spelling(value, name, address):
    sender = parse(b"From: " + value + b"\r\n\r\nhi").from_
    assert (sender.name, sender.address) == (name, address)


@pytest.mark.parametrize(
    ("value", "subject"),
    [
        (b"=?utf-8?B?54Gv5Z2P5LqG?=", "灯坏了"),
        (b"=?UTF-8?B?54Gv5Q==?= =?UTF-8?B?nY/kuoY=?=", "灯坏了"),
        (b"=?utf-8*zh?B?54Gv5Z2P5LqG?=", "灯坏了"),
        (b"Re: =?gbk?Q?=B5=C6=BB=B5=C1=CB?=", "Re: 灯坏了"),
        (b"=?utf-8?B?54Gv5Z2P5LqG", "灯坏了"),
        (b"=?utf-8?B?54Gv5Z2P5LqG=?= =?x-nonsense?Q?ok?=", "灯坏了ok"),
        ("灯坏了".encode("gb18030"), "灯坏了"),
        ("燈壞了，請處理".encode("big5"), "燈壞了，請處理"),
        (b"A =?us-ascii?Q?B_C?= D", "A B C D"),
        (b"no =? word ?=", "no =? word ?="),
    ],
)
def test_a_subject_is_read_in_every_spelling(value, subject):
    assert parse(b"Subject: " + value + b"\r\n\r\nhi").subject == subject


LONG = "您好，我上周在贵店买的台灯坏了，请尽快处理并退款，谢谢！"
TRADITIONAL = "您好，我上週在貴店買的檯燈壞了，請儘快處理並退款，謝謝！"


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        (b"gb2312", "赵喆在𠮷野家投诉".encode("gb18030"), "赵喆在𠮷野家投诉"),
        (b"gb2312", LONG.encode(), LONG),
        (b"utf-8", LONG.encode("gbk"), LONG),
        (b"iso-8859-1", LONG.encode("gbk"), LONG),
        (b"us-ascii", LONG.encode("gb18030"), LONG),
        (b"", LONG.encode("gbk"), LONG),
        (b"", LONG.encode(), LONG),
        (b"", TRADITIONAL.encode("big5"), TRADITIONAL),
        (b"big5", TRADITIONAL.encode("big5"), TRADITIONAL),
        (b"hz-gb-2312", LONG.encode("hz"), LONG),
        (b"x-unknown", LONG.encode("gbk"), LONG),
        (
            b"iso-8859-1",
            "Grüße, schöne Äpfel für 5 €".encode("cp1252"),
            "Grüße, schöne Äpfel für 5 €",
        ),
        (b"", "Déjà payé, très déçu de l'été".encode("latin-1"), "Déjà payé, très déçu de l'été"),
        (b"windows-1251", "Лампа сломана".encode("cp1251"), "Лампа сломана"),
        (b"iso-2022-jp", "壊れました".encode("iso2022_jp"), "壊れました"),
        (b"ks_c_5601-1987", "고장났어요".encode("cp949"), "고장났어요"),
    ],
)
def test_bytes_are_read_whatever_the_label_says(label, data, text):
    kind = b"Content-Type: text/plain; charset=" + label if label else b"Content-Type: text/plain"
    encoded = base64.encodebytes(data)
    assert parse(mail(kind, b"Content-Transfer-Encoding: base64", body=encoded)).text == text


@pytest.mark.parametrize(
    "header",
    [
        b"Auto-Submitted: auto-replied",
        b"Auto-Submitted: auto-generated (vacation)",
        b"X-Autoreply: yes",
        b"Precedence: auto_reply",
        b"X-Auto-Response-Suppress: All",
    ],
)
def test_a_machine_is_known_by_its_headers(header):
    assert parse(mail(header, body=b"hi")).is_auto_reply


@pytest.mark.parametrize("subject", ["Out of Office: x", "自动回复：x", "Abwesenheitsnotiz: x"])
def test_a_machine_is_known_by_its_subject(subject):
    assert parse(
        b"Subject: " + subject.encode() + b"\r\nFrom: a@example.com\r\n\r\nhi"
    ).is_auto_reply


@pytest.mark.parametrize(
    "header", [b"Auto-Submitted: no", b"Precedence: bulk", b"X-Auto-Response-Suppress: DR, RN"]
)
def test_a_person_is_no_machine(header):
    parsed = parse(mail(header, body="请取消自动回复功能".encode()))
    assert not parsed.is_auto_reply
    assert not parsed.is_bounce


def test_a_delivery_report_is_a_bounce_and_automatic():
    report = b"Content-Type: message/delivery-status\r\n\r\nFinal-Recipient: rfc822; a@example.com"
    raw = multipart(text_part(b"It failed."), report, kind=b"report; report-type=delivery-status")
    parsed = parse(raw)
    assert parsed.is_bounce
    assert parsed.is_auto_reply
    assert "Final-Recipient" in parsed.text


@pytest.mark.parametrize("subject", ["Undelivered Mail Returned to Sender", "系统退信"])
def test_a_bounce_of_an_old_server_is_known(subject):
    raw = f"From: MAILER-DAEMON@example.com\r\nSubject: {subject}\r\n\r\nUser unknown".encode()
    assert parse(raw).is_bounce


def test_a_complaint_about_a_failed_delivery_is_no_bounce():
    head = b"From: Ana <ana@example.com>\r\nSubject: Parcel not been delivered\r\n"
    assert not parse(mail(body=b"It never came.", head=head)).is_bounce
    body = "快递未送达，请退款。".encode()
    assert not parse(mail(body=body, head=b"From: a@example.com\r\n")).is_bounce


REPORT = """It failed.

Final-Recipient: rfc822; Gone@example.com
Action: failed

Final-Recipient: rfc822; late@example.com
Action: delayed
"""


@pytest.mark.parametrize(
    ("body", "failed"),
    [
        (REPORT, ("gone@example.com",)),
        (REPORT.replace("failed\n\n", "delayed\n\n"), ()),
        (
            "Not delivered:\n\n<gone@example.com>:\n550 unknown\n\nTo: me@example.com",
            ("gone@example.com",),
        ),
        ("Your mail to gone@example.com could not be delivered.", ("gone@example.com",)),
        ("Your mail to a@example.com is delayed.", ()),
    ],
)
def test_a_bounce_names_whom_it_could_not_reach(body, failed):
    head = b"From: MAILER-DAEMON@example.com\r\nSubject: Mail delivery\r\n\r\n"
    assert parse(head + body.encode()).failed_recipients == failed
