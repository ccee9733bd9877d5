"""What somebody else's HTML may still do on a page of the desk: be read, and nothing more."""

from __future__ import annotations

import pytest

from tickets.foreign_html import shown

PIXEL = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize(
    ("sent", "stays"),
    [
        ("<p>Hi<script>alert(1)</script></p>", "<p>Hi</p>"),
        ("<p onclick=\"alert(1)\" onmouseover='x'>Hi</p>", "<p>Hi</p>"),
        ('<img src="x" onerror="alert(1)" alt="Our oven">', '<img alt="Our oven">'),
        ('<svg onload="alert(1)"><a xlink:href="javascript:x">x</a></svg>Hi', "Hi"),
        ('<a href="javascript:alert(1)">Hi</a>', '<a rel="noopener noreferrer nofollow">Hi</a>'),
        ('<a href="data:text/html,x">Hi</a>', '<a rel="noopener noreferrer nofollow">Hi</a>'),
        ("<iframe src='https://a.example'></iframe>Hi", "Hi"),
        ("<form action='/desk/'><input name='q'><button>Hi</button></form>", "Hi"),
        ("<meta http-equiv='refresh' content='0;url=https://a.example'>Hi", "Hi"),
        ("<base href='https://a.example'>Hi", "Hi"),
        ("<!-- <p>unseen</p> -->Hi", "Hi"),
    ],
)
def test_nothing_runs_frames_or_asks(sent: str, stays: str) -> None:
    assert shown(sent) == stays


@pytest.mark.parametrize(
    "sent",
    [
        "<style>body { display: none }</style><p>Hi</p>",
        '<p style="position: fixed; inset: 0">Hi</p>',
        '<p class="button button-danger" id="reply">Hi</p>',
        '<p data-poll="/desk/" hidden aria-hidden="true">Hi</p>',
    ],
)
def test_nothing_dresses_up_as_the_desk(sent: str) -> None:
    assert shown(sent) == "<p>Hi</p>"


@pytest.mark.parametrize(
    "source",
    [
        "https://spy.example/open.gif?who=ana",
        "http://spy.example/open.gif",
        "//spy.example/open.gif",
        "/desk/tickets/1/",
        "cid:photo@mail",
        " https://spy.example/x.png",
        "data:image/svg+xml;base64,PHN2Zz4=",
        "data:text/html;base64,PGI+",
    ],
)
def test_a_picture_from_elsewhere_is_not_fetched(source: str) -> None:
    assert shown(f'<img src="{source}" alt="A photo">') == '<img alt="A photo">'


@pytest.mark.parametrize("name", ["srcset", "background", "poster", "lowsrc"])
def test_no_other_attribute_fetches_one_either(name: str) -> None:
    assert shown(f'<td {name}="https://spy.example/x.png"></td><img {name}="//spy.example/x">') == (
        "<img>"
    )


def test_a_picture_the_mail_carries_is_shown() -> None:
    sent = f'<p><img src="{PIXEL}" alt="A pixel"></p>'
    assert shown(sent) == sent


def test_a_picture_that_came_as_a_file_stands_where_it_stood() -> None:
    digest = "a1" * 32
    sent = f'<p><img src="cid:{digest}" alt="The lid"></p>'
    assert shown(sent, pictures={digest: "/desk/attachments/7/?inline=1&x"}) == (
        '<p><img src="/desk/attachments/7/?inline=1&amp;x" alt="The lid"></p>'
    )
    assert shown(sent, pictures={"b2" * 32: "/desk/attachments/8/"}) == (
        '<p><img alt="The lid"></p>'
    )


def test_what_a_letter_is_made_of_stays() -> None:
    sent = (
        '<h2>Order</h2><p lang="zh" dir="ltr">你好，<b>坏了</b></p><ul><li>one</li></ul>'
        '<table><tbody><tr><td colspan="2">12 €</td></tr></tbody></table>'
    )
    assert shown(sent) == sent


@pytest.mark.parametrize("address", ["https://shop.example/42", "mailto:r@example.com", "tel:+49"])
def test_links_out_of_the_house_stay_and_tell_nothing(address: str) -> None:
    assert shown(f'<a href="{address}" target="_top">here</a>') == (
        f'<a href="{address}" rel="noopener noreferrer nofollow">here</a>'
    )


def test_a_link_without_a_host_can_not_point_into_the_desk() -> None:
    assert "href" not in shown('<a href="/desk/tickets/1/cancellation/">your parcel</a>')


def test_what_has_nothing_left_is_empty_so_that_the_text_is_shown() -> None:
    assert not shown("<script>alert(1)</script>")
    assert not shown("")
