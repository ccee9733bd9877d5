"""A worker killed by its pid in the middle of deliveries, at two named points.

Each point is reached from outside, by a lock that the worker runs into: production code knows
nothing of it.
"""

from __future__ import annotations

import sys
import threading
from collections import Counter
from dataclasses import asdict, dataclass
from subprocess import Popen
from typing import Any

from tests.support.own_desk import OwnDesk
from tests.support.smtp_sink import Mail, SmtpSink

BETWEEN_CLAIM_AND_COMMIT = "between claim and commit"
BETWEEN_SEND_AND_MARK = "between send and mark"
POINTS = (BETWEEN_CLAIM_AND_COMMIT, BETWEEN_SEND_AND_MARK)
# How many mails have left at that point and are not noted yet: only these may be repeated.
IN_FLIGHT = {BETWEEN_CLAIM_AND_COMMIT: 0, BETWEEN_SEND_AND_MARK: 1}
OURS = "feedback_desk.celery"

GATE = 4711
# Whoever raises `attempts` claims. The trigger waits as long as somebody holds the gate.
WAIT_AT_CLAIM = f"""
CREATE FUNCTION wait_at_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END $$;
CREATE TRIGGER wait_at_claim BEFORE UPDATE OF attempts ON tickets_delivery
FOR EACH STATEMENT EXECUTE FUNCTION wait_at_claim();
"""
OPEN_THE_GATE = """
DROP TRIGGER wait_at_claim ON tickets_delivery; DROP FUNCTION wait_at_claim();
"""
IS_WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


@dataclass(frozen=True)
class Outcome:
    """What came of it: in Postgres, and at the mail server."""

    point: str
    due: int
    done: int
    noted_once: int
    sent: int
    repeated: int
    repeated_with_same_id: int

    @property
    def held_its_word(self) -> bool:
        """Each once in Postgres, each mail at least once, repeats only of what was in flight."""
        return (
            self.due == self.done == self.noted_once == self.sent
            and self.repeated == self.repeated_with_same_id == IN_FLIGHT[self.point]
        )

    def as_data(self) -> dict[str, Any]:
        return asdict(self)


def run(desk: OwnDesk, *, point: str, count: int, app: str = OURS) -> Outcome:
    """Let a worker begin `count` deliveries, kill it at `point`, let another finish."""
    desk.run([sys.executable, "-m", "tests.faults.work", "open", str(count)])
    interrupt = {
        BETWEEN_CLAIM_AND_COMMIT: _kill_at_claim,
        BETWEEN_SEND_AND_MARK: _kill_before_mark,
    }[point]
    interrupt(desk, desk.start_worker(app), count // 2)
    desk.start_worker(app)
    desk.wait_until(
        lambda: desk.count("SELECT count(*) FROM tickets_delivery WHERE state = 'pending'") == 0,
        seconds=30 + count / 5,
        what="every delivery comes to an end",
    )
    return outcome(desk, point)


def _kill_at_claim(desk: OwnDesk, worker: Popen[bytes], after: int) -> None:
    """Close the gate while a batch is sent; the next claim stops inside its transaction."""
    desk.sql(WAIT_AT_CLAIM)
    desk.sink.wait_for(after, seconds=60 + after / 5)
    with desk.connection() as gate, gate.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [GATE])
        _wait_for_a_waiting_worker(desk)
        desk.kill(worker)
    desk.sql(OPEN_THE_GATE)


def _kill_before_mark(desk: OwnDesk, worker: Popen[bytes], after: int) -> None:
    """Take the ticket's lock before its mail is answered; noting the mail waits for the lock."""
    reached = threading.Event()
    with desk.connection() as holder, holder.cursor() as cursor:
        holder.autocommit = False

        def hold_the_ticket(number: int, mail: Mail) -> None:
            if number == after:
                cursor.execute(
                    "SELECT id FROM tickets_ticket WHERE position(number in %s) > 0 FOR UPDATE",
                    [mail.subject],
                )
                reached.set()

        desk.sink.on_mail = hold_the_ticket
        assert reached.wait(60 + after / 5), desk.log("worker")
        _wait_for_a_waiting_worker(desk)
        desk.kill(worker)
        holder.rollback()
    desk.sink.on_mail = None


def _wait_for_a_waiting_worker(desk: OwnDesk) -> None:
    desk.wait_until(
        lambda: desk.count(IS_WAITING) > 0, seconds=60, what="the worker runs into the lock"
    )


def outcome(desk: OwnDesk, point: str) -> Outcome:
    mails = Counter(mail.message_id for mail in desk.sink.mails)
    addresses = Counter(mail.to for mail in desk.sink.mails)
    return Outcome(
        point=point,
        due=desk.count("SELECT count(*) FROM tickets_delivery"),
        done=desk.count("SELECT count(*) FROM tickets_delivery WHERE state = 'done'"),
        noted_once=desk.count(
            "SELECT count(*) FROM (SELECT ticket_id FROM tickets_ticketevent "
            "WHERE code = 'notice.sent' GROUP BY 1 HAVING count(*) = 1) AS once"
        ),
        sent=len(addresses),
        repeated=sum(addresses.values()) - len(addresses),
        repeated_with_same_id=sum(mails.values()) - len(mails),
    )


def clear(desk: OwnDesk, sink: SmtpSink) -> None:
    """End every process, forget earlier deliveries and deadlines: the next run counts its own."""
    desk.kill_all()
    desk.sql("DELETE FROM tickets_delivery")
    desk.sql("UPDATE tickets_slaclock SET next_fire_at = NULL WHERE next_fire_at IS NOT NULL")
    desk.sql("ALTER TABLE tickets_ticketevent DISABLE TRIGGER append_only")
    desk.sql("DELETE FROM tickets_ticketevent WHERE code = 'notice.sent'")
    desk.sql("ALTER TABLE tickets_ticketevent ENABLE TRIGGER append_only")
    sink.received.clear()
