"""Plans what is prepared once, and tells whether a kept connection is alive without asking it."""

from __future__ import annotations

import select
import time

from django.conf import settings
from django.db.backends.postgresql import base

# Longer than that a host may have gone without a word to us: then it is asked.
SECONDS_OF_TRUST = 10.0


class DatabaseWrapper(base.DatabaseWrapper):
    """Django sends `SELECT 1` before the first statement of each request over a kept connection.

    That message costs both sides as much as many a statement. A server that ends a connection
    closes it or says why, and either way there is something to read from its socket; so a silent
    socket over which the server has answered just now is a good one.
    """

    _trusted_until = 0.0

    def init_connection_state(self) -> None:
        """Have a statement that is prepared planned once, whatever its values.

        Left to itself, PostgreSQL plans some of them anew each time, which costs more than they do.
        The values of ours are keys and moments; all else is written into the statement.
        """
        super().init_connection_state()
        if settings.DB_PREPARE:
            with self.cursor() as cursor:
                cursor.execute("SET plan_cache_mode = force_generic_plan")

    def is_usable(self) -> bool:
        now = time.monotonic()
        usable = (now < self._trusted_until and self._is_silent()) or super().is_usable()
        self._trusted_until = now + SECONDS_OF_TRUST if usable else 0.0
        return usable

    def _is_silent(self) -> bool:
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return not waiting.poll(0)
