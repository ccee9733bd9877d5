"""Workers that claim at the same moment get different rows."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.db.models import QuerySet

from tests.cast import START
from tickets import outbox
from tickets.models import Delivery

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS, ROWS = 6, 120


def claim_together() -> list[int]:
    """Let all workers claim twenty rows at once; return the ids that each of them got."""
    Delivery.objects.bulk_create(
        Delivery(
            key=f"race:{number}",
            subscriber="test.nobody",
            lane="mail",
            recipient=f"customer:{number}",
            due_at=START,
            created_at=START,
        )
        for number in range(ROWS)
    )
    barrier = Barrier(WORKERS)

    def claim(_worker: int) -> list[int]:
        barrier.wait()
        try:
            return [row.pk for row in outbox.claim("mail", at=START, limit=ROWS // WORKERS)]
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return [pk for claimed in pool.map(claim, range(WORKERS)) for pk in claimed]


def test_no_row_is_claimed_twice() -> None:
    claimed = claim_together()
    assert len(claimed) == len(set(claimed)) == ROWS


def test_without_the_lock_rows_are_claimed_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin: everybody reads the same rows when nobody locks them."""
    read_together = Barrier(WORKERS)
    look: Callable[[QuerySet], list] = QuerySet._fetch_all

    def fetch_with_the_others(self: QuerySet) -> None:
        look(self)
        if self.model is Delivery:
            read_together.wait(timeout=10)

    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    monkeypatch.setattr(QuerySet, "_fetch_all", fetch_with_the_others)
    claimed = claim_together()
    assert len(claimed) > len(set(claimed))
