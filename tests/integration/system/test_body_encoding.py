"""A form whose sender names an odd encoding is read all the same; it never fails."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
FIRST = {"step": "1", "text": "水壶漏水", "hurt": "no"}
ODD = ["utf-7", "utf-16", "idna", "punycode", "hex", "base64", "unicode_escape", "none"]


def sent(body: bytes, content_type: str) -> tuple[int, str]:
    # As from a browser: the check against forged requests reads the body too.
    client = Client(enforce_csrf_checks=True)
    token = str(client.get("/complain/").context["csrf_token"])
    proof = {"X-CSRFToken": token}
    answer = client.generic("POST", "/complain/", body, content_type, headers=proof)
    return answer.status_code, answer.content.decode()


def parts(written_in: str) -> bytes:
    lines = [
        f'--border\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in FIRST.items()
    ]
    return "".join([*lines, "--border--\r\n"]).encode(written_in)


@pytest.mark.parametrize("charset", [*ODD, "gb18030"])
def test_a_form_in_an_address_s_way_is_utf_8(starter: None, charset: str) -> None:
    kind = f"application/x-www-form-urlencoded; charset={charset}"
    status, page = sent(urlencode(FIRST).encode(), kind)
    assert status == 200
    assert "水壶漏水" in page


@pytest.mark.parametrize("charset", ODD)
def test_a_form_in_parts_is_utf_8_where_its_encoding_is_none_of_text(
    starter: None, charset: str
) -> None:
    status, page = sent(parts("utf-8"), f"multipart/form-data; boundary=border; charset={charset}")
    assert status == 200
    assert "水壶漏水" in page


def test_a_form_in_parts_is_taken_at_its_word(starter: None) -> None:
    status, page = sent(parts("gb18030"), "multipart/form-data; boundary=border; charset=gb18030")
    assert status == 200
    assert "水壶漏水" in page
