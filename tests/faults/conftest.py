"""One server, one spoilt network and signed-in browsers for all tests of a file."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from tests import cast as people
from tests import rounds, serving
from tests.faults.bench import Bench
from tests.faults.chaos import Chaos
from tests.journeys import runner_steps as step


@pytest.fixture(scope="module")
def _bench(templates: tuple[Path, people.Cast], tmp_path_factory: pytest.TempPathFactory, chromium: Any) -> Iterator[Bench]:
    data = tmp_path_factory.mktemp("bench")
    shutil.copy(templates[0] / "cast.db", data / "inspector.db")
    shutil.copy(templates[0] / "secret", data / "secret")
    (data / "assets").symlink_to(templates[0] / "assets")
    cast = templates[1]
    app = create_app(Settings(data=data))
    step.crew(app, cast, 2)
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"], cast.staff["tao"]])
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    server = serving.start_server(data)
    net = Chaos(int(server.url.rsplit(":", 1)[1])).__enter__()
    made = Bench(data, server, net, cast, chromium, (checklist, given))
    yield made
    made.close()
    assert not made.complaints, "\n".join(made.complaints)


@pytest.fixture
def bench(_bench: Bench) -> Iterator[Bench]:
    """The bench of this file with a network that works; what a test opened is closed after it."""
    _bench.net.heal()
    _bench.net.requests.clear()
    yield _bench
    _bench.close_contexts()
