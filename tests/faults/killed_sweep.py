"""A worker killed by its pid while it escalates, at two named points reached from outside.

Every due clock passes its level once in Postgres, and its mail leaves at least once: repeated only
if it was in flight, and then recognisable by its Message-ID.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from subprocess import Popen
from typing import Any

from tests.faults.killed_worker import (
    BETWEEN_CLAIM_AND_COMMIT,
    BETWEEN_SEND_AND_MARK,
    GATE,
    IN_FLIGHT,
    IS_WAITING,
)
from tests.support.own_desk import OwnDesk
from tests.support.smtp_sink import Mail

MANAGER = "manager@desk.test"
# The sweep writes firings after it has claimed its tickets; the trigger waits at the gate.
WAIT_AT_FIRING = f"""
CREATE FUNCTION wait_at_firing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END $$;
CREATE TRIGGER wait_at_firing BEFORE INSERT ON tickets_slafiring
FOR EACH STATEMENT EXECUTE FUNCTION wait_at_firing();
"""
OPEN_THE_GATE = "DROP TRIGGER wait_at_firing ON tickets_slafiring; DROP FUNCTION wait_at_firing()"
DUE = "SELECT count(*) FROM tickets_slaclock WHERE next_fire_at <= now()"
# Acknowledgements would fall due too while a busy machine still opens complaints.
ONLY_FIRST_REPLIES = (
    "UPDATE tickets_slaclock SET next_fire_at = NULL WHERE metric <> 'first_response'"
)
PENDING = "SELECT count(*) FROM tickets_delivery WHERE state = 'pending'"
# A mark is one statement, which the server would carry out though its client is dead: so the
# trigger lets nobody through while the second gate is held.
WAIT_AT_MARK = f"""
CREATE FUNCTION wait_at_mark() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared({GATE});
    IF NOT pg_try_advisory_xact_lock_shared({GATE + 1}) THEN RAISE 'the worker is dead'; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER wait_at_mark BEFORE UPDATE OF state ON tickets_delivery
FOR EACH ROW WHEN (NEW.state = 'done') EXECUTE FUNCTION wait_at_mark();
"""
OPEN_BOTH_GATES = "DROP TRIGGER wait_at_mark ON tickets_delivery; DROP FUNCTION wait_at_mark()"
FIRED_ONCE = """
SELECT count(*) FROM (
    SELECT clock_id FROM tickets_slafiring WHERE level = 100 AND NOT is_superseded
    GROUP BY clock_id HAVING count(*) = 1) AS once
"""


@dataclass(frozen=True)
class Outcome:
    """What came of it: in Postgres, and at the mail server."""

    point: str
    due: int
    fired: int
    breached: int
    sent: int
    repeated: int

    @property
    def held_its_word(self) -> bool:
        is_once = self.due == self.fired == self.breached == self.sent
        return is_once and self.repeated == IN_FLIGHT[self.point]

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def run(desk: OwnDesk, *, point: str, count: int) -> Outcome:
    """Let a worker begin to escalate `count` due clocks, kill it at `point`, let another finish."""
    before = desk.count(FIRED_ONCE)
    desk.run([sys.executable, "-m", "tests.faults.work", "late", str(count)])
    desk.sql("DELETE FROM tickets_delivery")
    desk.sql(ONLY_FIRST_REPLIES)
    due = desk.count(DUE)
    assert due == count, f"{count} clocks were to be due, {due} are."
    interrupt = {
        BETWEEN_CLAIM_AND_COMMIT: _kill_in_the_sweep,
        BETWEEN_SEND_AND_MARK: _kill_before_mark,
    }[point]
    interrupt(desk, count // 2)
    desk.start_worker()
    desk.wait_until(
        lambda: desk.count(DUE) == 0 and desk.count(PENDING) == 0,
        seconds=120 + count / 2,
        what="every clock is escalated and every mail leaves",
    )
    return _outcome(desk, point, due, before)


def _kill_in_the_sweep(desk: OwnDesk, _after: int) -> None:
    """Hold the gate from the start: the first batch is claimed and never committed."""
    desk.sql(WAIT_AT_FIRING)
    with desk.connection() as gate, gate.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        worker = desk.start_worker()
        _kill_when_it_waits(desk, worker)
    desk.sql(OPEN_THE_GATE)


def _kill_before_mark(desk: OwnDesk, after: int) -> None:
    """Close the gate before a mail is answered: marking it done waits, and never happens."""
    desk.sql(WAIT_AT_MARK)
    reached = threading.Event()
    with desk.connection() as holder, holder.cursor() as cursor:

        def close_the_gate(_number: int, _mail: Mail) -> None:
            if len(_to_manager(desk)) >= after and not reached.is_set():
                cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
                reached.set()

        desk.sink.on_mail = close_the_gate
        worker = desk.start_worker()
        assert reached.wait(120 + after / 2), desk.log("worker")
        _kill_when_it_waits(desk, worker)
        cursor.execute("SELECT pg_advisory_lock(%s), pg_advisory_unlock(%s)", [GATE + 1, GATE])
        desk.wait_until(
            lambda: desk.count(IS_WAITING) == 0, seconds=30, what="the dead worker's mark fails"
        )
    desk.sink.on_mail = None
    desk.sql(OPEN_BOTH_GATES)


def _kill_when_it_waits(desk: OwnDesk, worker: Popen[bytes]) -> None:
    """It may take a while: beat has woken nobody while 2,000 complaints were opened, and a worker
    throws away what is too old first.
    """
    desk.wait_until(
        lambda: desk.count(IS_WAITING) > 0, seconds=300, what="the worker runs into the lock"
    )
    desk.kill(worker)


def _to_manager(desk: OwnDesk) -> list[Mail]:
    return desk.sink.to(MANAGER)


def _outcome(desk: OwnDesk, point: str, due: int, before: int) -> Outcome:
    mails = Counter(mail.message_id for mail in _to_manager(desk))
    return Outcome(
        point=point,
        due=due,
        fired=desk.count(FIRED_ONCE) - before,
        breached=desk.count("SELECT count(*) FROM tickets_slabreach") - before,
        sent=len(mails),
        repeated=sum(mails.values()) - len(mails),
    )
