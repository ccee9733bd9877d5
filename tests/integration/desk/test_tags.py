"""Tags: on one ticket, on several at once, found again by them, renamed and made one."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cast import Cast, by, later, ticket
from tickets.actions.tagging import MOST_ON_ONE, add_tags, rename_tag, set_tags
from tickets.errors import Incomplete
from tickets.models import ConfigurationEvent, Tag, Ticket


@pytest.fixture
def case(cast: Cast) -> Ticket:
    return ticket(cast.rosa)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def carried(case: Ticket) -> set[str]:
    return set(case.tags.values_list("name", flat=True))


def carry(case: Ticket, cast: Cast, *names: str) -> None:
    set_tags(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=1), names=names)


def test_what_is_ticked_and_what_is_written_are_the_tags(case: Ticket, cast: Cast) -> None:
    carry(case, cast, "kettles")
    page = signed_in(cast.ana)
    where = f"/desk/tickets/{case.pk}/tags/"
    assert 'value="kettles"' in page.get(where).content.decode()
    page.post(where, {"names": ["kettles"], "more": "recall 2026， 夏季,  Kettles"})
    assert carried(case) == {"kettles", "recall 2026", "夏季"}
    page.post(where, {"more": "夏季"})
    assert carried(case) == {"夏季"}
    event = case.events.filter(code="ticket.tagged").order_by("-seq")[0]
    assert (len(event.data["removed"]), event.data["added"]) == (2, [])
    assert "夏季" in page.get(f"/desk/tickets/{case.pk}/").content.decode()


def test_the_same_tags_again_are_no_event(case: Ticket, cast: Cast) -> None:
    carry(case, cast, "kettles")
    carry(case, cast, " KETTLES ")
    assert case.events.filter(code="ticket.tagged").count() == 1


def test_too_many_and_too_long_are_refused_and_nothing_is_kept(case: Ticket, cast: Cast) -> None:
    for names in ([f"tag {n}" for n in range(MOST_ON_ONE + 1)], ["x" * 61]):
        with pytest.raises(Incomplete):
            carry(case, cast, *names)
    assert not Tag.objects.exists()
    answer = signed_in(cast.ana).post(f"/desk/tickets/{case.pk}/tags/", {"more": "x" * 61})
    assert answer.status_code == 422
    assert "x" * 61 in answer.content.decode()


def test_a_full_ticket_takes_no_more(case: Ticket, cast: Cast) -> None:
    carry(case, cast, *(f"tag {n}" for n in range(MOST_ON_ONE)))
    with pytest.raises(Incomplete):
        add_tags(ticket_id=case.pk, actor=by(cast.ana), at=later(minutes=2), names=["one more"])
    assert len(carried(case)) == MOST_ON_ONE


def test_the_queue_is_narrowed_by_a_tag(case: Ticket, cast: Cast) -> None:
    other = ticket(cast.rosa)
    carry(case, cast, "kettles")
    tag = Tag.objects.get()
    page = signed_in(cast.ana).get(f"/desk/?tag={tag.pk}").content.decode()
    assert case.number in page
    assert other.number not in page
    assert "kettles" in page


def test_several_tickets_are_tagged_at_once(case: Ticket, cast: Cast) -> None:
    other = ticket(cast.rosa)
    carry(case, cast, "first")
    sent = {"do": "tag", "ticket": [case.pk, other.pk], "given": "1", "more": "recall"}
    signed_in(cast.ana).post("/desk/bulk/", sent)
    assert carried(case) == {"first", "recall"}
    assert carried(other) == {"recall"}


def test_the_list_counts_only_what_the_reader_sees(case: Ticket, cast: Cast) -> None:
    carry(case, cast, "kettles")
    mine = signed_in(cast.ana).get("/desk/tags/")
    theirs = signed_in(cast.otto).get("/desk/tags/")
    assert [(tag["open"], tag["all"]) for tag in mine.context["tags"]] == [(1, 1)]
    assert [(tag["open"], tag["all"]) for tag in theirs.context["tags"]] == [(0, 0)]


def test_a_tag_is_renamed_on_record(case: Ticket, cast: Cast) -> None:
    carry(case, cast, "ketles")
    tag = Tag.objects.get()
    signed_in(cast.teo).post(f"/desk/tags/{tag.pk}/", {"name": "kettles"})
    assert carried(case) == {"kettles"}
    change = ConfigurationEvent.objects.order_by("-id")[0]
    assert change.data == {"name": {"from": "ketles", "to": "kettles"}}
    assert signed_in(cast.teo).post(f"/desk/tags/{tag.pk}/", {"name": " "}).status_code == 422


def test_a_name_that_exists_makes_two_tags_one(case: Ticket, cast: Cast) -> None:
    both = ticket(cast.rosa)
    carry(case, cast, "ketles")
    carry(both, cast, "ketles", "kettles")
    wrong, right = (Tag.objects.get(name=name) for name in ("ketles", "kettles"))
    kept = rename_tag(tag_id=wrong.pk, actor=by(cast.teo), at=later(minutes=5), name="Kettles")
    assert kept == right
    assert list(Tag.objects.all()) == [right]
    assert carried(case) == carried(both) == {"kettles"}
    told = {row.pk: row.events.filter(code="ticket.tagged").last().data for row in (case, both)}
    assert told[case.pk] == {"added": [right.pk], "removed": [wrong.pk]}
    assert told[both.pk] == {"added": [], "removed": [wrong.pk]}
