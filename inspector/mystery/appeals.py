"""A site objects to one answer of a visit, within a week of being told; the quality lead decides with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspector.accounts.access import Actor, within
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery import queries
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Appeal
from inspector.notices import board

WITHIN = timedelta(days=7)
DECIDED_WITHIN = timedelta(days=3)
TO_LEADS_LATE = "An objection of %(site)s to a mystery visit should have been decided by now."
TO_LEADS = "%(site)s objects to an answer of a mystery visit."
TO_SITE_UPHELD = "Your objection to an answer of a mystery visit at %(site)s was upheld."
TO_SITE_KEPT = "The answer of a mystery visit at %(site)s that you objected to stands; the reason is there."


def address(visit: Visit) -> str:
    """Where the objections to a visit stand."""
    return f"/mystery-results/visits/{visit.inspection_id}/objections"


def may_object(visit: Visit, at: datetime) -> bool:
    """Whether there is still time."""
    return visit.released_at is not None and at - visit.released_at <= WITHIN


def make(visit: Visit, item: str, reason: str, by: int, at: datetime) -> Appeal:
    """Object to one answer. Raises Problem conflict when it is too late, or somebody of the site did already."""
    if not may_object(visit, at) or any(one.item == item for one in visit.appeals):
        raise Problem("conflict", state="late" if not may_object(visit, at) else "open")
    appeal = Appeal(item=item, reason=reason, by_id=by, at=at, state="open", answer="")
    visit.appeals.append(appeal)
    db.session.flush()
    details = {"inspection": visit.inspection_id, "item": item}
    trail.record("mystery.appeal_made", f"appeal:{appeal.id}", actor_id=by, at=at, details=details)
    board.announce(queries.leads(), f"appeal:{appeal.id}", TO_LEADS, {"site": visit.site.name}, address(visit), at)
    return appeal


def due(appeal: Appeal) -> datetime:
    """By when the site is to know."""
    return appeal.at + DECIDED_WITHIN


def pass_time(at: datetime) -> None:
    """Remind the quality leads, once, of what should be decided."""
    for one in db.session.scalars(select(Appeal).where(Appeal.state == "open", Appeal.at <= at - DECIDED_WITHIN)):
        site = {"site": one.visit.site.name}
        board.announce(queries.leads(), f"appeal:{one.id}:late", TO_LEADS_LATE, site, address(one.visit), at)


def decide(appeal: Appeal, state: str, answer: str, by: int, at: datetime) -> None:
    """Uphold it or keep the answer, with a reason the site reads. Raises Problem conflict where decided, forbidden for who objected."""
    if by == appeal.by_id:
        raise Problem("forbidden")
    if appeal.state != "open":
        raise Problem("conflict", state=appeal.state)
    appeal.state, appeal.answer, appeal.decided_by_id, appeal.decided_at = state, answer, by, at
    trail.record(f"mystery.appeal_{state}", f"appeal:{appeal.id}", actor_id=by, at=at)
    sentence = TO_SITE_UPHELD if state == "upheld" else TO_SITE_KEPT
    board.announce([appeal.by_id], f"appeal:{appeal.id}:decided", sentence, {"site": appeal.visit.site.name}, address(appeal.visit), at)


def waiting(actor: Actor) -> Sequence[Appeal]:
    """Objections that wait for the asker's decision, oldest first."""
    statement = (
        select(Appeal).join(Visit)
        .where(Appeal.state == "open", within(Visit.site_id, actor.sites("mystery.manage")))
        .options(joinedload(Appeal.visit).joinedload(Visit.site))
        .order_by(Appeal.at)
    )  # fmt: skip
    return db.session.scalars(statement).all()
