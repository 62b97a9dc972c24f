"""The shop, fresh for each test, with its application; for tests of domain functions also with its context (`shop`)."""

from __future__ import annotations

import shutil

import pytest

from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from tests.rectification import shop as shops
from tests.visiting import Visitor


@pytest.fixture(scope="session")
def furnished(templates, tmp_path_factory):
    """A furnished shop, built once: (shop, its data folder, an untouched copy of its database)."""
    folder = tmp_path_factory.mktemp("shop")
    shutil.copy(templates[0] / "cast.db", folder / "inspector.db")
    app = create_app(Settings(data=folder))
    with app.app_context():
        found = shops.furnish(app, templates[1])
    _close(app)
    return found, folder, shutil.copy(folder / "inspector.db", tmp_path_factory.mktemp("untouched"))


@pytest.fixture
def opened(furnished):
    """The shop with its database as it was built and no photos; no context, for tests through HTTP."""
    found, folder, untouched = furnished
    for name in ("inspector.db-wal", "inspector.db-shm"):
        (folder / name).unlink(missing_ok=True)
    shutil.copy(untouched, folder / "inspector.db")
    for kept in ("blobs", "renditions"):  # files only: the store remembers which folders it has made and synced
        for photo in (path for path in (folder / kept).rglob("*") if path.is_file()):
            photo.unlink()
    found.app.extensions["inspector.memory"].forget()  # it remembers the database of the test before
    yield shops.Shop(found.app, found.site, found.other_site, found.hall, found.bar, found.accounts, found.staff)
    _close(found.app)


@pytest.fixture
def shop(opened):
    """The shop inside its application's context."""
    with opened.app.app_context():
        yield opened


@pytest.fixture
def data(opened):
    """The shop's data folder, for `serve`; what the test itself opened is closed first."""
    _close(opened.app)
    return opened.app.extensions["inspector.settings"].data


@pytest.fixture
def visit(app):
    """visit("lin") is a browser in which Lin has signed in; the shop's application has a secret of its own, so nobody is yet."""
    return lambda name=None: Visitor(app) if name is None else Visitor(app).signed_in(name)


@pytest.fixture
def app(opened):
    """The shop's application, for `visit`."""
    return opened.app


def _close(app) -> None:
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
