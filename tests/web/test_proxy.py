"""Behind a proxy on the same machine each visitor counts for himself; without one nobody may say to be somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from flask import Flask

from inspector.accounts.models import SignInAttempt
from inspector.extensions import db
from tests.cast import PARTS, Cast
from tests.visiting import TOKEN

VISITOR = "203.0.113.9"


@pytest.mark.parametrize(("environment", "counted"), [({"INSPECTOR_BASE_URL": "https://inspector.test"}, VISITOR), ({}, "127.0.0.1")])
def test_a_missed_password_counts_for_the_visitor_whom_a_trusted_proxy_names(
    environment: dict[str, str], counted: str, app: Flask, cast: Cast, serve: Callable[..., Any]
) -> None:
    url = f"{serve(**environment).url}/login"
    with urlopen(Request(url, headers={"X-Forwarded-For": VISITOR, "X-Forwarded-Proto": "https"})) as page:
        token, cookie = TOKEN.search(page.read().decode()), page.headers["Set-Cookie"].partition(";")[0]
    assert token
    form = urlencode({"csrf_token": token[1], "name": PARTS["lin"].number, "password": "a guess that misses"}).encode()
    sent = {"Cookie": cookie, "X-Forwarded-For": VISITOR, "X-Forwarded-Proto": "https", "Referer": url.replace("http:", "https:")}
    with pytest.raises(HTTPError) as refused:
        urlopen(Request(url, data=form, headers=sent))
    assert refused.value.code in (401, 403, 422)
    refused.value.close()
    with app.app_context():
        assert counted in [row.address for row in db.session.query(SignInAttempt)]
