"""Links: what opens a ticket, for how long, and what merely looking does to it (nothing)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.core.cache import cache
from django.utils import timezone

from channels import links
from channels.models import CustomerLink
from channels.web.views.fresh_link import mail_links
from tests.cast import Cast, by, later, ticket
from tests.customer import browser, words
from tickets.actions.customers import find_or_make_customer
from tickets.actions.surveying import token_hash
from tickets.models import ContactPoint, Ticket, TicketEvent


def path_of(url: str) -> str:
    return url.removeprefix("http://127.0.0.1:8000").partition("?")[0]


def token_in(url: str) -> str:
    return path_of(url).rstrip("/").rsplit("/", 1)[-1]


def test_a_link_holds_192_bits_and_only_its_hash_is_stored(cast: Cast) -> None:
    url = links.status_url(ticket(cast.rosa))
    token = token_in(url)
    assert len(token) == 32
    link = CustomerLink.objects.get()
    assert link.token_hash == token_hash(token)
    assert token not in str(list(CustomerLink.objects.values()))


def test_a_mail_sent_again_carries_the_same_link(cast: Cast) -> None:
    case = ticket(cast.rosa)
    assert links.status_url(case) == links.status_url(case)
    assert CustomerLink.objects.count() == 1


def test_the_link_opens_its_own_ticket_and_no_other(cast: Cast) -> None:
    mine = ticket(cast.rosa, "My own matter.")
    ticket(cast.rosa, "Another matter of mine.")
    page = browser().get(path_of(links.status_url(mine)))
    assert page.status_code == 200
    assert mine.number in words(page)
    assert "Another matter" not in words(page)


@pytest.mark.parametrize("change", ["tampered", "unknown", "cut off"])
def test_a_link_that_was_never_made_is_not_found(cast: Cast, change: str) -> None:
    token = token_in(links.status_url(ticket(cast.rosa)))
    wrong = {
        "tampered": token[:-1] + "AB"[token[-1] == "A"],
        "unknown": "x" * 32,
        "cut off": token[:9],
    }
    page = browser().get(f"/s/{wrong[change]}/")
    assert page.status_code == 404
    assert "Get a new link" in words(page)


def test_a_link_ends_ninety_days_after_closing_and_not_a_second_earlier(cast: Cast) -> None:
    case = ticket(cast.rosa)
    token = token_in(links.status_url(case))
    Ticket.objects.filter(pk=case.pk).update(status="closed", closed_at=later(days=1))
    links.open_link(token, at=later(days=91) - timedelta(seconds=1))
    with pytest.raises(links.LinkOver):
        links.open_link(token, at=later(days=91))


def test_a_revoked_link_is_gone_and_the_next_mail_carries_another(cast: Cast) -> None:
    case = ticket(cast.rosa)
    before = links.status_url(case)
    assert links.revoke_links(ticket_id=case.pk, actor=by(cast.teo), at=later(hours=1)) == 1
    assert browser().get(path_of(before)).status_code == 410
    after = links.status_url(case)
    assert after != before
    assert browser().get(path_of(after)).status_code == 200
    assert TicketEvent.objects.filter(ticket=case, code="link.revoked").count() == 1


def test_a_fresh_link_to_something_long_over_works_for_a_week(cast: Cast) -> None:
    case = ticket(cast.rosa)
    long_ago = timezone.now() - timedelta(days=200)
    Ticket.objects.filter(pk=case.pk).update(status="closed", closed_at=long_ago)
    case.refresh_from_db()
    assert browser().get(path_of(links.status_url(case))).status_code == 410
    fresh = links.fresh_status_url(case)
    assert browser().get(path_of(fresh)).status_code == 200
    with pytest.raises(links.LinkOver):
        links.open_link(token_in(fresh), at=timezone.now() + timedelta(days=8))


def test_a_page_behind_a_link_is_kept_by_nobody_and_passes_no_address_on(cast: Cast) -> None:
    for url in (path_of(links.status_url(ticket(cast.rosa))), "/s/unknown/", "/r/unknown/"):
        page = browser().get(url)
        assert page["Referrer-Policy"] == "no-referrer"
        assert page["Cache-Control"] == "no-store, private"
        assert "noindex" in page["X-Robots-Tag"]


def everything() -> dict[str, list[Any]]:
    """Return every row of the desk, the sessions of a browser aside."""
    models = [m for m in apps.get_models() if m._meta.app_label in {"tickets", "channels"}]
    return {m._meta.label: sorted(map(str, m.objects.values_list())) for m in models}


def test_looking_at_a_link_fifty_times_changes_nothing(cast: Cast) -> None:
    path = path_of(links.status_url(ticket(cast.rosa)))
    before = everything()
    scanner = browser()
    for _ in range(25):
        assert scanner.get(path).status_code == 200
        assert scanner.head(path, headers={"sec-purpose": "prefetch"}).status_code == 200
        assert scanner.get("/new-link/").status_code == 200
    assert everything() == before


# --- Whose address it is --------------------------------------------------------------------


def test_opening_a_mailed_link_proves_nothing_and_pressing_its_button_proves_the_address(
    cast: Cast,
) -> None:
    case = ticket(cast.rosa)
    path = path_of(links.status_url(case))
    assert "Confirm my address" in words(browser().get(path))
    assert ContactPoint.objects.get(customer=cast.rosa).verified_at is None
    for _ in range(2):
        assert browser().post(f"{path}verification/").status_code == 302
    assert ContactPoint.objects.get(customer=cast.rosa).verified_at is not None
    assert TicketEvent.objects.filter(ticket=case, code="contact.verified").count() == 1
    assert "Confirm my address" not in words(browser().get(path))


def test_the_link_on_the_screen_proves_no_address(cast: Cast) -> None:
    case = ticket(cast.rosa)
    path = links.status_path(case, contact=None)
    assert "Confirm my address" not in words(browser().get(path))
    assert browser().post(f"{path}verification/").status_code == 404
    assert ContactPoint.objects.get(customer=cast.rosa).verified_at is None


def test_an_address_that_another_customer_has_proved_stays_theirs(cast: Cast) -> None:
    other = find_or_make_customer(at=later(), email="rosa@example.test", is_verified=True)
    path = path_of(links.status_url(ticket(cast.rosa)))
    assert browser().post(f"{path}verification/").status_code == 302
    verified = ContactPoint.objects.get(verified_at__isnull=False)
    assert verified.customer == other


# --- A fresh link by mail -------------------------------------------------------------------


def asked(case: Ticket) -> int:
    return TicketEvent.objects.filter(ticket=case, code="link.requested").count()


def test_asking_for_a_link_says_the_same_whether_or_not_the_address_is_known(cast: Cast) -> None:
    case = ticket(cast.rosa)
    known = browser().post("/new-link/", {"email": "ROSA@example.test "})
    unknown = browser().post("/new-link/", {"email": "nobody@example.test"})
    assert (known.status_code, words(known)) == (200, words(unknown))
    assert asked(case) == 1


def test_asking_twice_in_a_minute_mails_one_link(cast: Cast) -> None:
    case = ticket(cast.rosa)
    for minutes in (0, 1, 10):
        mail_links("rosa@example.test", at=later(hours=1, minutes=minutes))
    assert asked(case) == 2


def test_a_wrong_address_is_said_beside_the_field(cast: Cast) -> None:
    answer = browser().post("/new-link/", {"email": "rosa"})
    assert answer.status_code == 422
    assert "no complete e-mail address" in words(answer)


def test_one_address_cannot_be_flooded_whoever_asks(cast: Cast, settings: Any) -> None:
    cache.clear()
    settings.PUBLIC_FORM_RATE = "2/h"
    case = ticket(cast.rosa)
    for hour in range(1, 6):
        mail_links("rosa@example.test", at=later(hours=hour))
    assert asked(case) == 2
