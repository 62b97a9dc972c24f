"""A real mail server and a real messaging service on this machine; each says no the way it is told to."""

from __future__ import annotations

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class PostBox(socketserver.ThreadingTCPServer):
    """letters: (recipient, whole text). answer: said after RCPT."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Line)
        self.letters: list[tuple[str, str]] = []
        self.answer = "250 ok"

    @property
    def address(self) -> str:
        """As a setting of the deployment names it."""
        return f"smtp://127.0.0.1:{self.server_address[1]}"


class _Line(socketserver.StreamRequestHandler):
    server: PostBox

    def handle(self) -> None:
        self._say("220 postbox")
        to = ""
        while line := self.rfile.readline().decode().strip():
            word = line.split(" ")[0].upper()
            if word == "RCPT":
                to = line.partition("<")[2].partition(">")[0]
                self._say(self.server.answer)
            elif word == "DATA":
                self._say("354 go on")
                self.server.letters.append((to, self._text()))
                self._say("250 taken")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _text(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            lines.append(line)
        return "\n".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def post_box() -> Iterator[PostBox]:
    """A mail server that listens until the block ends."""
    with PostBox() as box:
        thread = threading.Thread(target=lambda: box.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        yield box
        box.shutdown()
        thread.join()


class Service(ThreadingHTTPServer):
    """WeCom, DingTalk or Feishu on this machine. heard: (path, body, authorization); answer: what it says, status: of HTTP."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Ear)
        self.heard: list[tuple[str, dict[str, Any], str]] = []
        self.answer: dict[str, Any] = {"errcode": 0, "code": 0, "access_token": "T-1", "tenant_access_token": "T-1"}
        self.status = 200

    @property
    def address(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Ear(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: dict[str, Any]) -> None:
        self.server.heard.append((self.path, body, self.headers.get("Authorization", "")))
        content = json.dumps(self.server.answer).encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        if self.server.status == 302:
            self.send_header("Location", "http://127.0.0.1:9/elsewhere")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: Any) -> None:
        """Nothing on the console."""


@contextmanager
def service() -> Iterator[Service]:
    """A service that listens until the block ends."""
    with Service() as opened:
        thread = threading.Thread(target=lambda: opened.serve_forever(poll_interval=0.01), daemon=True)
        thread.start()
        yield opened
        opened.shutdown()
        thread.join()
