"""A second look at what failed: it asks only that, counts for nobody, shows on both inspections, and moves the tasks."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspector.appraisals.models import LedgerEntry
from inspector.extensions import db
from inspector.inspections import evaluation, payload, reinspecting, revising
from inspector.inspections.models import Inspection
from inspector.rectification.models import Task
from tests import rounds
from tests.cast import Cast
from tests.reports import builder
from tests.visiting import Visitor

LATER = builder.STARTED + timedelta(hours=2)


def first(cast: Cast) -> Inspection:
    """A round of two people: her hair failed, and the floor."""
    receipt = builder.submit(cast, failed=[("hair", "mei"), ("floor", None)])
    return db.session.get_one(Inspection, receipt.inspection_id)


def again(cast: Cast, one: Inspection, hair: str = "pass", floor: str = "pass", **changes: Any) -> Inspection:
    """Her hair and the floor looked at once more, and nothing else."""
    mei = f"staff:{cast.staff['mei']}"
    given = [
        {"item": item, "for": subject, "state": "answered", "value": value, "at": rounds.MOMENT}
        for item, subject, value in (("hair", mei, hair), ("floor", None, floor))
    ]
    asked = [["hair", mei], ["floor", None]]
    receipt = builder.submit(cast, started=LATER, **{"answers": given, "reinspects": one.uuid, "asked": asked} | changes)
    return db.session.get_one(Inspection, receipt.inspection_id)


def evidence() -> int:
    """How many entries the ledger has."""
    return db.session.execute(select(func.count(LedgerEntry.id))).scalar_one()


def test_it_asks_only_what_failed_and_is_whole_with_that(app: Flask, cast: Cast) -> None:
    with app.app_context():
        one = first(cast)
        before = evidence()
        look = again(cast, one, hair="fail")
        assert (look.flag, look.earned, look.possible, look.failure_count, look.completeness) == (None, "1", "2", 1, "100.0")
        assert before > 0 and evidence() == before, "what went wrong is told once"
        steps = evaluation.trace(rounds.publishing.compiled(look.version.sha256), revising.body_of(look))
        assert {step["item"] for step in steps if step["rule"] == "item"} == {"hair", "floor"}


def test_it_says_how_it_came_out_on_both_inspections(app: Flask, cast: Cast, visit: Callable[..., Visitor]) -> None:
    with app.app_context():
        one = first(cast)
        look = again(cast, one, hair="fail")
        one_id, look_id = one.id, look.id
        (seen,) = reinspecting.looks_at(one)
        assert (seen.good, seen.seen, seen.asked) == (1, 2, 2)
        assert reinspecting.first_of(look) is one
    nora = visit("nora")
    page = nora.get(f"/inspections/{one_id}").get_data(as_text=True)
    assert "1 of 2 good now" in page and f"/inspections/{look_id}" in page
    assert "Still fails at the second look" in page and "Good at the second look" in page
    page = nora.get(f"/inspections/{look_id}").get_data(as_text=True)
    assert "counts for nobody" in page and f"/inspections/{one_id}" in page and "Re-inspection" in page


def test_its_address_names_what_failed_and_of_whom(app: Flask, cast: Cast) -> None:
    with app.app_context():
        one = first(cast)
        address = reinspecting.address(one, "quick-round", json.loads(one.score_document)["failures"])
        path, _, query = urlsplit(address).fragment.partition("?")
        named = parse_qs(query)
        assert path == "/start/quick-round" and named["again"] == [one.uuid]
        assert named["failed"] == [f"hair~staff:{cast.staff['mei']}", "floor"]


@pytest.mark.parametrize(("floor", "verdict", "state"), [("pass", "improved", "watching"), ("fail", None, "open")])
def test_the_task_of_what_failed_hears_of_it(app: Flask, cast: Cast, floor: str, verdict: str | None, state: str) -> None:
    with app.app_context():
        one = first(cast)
        task = db.session.scalars(select(Task).where(Task.item == "floor")).one()
        told = [{"task": task.id, "verdict": verdict, "note": None, "photos": []}] if verdict else []
        again(cast, one, floor=floor, follow_ups=told)
        db.session.refresh(task)
        assert (task.state, task.repeat_count) == (state, 0 if verdict else 1)


def test_one_that_was_looked_at_elsewhere_is_not_told_here(app: Flask, cast: Cast) -> None:
    with app.app_context():
        elsewhere = builder.submit(cast, "harbour", people=("bo",))
        other = db.session.get_one(Inspection, elsewhere.inspection_id)
        look = again(cast, other)
        assert reinspecting.first_of(look) is None and not reinspecting.looks_at(other)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"asked": []}, "asked"),
        ({"asked": [["hair"]]}, "asked[0]"),
        ({"asked": [["hair", "mei"]]}, "asked[0]"),
        ({"reinspects": None}, "asked"),
    ],
)
def test_it_must_say_what_is_asked_again(app: Flask, cast: Cast, changes: dict[str, Any], field: str) -> None:
    with app.app_context():
        one = first(cast)
        with pytest.raises(payload.EnvelopeFaults) as caught:
            again(cast, one, **changes)
        assert field in caught.value.faults
