"""A data folder named from where one stands, as `./run` names it: photos are shown from it all the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from inspector.app import create_app
from inspector.extensions import db
from inspector.settings import Settings
from tests import rounds
from tests.cast import Cast
from tests.reports import builder
from tests.visiting import Visitor


def test_photos_are_shown_from_a_folder_with_a_relative_name(data: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(data.parent)
    app = create_app(Settings(data=Path(data.name)))
    with app.app_context():
        builder.submit(cast, failed=[("floor", None)], photos={"floor": rounds.photo()})
        db.session.remove()
    nora = Visitor(app)
    nora.sign_in("nora")
    for size in ("", "/thumb"):
        answer = nora.get(f"/photos/1{size}")
        assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")
        answer.close()
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
