"""How objections to an inspector's answers came out: for calibration, and to be held against those of the peers.

An objection concerns an inspector when it is to an answer of theirs, or when one of theirs was raised after an objection to a whole
period. Source: docs/decisions.md, Objections of people.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from inspector.appraisals.appeal_models import AppealDecision, PersonAppeal
from inspector.extensions import db
from inspector.inspections.models import Inspection

STILL_COUNTS = "met"  # the outcome after which the answer goes on counting for the person


class Counted(NamedTuple):
    """How many objections to an inspector's answers were decided, and how many of them were upheld."""

    decided: int
    raised: int


class Raised(NamedTuple):
    """Answers of one round that objections raised; of them gone no longer count for the person."""

    answers: int
    gone: int


class _Decided(NamedTuple):
    appeal_id: int
    inspector_id: int
    is_raised: bool


def counted_by_inspector(since: date, until: date) -> dict[int, Counted]:
    """{account of the inspector: decided and upheld objections} about rounds of these business days."""
    decided, raised = Counter[int](), Counter[int]()
    for one in _decided(since, until):
        decided[one.inspector_id] += 1
        raised[one.inspector_id] += one.is_raised
    return {account: Counted(n, raised[account]) for account, n in decided.items()}


def concerning(inspector_id: int, since: date, until: date) -> set[int]:
    """The objections that `counted_by_inspector` counts for an inspector."""
    return {one.appeal_id for one in _decided(since, until) if one.inspector_id == inspector_id}


def raised_by_round(since: date, until: date) -> dict[int, Raised]:
    """{inspection: answers raised} of these business days. What fell because a standard was wrong is no word about the inspector."""
    wanted = _authors(since, until)
    found: dict[int, set[tuple[str, str | None, str]]] = {}
    for _appeal_id, raised in _upheld(since):
        for one in raised:
            found.setdefault(one["inspection"], set()).add((one["item"], one["for"], one["outcome"]))
    authors = _within(wanted, found)
    return {
        inspection_id: Raised(len(answers), sum(outcome != STILL_COUNTS for _item, _for, outcome in answers))
        for inspection_id, answers in found.items()
        if inspection_id in authors
    }


def _decided(since: date, until: date) -> set[_Decided]:
    wanted = _authors(since, until)
    single = db.session.execute(
        wanted.add_columns(PersonAppeal.id.label("appeal_id"), PersonAppeal.state)
        .join(PersonAppeal, PersonAppeal.inspection_id == Inspection.id)
        .where(PersonAppeal.state.in_(("raised", "kept")))
    )
    found = {_Decided(one.appeal_id, one.author_id, one.state == "raised") for one in single}
    upheld = _upheld(since)
    authors = _within(wanted, {one["inspection"] for _appeal_id, raised in upheld for one in raised})
    return found | {
        _Decided(appeal_id, authors[one["inspection"]], True)
        for appeal_id, raised in upheld
        for one in raised
        if one["inspection"] in authors
    }


def _authors(since: date, until: date) -> Any:
    return select(Inspection.id, Inspection.author_id).where(Inspection.business_day.between(since, until))


def _upheld(since: date) -> list[tuple[int, list[dict[str, Any]]]]:
    """(objection, the answers that were raised) of decisions from that day on: none was made before its round."""
    rows = db.session.execute(
        select(AppealDecision.appeal_id, AppealDecision.raised)
        .join(PersonAppeal, PersonAppeal.id == AppealDecision.appeal_id)
        .where(AppealDecision.outcome == "raised", AppealDecision.is_standard_wrong.is_(False), PersonAppeal.month >= f"{since:%Y-%m}")
    )
    return [(one.appeal_id, one.raised) for one in rows]


def _within(wanted: Any, inspections: Iterable[int]) -> dict[int, int]:
    ids = sorted(set(inspections))
    return {one.id: one.author_id for one in db.session.execute(wanted.where(Inspection.id.in_(ids)))} if ids else {}
