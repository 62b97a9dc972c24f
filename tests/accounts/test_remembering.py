"""What is remembered of a person is void the moment anything about them is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import text, update

from inspector.accounts.models import Account, RoleAssignment
from inspector.accounts.remembering import MOST, Memory
from inspector.extensions import db
from inspector.sites import places
from inspector.sites.models import Region

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


def change_by_model(cast):
    db.session.get_one(Account, cast.accounts["gao"]).is_active = False


def change_by_statement(cast):
    db.session.execute(
        update(RoleAssignment).where(RoleAssignment.account_id == cast.accounts["gao"]).values(ended_at=NOON)
    )


def change_by_text(cast):
    db.session.execute(text("UPDATE account SET is_active = 0 WHERE id = :id"), {"id": cast.accounts["gao"]})


@pytest.mark.parametrize("change", [change_by_model, change_by_statement, change_by_text])
def test_a_change_by_any_road_holds_at_the_next_request(app, cast, visit, change):
    gao = visit("gao")
    assert gao.get("/sites").status_code == 200
    with app.app_context():
        change(cast)
        db.session.commit()
    assert gao.get("/sites").status_code in (302, 403)


def test_a_new_site_is_its_area_managers_at_once(app, cast, visit):
    nora = visit("nora")
    assert "Pier" not in nora.get("/sites").text
    with app.app_context():
        places.add_site(db.session.get_one(Region, cast.regions["north"]), places.SiteFacts(code="PIER", name="Pier"))
        db.session.commit()
    assert "Pier" in nora.get("/sites").text


def test_what_another_process_wrote_is_seen_within_two_seconds():
    memory, truth = Memory(), ["old"]
    with time_machine.travel(NOON, tick=False) as clock:
        assert memory.recall("key", lambda: truth[0]) == "old"
        truth[0] = "new"
        assert memory.recall("key", lambda: truth[0]) == "old"
        clock.shift(timedelta(seconds=2))
        assert memory.recall("key", lambda: truth[0]) == "new"


def test_a_write_while_somebody_looks_is_not_overlooked():
    memory = Memory()

    def look_while_it_changes() -> str:
        memory.forget()
        return "old"

    assert memory.recall("key", look_while_it_changes) == "old"
    assert memory.recall("key", lambda: "new") == "new"


def test_the_memory_stays_small():
    memory = Memory()
    for number in range(3 * MOST):
        memory.recall(number, lambda: None)
    assert len(memory._known) <= MOST
