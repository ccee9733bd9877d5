"""How many statements a page of the desk takes; started by bench.pages.

    python -m bench.one_page LOGIN PATH... [--show]

Runs with the environment of a running desk; `--show` prints every statement with its time.
"""

from __future__ import annotations

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from tickets.models import User  # noqa: E402

settings.ALLOWED_HOSTS = ["*"]


def main() -> None:
    login, *paths = [word for word in sys.argv[1:] if word != "--show"]
    client = Client()
    client.force_login(User.objects.get(username=login))
    for path in paths:
        client.get(path, secure=True)  # the first visit fills what is kept between pages
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(path, secure=True)
        assert answer.status_code == 200, (path, answer.status_code)
        figures = {"statements": len(captured), "bytes": len(answer.content)}
        sys.stdout.write(json.dumps({"work": "pages", "what": path, **figures}) + "\n")
        if "--show" in sys.argv:
            for query in captured.captured_queries:
                sys.stdout.write(f"{query['time']} {query['sql'][:160]}\n")


main()
