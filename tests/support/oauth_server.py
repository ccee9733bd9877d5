"""A provider's OAuth 2 in a process of its own: gives tokens, tells the mail server whose they are.

`python -m tests.support.oauth_server PORT` runs until its input ends.
"""

from __future__ import annotations

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

REFRESH_TOKEN = "refresh-of-support"
CLIENT_SECRET = "client-secret"
ACCESS_TOKEN = "access-of-support"


class Provider(BaseHTTPRequestHandler):
    """Each exchange gives a new access token; `POST /revoke` ends all that were given."""

    valid = {ACCESS_TOKEN}
    given = 0
    seconds = 3600

    def do_POST(self) -> None:
        """Exchange a refresh token (RFC 6749, section 6), or do what the test asks."""
        length = int(self.headers.get("Content-Length") or 0)
        fields = parse_qs(self.rfile.read(length).decode())
        asked = {name: values[0] for name, values in fields.items()}
        if self.path == "/revoke":
            Provider.valid = {ACCESS_TOKEN}
            return self._answer(200, {"given": Provider.given})
        if self.path == "/lifetime":
            Provider.seconds = int(asked["seconds"])
            return self._answer(200, {"seconds": Provider.seconds})
        wanted = {"grant_type": "refresh_token", "refresh_token": REFRESH_TOKEN}
        if asked.items() >= (wanted | {"client_secret": CLIENT_SECRET}).items():
            Provider.given += 1
            token = f"access-{Provider.given}"
            Provider.valid.add(token)
            return self._answer(200, {"access_token": token, "expires_in": Provider.seconds})
        return self._answer(400, {"error": "invalid_grant"})

    def do_GET(self) -> None:
        """Tell Dovecot whose token it was shown."""
        token = parse_qs(urlsplit(self.path).query).get("access_token", [""])[0]
        if token in Provider.valid:
            self._answer(200, {"email": "support", "active": True})
        else:
            self._answer(401, {"error": "invalid_token"})

    def _answer(self, status: int, facts: dict[str, object]) -> None:
        body = json.dumps(facts).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Stay silent."""


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main()
