"""One ticket through the public form, statement by statement; started by bench.intake.

    python -m bench.one_ticket [--show]

Runs with the environment of a running desk; `--show` prints every statement with its time.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import Any

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from bench.complaints import MATTERS  # noqa: E402
from channels.visitor import FORM, hidden_fields  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]


def send(client: Client, n: int) -> CaptureQueriesContext:
    fields = hidden_fields(client.get(FORM).content.decode())
    words = {"step": "2", "hurt": "no", "text": MATTERS[n], "name": "Rosa Meyer"}
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(FORM, fields | words | {"email": f"visitor-one-{n}@example.test"})
    assert answer.status_code == 302, answer.content[:2000]
    return captured


def main() -> None:
    client = Client()
    send(client, 0)
    captured = send(client, 1)
    kinds = Counter(query["sql"].split()[0] for query in captured.captured_queries)
    tell("statements", total=len(captured), **kinds)
    if "--show" in sys.argv:
        for query in captured.captured_queries:
            sys.stdout.write(f"{query['time']} {query['sql'][:160]}\n")


def tell(what: str, **figures: Any) -> None:
    sys.stdout.write(json.dumps({"work": "intake", "what": what, **figures}) + "\n")


main()
