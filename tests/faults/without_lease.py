"""The twin: a worker whose relay knows no lease, so it has to mark a delivery when it takes it.

`celery -A tests.faults.without_lease worker`. It shows what the lease is for.
"""

from celery.signals import worker_init

from feedback_desk.celery import app  # noqa: F401


@worker_init.connect
def forget_the_lease(**_signal: object) -> None:
    from tickets import outbox

    claim_with_lease = outbox.claim

    def claim(*args, **kwargs):
        rows = claim_with_lease(*args, **kwargs)
        for row in rows:
            outbox._mark(row, "done", "")
        return rows

    outbox.claim = claim
    outbox._hold = lambda delivery: True
