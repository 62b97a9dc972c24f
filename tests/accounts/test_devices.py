"""Leave to send: seen, taken away, and never more than sending."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import time_machine
from flask import g
from sqlalchemy import select

from inspector.accounts.guards import guard
from inspector.accounts.models import CaptureGrant
from inspector.extensions import db
from tests.visiting import DEVICE_HEADERS


def is_live(app, secret) -> bool:
    headers = {**DEVICE_HEADERS, "Authorization": f"Grant {secret}"}
    with app.test_request_context(
        "/api/v1/device/submissions/status", method="POST", base_url="https://localhost", headers=headers
    ):
        guard()
        return g.grant_is_live


def test_a_grant_taken_away_by_its_owner_is_held_from_the_next_record_on(app, cast, visit, grant):
    secret, gao = grant("gao"), visit("gao")
    assert is_live(app, secret)
    with app.app_context():
        grant_id = db.session.scalar(select(CaptureGrant.id))
    assert "Tablet 1" in gao.get("/account").text
    gao.post(f"/account/grants/{grant_id}/revocation")
    assert not is_live(app, secret)


def test_nobody_takes_a_grant_of_another_site_away(app, cast, visit, grant):
    secret = grant("sun")
    with app.app_context():
        grant_id = db.session.scalar(select(CaptureGrant.id))
    assert visit("gao").post(f"/account/grants/{grant_id}/revocation").status_code == 404
    assert visit("lin").post(f"/devices/grants/{grant_id}/revocation").status_code == 404
    assert is_live(app, secret)
    assert visit("qiu").post(f"/devices/grants/{grant_id}/revocation").status_code == 303
    assert not is_live(app, secret)


def test_a_lost_device_sends_for_nobody_any_more(app, cast, visit, grant):
    secret = grant("sun")
    with app.app_context():
        device_id = db.session.scalar(select(CaptureGrant.device_id))
    assert visit("qiu").post(f"/devices/{device_id}/revocation").status_code == 403
    assert visit("ada").post(f"/devices/{device_id}/revocation").status_code == 303
    assert not is_live(app, secret)


def test_a_lost_device_that_was_found_is_signed_in_on_again_and_its_old_leave_stays_away(app, cast, visit, grant):
    secret, ada = grant("sun"), visit("ada")
    with app.app_context():
        device_id = db.session.scalar(select(CaptureGrant.device_id))
    ada.post(f"/devices/{device_id}/revocation")
    sun = visit("sun")
    assert sun.device("POST", "/api/v1/device/grants", {"device_id": device_id}).json["error"]["code"] == "device_revoked"
    assert "Use again" in ada.get("/devices").text and "Use again" not in visit("qiu").get("/devices").text
    assert visit("qiu").post(f"/devices/{device_id}/readmission").status_code == 403
    assert ada.post(f"/devices/{device_id}/readmission").status_code == 303
    assert "Use again" not in ada.get("/devices").text
    assert not is_live(app, secret)
    assert visit("sun").device("POST", "/api/v1/device/grants", {"device_id": device_id}).status_code == 201


def test_a_grant_ends_after_thirty_days(app, cast, grant):
    with time_machine.travel(datetime(2026, 11, 20, 4, 0, tzinfo=UTC), tick=False) as clock:
        secret = grant("gao")
        clock.shift(timedelta(days=29, hours=23))
        assert is_live(app, secret)
        clock.shift(timedelta(hours=1))
        assert not is_live(app, secret)


def test_a_grant_reads_nothing(cast, visit, grant):
    nobody, secret = visit(), grant("gao")
    assert nobody.device("GET", "/api/v1/device/bundle", grant=secret).status_code == 403
    assert nobody.get("/account", Authorization=f"Grant {secret}").status_code == 302
    assert nobody.device("POST", "/api/v1/device/grants", {"device_id": "x"}, grant=secret).status_code == 403


def test_a_manager_sees_the_devices_of_their_own_site(cast, visit, grant):
    grant("gao")
    grant("sun")
    page = visit("lin").get("/devices").text
    assert "高峰" in page
    assert "孙敬" not in page
