"""What the tests of accounts share."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from flask import Flask

from inspector.accounts import grants
from inspector.clock import now
from inspector.extensions import db
from tests.cast import Cast


@pytest.fixture
def grant(app: Flask, cast: Cast) -> Callable[[str], str]:
    """grant("gao") is the secret of a new capture grant on a new device."""

    def give(name: str) -> str:
        with app.app_context():
            given = grants.give(cast.accounts[name], str(uuid.uuid4()), "Tablet 1", now())
            db.session.commit()
        return given.secret

    return give
