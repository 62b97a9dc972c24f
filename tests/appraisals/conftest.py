"""The shop of the tests of rectification, here too; and its October, built once and copied for each test that asks for it."""

import shutil

import pytest

from tests.appraisals import october as octobers
from tests.rectification.conftest import _close, app, data, furnished, opened, shop

__all__ = ["app", "data", "furnished", "october", "opened", "opened_october", "shop"]


@pytest.fixture(scope="session")
def shelf(tmp_path_factory):
    """Where the database of October lies once it is made."""
    return tmp_path_factory.mktemp("october") / "october.db"


@pytest.fixture
def opened_october(opened, shelf):
    """The shop after its October; no context, for tests through HTTP."""
    folder = opened.app.extensions["inspector.settings"].data
    if not shelf.exists():
        with opened.app.app_context():
            octobers.furnish(opened)
        _close(opened.app)
        shutil.copy(folder / "inspector.db", shelf)
    else:
        _close(opened.app)
        for name in ("inspector.db-wal", "inspector.db-shm"):
            (folder / name).unlink(missing_ok=True)
        shutil.copy(shelf, folder / "inspector.db")
    opened.app.extensions["inspector.memory"].forget()
    return opened


@pytest.fixture
def october(opened_october):
    """The shop after its October, inside its application's context."""
    with opened_october.app.app_context():
        yield opened_october
