"""What every step of an improvement item does: it is written down, and those whom it concerns are told."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select

from inspector import clock
from inspector.audit import trail
from inspector.extensions import db
from inspector.notices import board, rules
from inspector.rectification.improvement_models import Improvement, ImprovementEvent
from inspector.rectification.telling import holding
from inspector.sites import facts
from inspector.sites.models import Site, StaffMember

UNFINISHED = ("open", "planned")
OPENED = "This keeps failing, please plan how it becomes better: %(title)s (%(site)s)."
TO_JUDGE = "Its time is over, please say whether it became better: %(title)s (%(site)s)."


def today_at(site: Site, at: datetime) -> date:
    """The business day at a site."""
    return clock.business_day(at, site.timezone, time.fromisoformat(site.day_ends_at))


def is_over(one: Improvement, at: datetime) -> bool:
    """Whether the time of its plan is over and nobody has said how it went."""
    return one.state == "planned" and one.measure_until is not None and one.measure_until < today_at(one.site, at)


def unfinished(site_id: int, checklist: str, item: str) -> Improvement | None:
    """The item of a point that is not over yet."""
    same = (Improvement.site_id == site_id, Improvement.checklist_key == checklist, Improvement.item == item)
    return db.session.scalars(select(Improvement).where(*same, Improvement.state.in_(UNFINISHED))).one_or_none()


def keep(
    one: Improvement,
    kind: str,
    at: datetime,
    by: int | None,
    note: str | None,
    details: dict[str, Any] | None,
    uuid: str | None,
) -> None:
    """Write down one step: the event, and a line of the trail."""
    one.events.append(
        ImprovementEvent(kind=kind, at=at, actor_id=by, note=note, details=details, command_uuid=uuid, rev=one.rev)
    )
    db.session.flush()
    trail.record(f"improvement.{kind}", f"improvement:{one.id}", actor_id=by, details=details or {}, at=at)


def tell(one: Improvement, account_ids: set[int], sentence: str, key: str, at: datetime, urgency: str = rules.PLAIN) -> None:
    """Announce an item to some accounts, once for each key."""
    values = {"title": dict(one.title), "site": one.site.name}
    board.announce(account_ids, f"improvement:{one.id}:{key}", sentence, values, f"/improvements/{one.id}", at, urgency)


def owners(one: Improvement) -> set[int]:
    """The accounts of whoever must see to it."""
    account = db.session.scalar(select(StaffMember.account_id).where(StaffMember.id == (one.owner_id or 0)))
    return {found for found in (account, one.owner_account_id) if found is not None}


def judges(one: Improvement) -> set[int]:
    """Who may judge it, the nearest first: the area manager, else the quality lead."""
    barred = owners(one) | {one.planned_by_id or 0}
    near = holding(one.site.scope_id, ("area_manager",)) - barred
    return near or holding(one.site.scope_id, ("quality_lead",)) - barred


def site_facts(site_id: int) -> facts.SiteFacts:
    """The facts of a site that exists."""
    found = facts.of(db.session.connection(), site_id)
    assert found is not None  # a foreign key says so
    return found
