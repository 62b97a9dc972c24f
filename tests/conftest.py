"""What every test may ask for: an application on a fresh database, people who sign in, a real server, a real browser, PostgreSQL."""

from __future__ import annotations

import gc
import ipaddress
import os
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast as people
from tests import serving
from tests.accounts import world
from tests.visiting import Kept, Visitor

# A run holds hundreds of megabytes that stay: looking through all of them for rubbish, time and again, is a good part of its work.
gc.set_threshold(20_000, 10, 20)

ON_POSTGRES = os.environ.get("TESTS_ON") == "postgres"  # ./test --matrix
MARKED = {
    "browse": "browser",
    "chromium": "browser",
    "serve": "server",
    "postgres": "postgres",
    "postgres_server": "postgres",
}


class Compiled(BytecodeCache):
    """Templates compiled by one test are compiled for the next; each is still read, and known by what stands in it."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket when its template was compiled before."""
        if code := self._code.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark a test by what it asks for, so that `./test --quick` can leave out what starts other programs."""
    for item in items:
        for fixture in set(getattr(item, "fixturenames", ())) & MARKED.keys():
            item.add_marker(MARKED[fixture])


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a test may talk to another machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if (
            isinstance(address, tuple)
            and address[0] != "localhost"
            and not ipaddress.ip_address(address[0]).is_loopback
        ):
            raise RuntimeError(f"a test tried to reach {address}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, people.Cast, dict[str, Kept]]:
    """Two databases made once by the migrations, copied for each test: `empty.db`, and `cast.db` with everybody in it, signed in once."""
    folder = tmp_path_factory.mktemp("templates")
    app = create_app(Settings(data=folder))
    upgrade(app)
    _close(app)
    shutil.copy(folder / "inspector.db", folder / "empty.db")
    with app.app_context():
        gathered = people.gather()
    kept = {name: Visitor(app).signed_in(name).kept() for name in people.PARTS}
    _close(app)
    shutil.copy(folder / "inspector.db", folder / "cast.db")
    return folder, gathered, kept


@pytest.fixture(scope="session")
def furnished_template(
    templates: tuple[Path, people.Cast, dict[str, Kept]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, world.Things, world.Things]:
    """The peopled database with something of everything in it (tests/accounts/world.py), made once, copied for each test."""
    folder = tmp_path_factory.mktemp("furnished")
    shutil.copy(templates[0] / "cast.db", folder / "inspector.db")
    shutil.copy(templates[0] / "secret", folder / "secret")
    (folder / "assets").symlink_to(templates[0] / "assets")
    app = create_app(Settings(data=folder))
    here, there = world.furnish(app, templates[1])
    _close(app)
    return folder, here, there


@pytest.fixture
def furnished(request: pytest.FixtureRequest) -> tuple[world.Things, world.Things]:
    """What fills the braces of the table of addresses, at the garden and at the workshop; it is then in the database."""
    if ON_POSTGRES:
        return world.furnish(request.getfixturevalue("app"), request.getfixturevalue("postgres_templates")[2])
    _, here, there = request.getfixturevalue("furnished_template")
    return dict(here), dict(there)


@pytest.fixture
def data(request: pytest.FixtureRequest, tmp_path: Path, templates: tuple[Path, people.Cast, dict[str, Kept]]) -> Path:
    """A data folder of its own; peopled when the test asks for `cast`, and full when it asks for `furnished`."""
    folder = tmp_path / "data"
    if "furnished" in request.fixturenames and not ON_POSTGRES:
        shutil.copytree(request.getfixturevalue("furnished_template")[0], folder, symlinks=True)
        return folder
    return _copied(templates[0], folder, "cast.db" if "cast" in request.fixturenames else "empty.db")


@pytest.fixture(scope="session")
def postgres_templates(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, people.Cast]:
    """The same two on PostgreSQL, for a run with TESTS_ON=postgres: the names of the empty and of the peopled database, and the ids."""
    server, folder = request.getfixturevalue("postgres_server"), tmp_path_factory.mktemp("postgres-templates")
    urls = server.new_database(), server.new_database()
    for url in urls:
        app = create_app(Settings(data=folder, database_url=url))
        upgrade(app)
        if url == urls[1]:
            with app.app_context():
                gathered = people.gather()
        _close(app)
    return urls[0].rpartition("/")[2], urls[1].rpartition("/")[2], gathered


@pytest.fixture
def cast(request: pytest.FixtureRequest) -> people.Cast:
    """The ids of the named people and places (tests/cast.py), who are then in the database."""
    found: people.Cast = request.getfixturevalue("postgres_templates")[2] if ON_POSTGRES else request.getfixturevalue("templates")[1]
    return found


@pytest.fixture
def app(data: Path, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """The application on the test's own database: SQLite, or with TESTS_ON=postgres PostgreSQL. Ask for `context` for work inside it."""
    made = _opened(data, request, is_peopled=not {"cast", "furnished"}.isdisjoint(request.fixturenames))
    yield made
    _close(made)


@pytest.fixture
def worlds(
    request: pytest.FixtureRequest, tmp_path: Path, templates: tuple[Path, people.Cast, dict[str, Kept]]
) -> Iterator[Callable[[], Flask]]:
    """worlds() is the application on the peopled database as it was at the beginning, once more: for what must show in none of them.

    Only the last world is there; on SQLite the application stays, which is quicker, and its database is put back.
    """
    made: list[Flask] = []

    def another() -> Flask:
        folder = tmp_path / "world"
        if made and not ON_POSTGRES:
            _close(made[-1])
            for kept in folder.glob("inspector.db*"):
                kept.unlink()
            shutil.copy(templates[0] / "cast.db", folder / "inspector.db")
        else:
            shutil.rmtree(folder, ignore_errors=True)
            made.append(_opened(_copied(templates[0], folder, "cast.db"), request, is_peopled=True))
        return made[-1]

    yield another
    for one in made:
        _close(one)


@pytest.fixture
def context(app: Flask) -> Iterator[None]:
    """The application's context around the whole test, for domain functions; not for tests through HTTP."""
    with app.app_context():
        yield


@pytest.fixture
def visit(app: Flask, data: Path, request: pytest.FixtureRequest) -> Callable[..., Visitor]:
    """visit("lin") is a browser in which Lin has signed in; visit() one in which nobody has.

    The first browser of a person is that which signed in when the peopled database was made; each further one signs in anew.
    """
    kept: dict[str, Kept] = {}
    if "cast" in request.fixturenames and not ON_POSTGRES:
        folder, _, signed_in = request.getfixturevalue("templates")
        if (folder / "secret").read_bytes() == (data / "secret").read_bytes():  # another shop's sessions are not ours
            kept = dict(signed_in)

    def make(name: str | None = None) -> Visitor:
        if name is None:
            return Visitor(app)
        return Visitor(app).resume(kept.pop(name)) if name in kept else Visitor(app).signed_in(name)

    return make


@pytest.fixture
def serve(data: Path) -> Iterator[Callable[..., serving.Server]]:
    """serve() starts a real server process on the test's data folder; serve("--x", port=…, INSPECTOR_Y="…") passes on."""
    running: list[serving.Server] = []

    def start(*arguments: str, **rest: Any) -> serving.Server:
        running.append(serving.start_server(data, *arguments, **rest))
        return running[-1]

    yield start
    for server in running:
        if server.process.poll() is None:
            server.stop(is_killed=True)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One Chromium for the whole run."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=serving.HEADLESS, args=serving.CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Any) -> Iterator[Callable[..., Any]]:
    """browse(locale="zh-CN", viewport={…}) opens a context; any CSP violation, console error or uncaught error fails the test.

    browse(forgives=("/api/v1/device",)) leaves out console errors about failed loads of these addresses (a server that is down on purpose).
    """
    contexts, complaints = [], []

    def open_context(forgives: tuple[str, ...] = (), **options: Any) -> Any:
        context = chromium.new_context(**{"locale": "zh-CN", "viewport": {"width": 1024, "height": 768}, **options})
        contexts.append(context)
        context.add_init_script(serving.QUICK_PINS)

        def note(message: Any) -> None:
            where = message.location.get("url", "") if message.location else ""
            is_load = message.text.startswith("Failed to load resource")
            is_form_to_correct = is_load and "status of 422" in message.text
            if (
                message.type == "error"
                and not is_form_to_correct
                and not (is_load and any(part in where for part in forgives))
            ):
                complaints.append(f"{message.text} ({where})")

        context.on("console", note)
        context.on("weberror", lambda error: context in contexts and complaints.append(str(error.error)))
        return context

    yield open_context
    while contexts:  # what a page was doing while its browser was closed is no complaint
        contexts.pop().close()
    assert not complaints, "\n".join(complaints)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[serving.Postgres]:
    """One PostgreSQL for the whole run."""
    folder = Path(tempfile.mkdtemp(prefix="inspector-postgres-"))
    folder.chmod(0o755)
    running = serving.start_postgres(folder)
    yield running
    running.stop()


@pytest.fixture
def postgres(postgres_server: serving.Postgres) -> Callable[[], str]:
    """postgres() is the URL of a new empty database, for Settings(database_url=…)."""
    return postgres_server.new_database


def _copied(template: Path, folder: Path, database: str) -> Path:
    folder.mkdir()
    shutil.copy(template / database, folder / "inspector.db")
    shutil.copy(template / "secret", folder / "secret")
    (folder / "assets").symlink_to(template / "assets")
    return folder


def _opened(data: Path, request: pytest.FixtureRequest, is_peopled: bool) -> Flask:
    url = ""
    if ON_POSTGRES:
        empty, peopled, _ = request.getfixturevalue("postgres_templates")
        url = request.getfixturevalue("postgres_server").new_database(peopled if is_peopled else empty)
    made = create_app(Settings(data=data, database_url=url))
    made.jinja_env.bytecode_cache = COMPILED
    return made


def _close(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
