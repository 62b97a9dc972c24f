"""Every address, tried by every role at its own site and at another, by nobody, and by a capture grant alone.

The expected answers are written by hand in expected_access.txt; a refused request must have written nothing.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from inspector.accounts import access, grants
from inspector.app import create_app
from inspector.clock import now
from inspector.extensions import db
from inspector.settings import Settings
from tests.accounts import access_table, world
from tests.accounts.access_table import EVERYONE, Line
from tests.cast import Cast
from tests.conftest import _close
from tests.visiting import Visitor

LINES = access_table.read()
LEFT_OUT_OF_STATE = {"session", "sign_in_attempt"}  # being refused may still be seen and counted


class House:
    """The application with everybody signed in, and a way back to where it began."""

    def __init__(self, app: Flask, folder: Path, cast: Cast) -> None:
        self.app, self.folder = app, folder
        self.here, self.there = world.furnish(app, cast)
        with app.app_context():
            self.grant = grants.give(cast.accounts["gao"], str(self.here["uuid"]), "tablet", now()).secret
            db.session.commit()
        self.visitors = {name: Visitor(app) for name in (*EVERYONE, "nobody")}
        for name in EVERYONE:
            assert self.visitors[name].sign_in(name).status_code == 303
        self.visitors["nobody"].read_token("/login")
        self.cookies = {name: visitor.cookie() or "" for name, visitor in self.visitors.items()}
        self.live = sqlite3.connect(folder / "inspector.db")
        self.kept = sqlite3.connect(folder / "kept.db")
        self.live.backup(self.kept)
        self.baseline = self.state()

    def restore(self) -> None:
        """Put everything back as it was, also the cookies of whoever signed out."""
        self.kept.backup(self.live)
        for name, visitor in self.visitors.items():
            visitor.client.set_cookie("__Host-inspector", self.cookies[name], domain="localhost", secure=True)
        self.app.extensions["inspector.memory"].forget()

    def version(self) -> int:
        """Moves when anybody commits."""
        return int(self.live.execute("PRAGMA data_version").fetchone()[0])

    def state(self) -> dict[str, int]:
        """A figure of the content of each table."""
        names = [name for (name,) in self.live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: hash(tuple(self.live.execute(f'SELECT * FROM "{name}"')))
            for name in names
            if name not in LEFT_OUT_OF_STATE
        }

    def ask(self, who: str, line: Line, thing: dict[str, object]) -> int | str:
        """What somebody is answered: a status, or `sign-in`."""
        visitor = self.visitors["nobody" if who == "grant" else who]
        path, fields = line.path.format_map(thing), dict(parse_qsl(line.fields.format_map(thing)))
        secret = self.grant if who == "grant" else ""
        if line.kind in ("device", "door", "shopper"):
            headers = {"Upload_Offset": "0", "Upload_Length": "3"} if line.method == "PATCH" else {}
            body = None if line.method == "GET" else fields or {"ids": []}
            answer = visitor.device(line.method, path, body, grant=secret, **headers)
        else:
            headers = {"Authorization": f"Grant {secret}"} if secret else {}
            answer = (
                visitor.get(path, **headers) if line.method == "GET" else visitor.post(path, headers=headers, **fields)
            )
        location = answer.headers.get("Location", "")
        answer.close()
        return "sign-in" if answer.status_code == 302 and location.startswith("/login") else answer.status_code


@pytest.fixture(scope="module")
def house(templates: tuple[Path, Cast], tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(templates[0] / "cast.db", folder / "inspector.db")
    shutil.copy(templates[0] / "secret", folder / "secret")
    (folder / "assets").symlink_to(templates[0] / "assets")
    app = create_app(Settings(data=folder))
    # What a refusal says is tested where pages are; here thousands are refused, and each of them would draw a whole page.
    app.jinja_env.loader = ChoiceLoader([DictLoader({"errors/problem.html": "{{ sentence }}"}), app.jinja_env.loader])
    made = House(app, folder, templates[1])
    yield made
    made.live.close()
    made.kept.close()
    _close(app)


@pytest.mark.parametrize("line", LINES, ids=[line.name for line in LINES])
def test_each_address_lets_in_whom_it_should_and_nobody_else(house, line):
    wrong = []
    for who, place, thing in _cases(line, house):
        version, expected = house.version(), _expected(line, who, place)
        answer = house.ask(who, line, thing)
        if answer not in expected:
            wrong.append(f"{who} about the {place}: {answer}, expected {_say(expected)}")
        if house.version() == version:
            continue
        if not _is_let_in(line, who, place) and house.state() != house.baseline:
            wrong.append(f"{who} about the {place}: was refused and yet something was written")
        house.restore()
    assert not wrong, "\n".join(wrong)


def test_every_address_has_its_line(house):
    adapter = house.app.url_map.bind("localhost")
    written = {
        (line.method, found.rule)
        for line in LINES
        for found in _matches(adapter, _shape(line.path).format_map(house.here))
    }
    missing = [
        f"{method} {rule.rule}"
        for rule in house.app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if (method, rule.rule) not in written
    ]
    assert not missing, "not in expected_access.txt:\n" + "\n".join(missing)


def test_every_address_has_a_rule_and_no_rule_is_left_over(house):
    endpoints = {rule.endpoint for rule in house.app.url_map.iter_rules()}
    assert endpoints == set(access.ROUTES)


def test_every_rule_names_a_permission_that_exists():
    known = {access.PUBLIC, access.SIGNED_IN, access.DEVICE, *access.PERMISSIONS}
    assert not {rule for rule in access.ROUTES.values() if rule not in known}


def test_an_address_without_a_rule_is_shut(house):
    endpoint, rule = "regions.index", access.ROUTES["regions.index"]
    try:
        del access.ROUTES[endpoint]
        assert house.visitors["ada"].get("/regions").status_code == 403
    finally:
        access.ROUTES[endpoint] = rule


@pytest.mark.parametrize(
    "headers", [{}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "https://evil.example"}, {"X_Inspector_Client": ""}]
)
def test_a_device_door_opens_only_to_our_own_pages(house, headers):
    sent = {"X_Inspector_Client": "x;wire=1", **headers}
    answer = house.visitors["gao"].get("/api/v1/device/bundle", **sent)
    assert answer.status_code == 403
    assert answer.json["error"]["code"] == "cross_site"


def _cases(line: Line, house: House) -> Iterator[tuple[str, str, dict[str, object]]]:
    places = (
        (("garden", house.here), ("workshop", house.there)) if line.there is not None else (("garden", house.here),)
    )
    for place, thing in places:
        welcome = [name for name in (*EVERYONE, "nobody", "grant") if _is_let_in(line, name, place)]
        refused = [name for name in (*EVERYONE, "nobody", "grant") if name not in welcome]
        for who in refused + (
            welcome[:1] if line.is_costly else welcome
        ):  # refusals first, while everything is as it was
            yield who, place, thing


def _is_let_in(line: Line, who: str, place: str) -> bool:
    if line.kind in ("public", "door"):
        return True
    if who in ("nobody", "grant"):
        return who == "grant" and line.takes_grant
    return who in (line.here if place == "garden" else line.there or ())


def _expected(line: Line, who: str, place: str) -> range | tuple[int | str, ...] | Answers:
    if _is_let_in(line, who, place):
        return LET_IN_BY_OWN_ID if line.kind in ("device", "door") else LET_IN
    if line.kind == "shopper":
        return (401,)
    if line.kind == "device":
        return (401,) if who == "nobody" else (403,)
    if who in ("nobody", "grant"):
        return ("sign-in",)
    if line.is_hidden:
        return (404,)
    if line.refusals:
        return line.refusals
    return (404,) if who in line.here else (403,)


class Answers:
    """All answers but some."""

    def __init__(self, *refused: int | str) -> None:
        self.refused = refused

    def __contains__(self, answer: object) -> bool:
        return answer not in self.refused and not (isinstance(answer, int) and answer >= 500)

    def __str__(self) -> str:
        return "to be let in"


LET_IN = Answers(401, 403, 404, 405, "sign-in")
LET_IN_BY_OWN_ID = Answers(
    401, 403, 405, "sign-in"
)  # a device asks for ids that it made itself and that are not here yet


def _say(expected: object) -> str:
    return " or ".join(map(str, expected)) if isinstance(expected, tuple) else str(expected)


def _shape(path: str) -> str:
    return path.partition("?")[0]


def _matches(adapter, path):  # type: ignore[no-untyped-def]
    """The rules of the application that an address falls under, one for each method."""
    from werkzeug.exceptions import HTTPException

    for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
        try:
            yield adapter.match(path, method=method, return_rule=True)[0]
        except HTTPException:
            continue
