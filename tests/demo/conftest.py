"""A small demo, made once for all tests of this folder."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from inspector.demo import building
from inspector.extensions import db
from inspector.settings import Settings

TODAY = "2026-11-22"
SEED = 7


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo with one week of history."""
    data = tmp_path_factory.mktemp("demo")
    building.build(Settings(data=data), SEED, TODAY, weeks=1)
    return data


@pytest.fixture
def own_demo(small_demo: Path, tmp_path: Path) -> Path:
    """A copy of it, for tests that write."""
    data = tmp_path / "own"
    shutil.copytree(small_demo, data)
    return data


@pytest.fixture
def demo_app(own_demo: Path) -> Iterator[Flask]:
    """The application on the copy."""
    app = building.application(own_demo)
    yield app
    with app.app_context():
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
