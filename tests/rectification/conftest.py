"""The shop, fresh for each test, with its application's context pushed."""

from __future__ import annotations

import shutil

import pytest

from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from tests.rectification import shop as shops


@pytest.fixture(scope="session")
def furnished(tmp_path_factory):
    """A furnished shop, built once."""
    folder = tmp_path_factory.mktemp("shop")
    return shops.build(folder), folder


@pytest.fixture
def shop(furnished, tmp_path):
    """A copy of the furnished shop."""
    found, folder = furnished
    shutil.copytree(folder, tmp_path / "data")
    app = create_app(Settings(data=tmp_path / "data"))
    with app.app_context():
        yield shops.Shop(app, found.site, found.other_site, found.hall, found.bar, found.accounts, found.staff)
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
