"""A server restored from an older backup gets back, from the tablets that kept it, what the backup lacks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask

from inspector import clock
from inspector.settings import Settings
from inspector.upkeep import backup, restoring
from tests.cast import Cast
from tests.conftest import _close
from tests.faults.wire import check_store, port_of, rows
from tests.journeys import runner_steps as step
from tests.looking import until

ROUNDS = "SELECT uuid, body_sha256, is_complete FROM inspection"


def test_case_074_a_tablet_offers_a_restored_server_what_it_lacks_by_itself(
    app: Flask, cast: Cast, data: Path, serve: Callable[..., Any], browse: Callable[..., Any], tmp_path: Path
) -> None:
    step.crew(app, cast, 2)
    _close(app)
    server = serve()
    page = browse(has_touch=True, forgives=("/api/v1/",)).new_page()
    step.sign_in(page, server.url, "gao")
    made = backup.make(Settings(data=data), tmp_path, clock.now())
    step.start(page, "quick-round")
    page.locator(".grid__corner .answer--all").click()
    step.complete(page)
    step.submit(page)
    sent = rows(data, ROUNDS)
    assert len(sent) == 1 and sent[0][2]
    server.stop()
    restoring.restore(made.folder, Settings(data=data), clock.now())
    assert rows(data, ROUNDS) == []
    serve(port=port_of(server))
    page.reload()
    until(lambda: rows(data, ROUNDS) == sent, seconds=60)
    assert rows(data, "SELECT count(*) FROM audit_event WHERE action IN ('epoch_changed', 'inspection.received')") == [(2,)]
    assert rows(data, "SELECT count(*) FROM audit_event WHERE action = 'device.data_lost'") == [(0,)]
    check_store(data)
    assert rows(data, "PRAGMA integrity_check") == [("ok",)]
