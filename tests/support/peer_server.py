"""Programs of other houses, in a process of their own: an SMS gateway, and WeChat's API.

    python -m tests.support.peer_server sms|wechat

Prints its port, then answers until its standard input ends. `GET /_seen` returns what came, `POST
/_rules` sets what is answered next: {"status": 500, "body": {...}}.
"""

from __future__ import annotations

import base64
import json
import sys
import threading
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

# A picture of one dot: what a follower sends.
PICTURE = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=="
)
APP = {"appid": "wx0123456789abcdef", "secret": "the-app-secret"}


class Peer(BaseHTTPRequestHandler):
    """Remembers every request; follows the rule that was set, else does its own work."""

    seen: list[dict[str, Any]] = []
    rule: dict[str, Any] | None = None
    tokens: set[str] = set()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path == "/_seen":
            self.answer(200, self.seen)
        else:
            self.serve(path, b"")

    def do_POST(self) -> None:
        path = urlsplit(self.path).path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if path == "/_rules":
            type(self).rule = json.loads(body)
            self.answer(200, {})
        else:
            self.serve(path, body)

    def serve(self, path: str, body: bytes) -> None:
        query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        self.seen.append(
            {"path": path, "query": query, "headers": dict(self.headers), "body": body.decode()}
        )
        if self.rule and path.startswith(self.rule.get("path", "/")):
            headers = self.rule.get("headers", {})
            self.answer(self.rule["status"], self.rule.get("body", {}), headers)
        else:
            self.work(path, query)

    def work(self, path: str, query: dict[str, str]) -> None:
        self.answer(200, {"accepted": True})

    def answer(self, status: int, body: Any, headers: Mapping[str, str] | None = None) -> None:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Quiet."""


class WeChat(Peer):
    """The part of WeChat's API that an account uses: tokens, media, customer-service messages."""

    def work(self, path: str, query: dict[str, str]) -> None:
        if path == "/cgi-bin/token":
            self.hand_out(query)
        elif query.get("access_token") not in self.tokens:
            self.answer(200, {"errcode": 40001, "errmsg": "invalid credential"})
        elif path == "/cgi-bin/media/get":
            self.media(query.get("media_id", ""))
        elif path == "/cgi-bin/message/custom/send":
            self.answer(200, {"errcode": 0, "errmsg": "ok"})
        else:
            self.answer(404, {"errcode": 404})

    def hand_out(self, query: dict[str, str]) -> None:
        if {name: query.get(name) for name in APP} != APP:
            self.answer(200, {"errcode": 40125, "errmsg": "invalid appsecret"})
            return
        token = f"token-{len(self.tokens) + 1}"
        self.tokens.add(token)
        self.answer(200, {"access_token": token, "expires_in": 7200})

    def media(self, media_id: str) -> None:
        known = {"picture": PICTURE, "voice": b"#!AMR\n" + bytes(64)}
        gone = {"errcode": 40007, "errmsg": "invalid media_id"}
        self.answer(200, known.get(media_id, gone))


def main(kind: str) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), {"sms": Peer, "wechat": WeChat}[kind])
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1])
