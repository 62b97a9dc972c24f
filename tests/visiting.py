"""A browser's manners for Flask's test client: https, the token of its session, the headers of the device door."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import PARTS, PASSWORD

ORIGIN = "https://localhost"
COOKIE = "__Host-inspector"
DEVICE_HEADERS = {"X-Inspector-Client": "web/test wire=1", "Sec-Fetch-Site": "same-origin"}
TOKEN = re.compile(r'name="csrf[-_]token" (?:content|value)="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Kept:
    """What a browser holds of somebody who signed in: the cookie of the session, the token of its forms."""

    cookie: str
    token: str


class Visitor:
    """Somebody with a browser; `name` of the cast, or nobody."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.client: FlaskClient = app.test_client()
        self.address = address
        self.token = ""

    def sign_in(self, name: str, password: str = PASSWORD) -> TestResponse:
        """Sign in as a person of the cast, through the page; keeps the new token."""
        self.read_token("/login")
        answer = self.post("/login", name=PARTS[name].number if name in PARTS else name, password=password)
        if answer.status_code == 303:
            self.read_token("/account")
        return answer

    def signed_in(self, name: str) -> Visitor:
        """The same browser, in which the person of the cast has signed in."""
        answer = self.sign_in(name)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return self

    def kept(self) -> Kept:
        """What to keep of this browser, to go on in another."""
        return Kept(self.cookie() or "", self.token)

    def resume(self, kept: Kept) -> Visitor:
        """The same browser, with what another one kept."""
        self.client.set_cookie(COOKIE, kept.cookie, domain="localhost", secure=True)
        self.token = kept.token
        return self

    def read_token(self, url: str) -> None:
        """Take the token against forged requests from a page."""
        found = TOKEN.search(self.get(url).get_data(as_text=True))
        self.token = found[1] if found else ""

    def get(self, url: str, **headers: str) -> TestResponse:
        """Look at a page; header names with `_` for `-`."""
        return self._open("GET", url, headers=_headers(headers))

    def post(
        self, url: str, *, files: dict[str, Any] | None = None, headers: dict[str, str] | None = None, **fields: Any
    ) -> TestResponse:
        """Send a form with the session's token."""
        data = {"csrf_token": self.token, **fields, **(files or {})}
        return self._open(
            "POST", url, data=data, headers={"Referer": f"{ORIGIN}/", "Origin": ORIGIN, **(headers or {})}
        )

    def device(self, method: str, url: str, body: Any = None, grant: str = "", **headers: str) -> TestResponse:
        """Speak to the device door as our own client does; body: bytes or something for JSON; grant: secret of a capture grant."""
        sent = {**DEVICE_HEADERS, **_headers(headers)} | ({"Authorization": f"Grant {grant}"} if grant else {})
        data = body if isinstance(body, bytes | None) else json.dumps(body, ensure_ascii=False).encode()
        kind = {"content_type": sent.pop("Content-Type", "application/json")} if data is not None else {}
        return self._open(method, url, data=data, headers=sent, **kind)

    def cookie(self, name: str = COOKIE) -> str | None:
        """The value of a cookie this browser holds."""
        found = self.client.get_cookie(name, domain="localhost")
        return found.value if found else None

    def _open(self, method: str, url: str, **rest: Any) -> TestResponse:
        answer = self.client.open(
            url, method=method, base_url=ORIGIN, buffered=True, environ_overrides={"REMOTE_ADDR": self.address}, **rest
        )
        for _name, value in answer.headers:
            value.encode("latin-1")  # a server sends nothing else in a header, and breaks off where there is more
        return answer


def _headers(named: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in named.items()}
