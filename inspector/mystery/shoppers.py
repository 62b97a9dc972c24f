"""The register of shoppers, and who may be sent where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from inspector.audit import trail
from inspector.extensions import db
from inspector.mystery import assigning, call_backs, letters, queries
from inspector.mystery import reliability as figures
from inspector.mystery.models import Shopper, Visit

REST_DAYS = 90
DONE = ("accepted", "released")
LATE = {"late", "late_list", "outside_days"}  # codes of checks
INCOMPLETE = {"incomplete", "brief_story", "no_photo"}
INCONSISTENT = {"times", "photo_twice", "text_twice", "text_twice_agency"}  # not "straight": a good house is answered all alike


@dataclass(frozen=True, slots=True)
class ShopperFacts:
    """What a person writes of a shopper; fields as in models.Shopper."""

    name: str
    contact: str
    rest_days: int
    avoided_site_ids: tuple[int, ...]
    is_active: bool


def write(shopper: Shopper | None, facts: ShopperFacts, by: int, at: datetime) -> Shopper:
    """Enter somebody, or change what is known. The trail names the code and nothing else."""
    if shopper is None:
        number = (db.session.scalar(select(func.max(Shopper.id))) or 0) + 1
        shopper = Shopper(code=f"S{number:04d}", created_at=at)
        db.session.add(shopper)
    shopper.name, shopper.contact, shopper.rest_days = facts.name, facts.contact, facts.rest_days
    shopper.avoided_site_ids, shopper.is_active = list(facts.avoided_site_ids), facts.is_active
    db.session.flush()
    trail.record("mystery.shopper_written", f"shopper:{shopper.id}", actor_id=by, at=at)
    return shopper


def obstacle(shopper: Shopper, visit: Visit) -> str | None:
    """Why a shopper should not make a visit: inactive, conflict or rest; None when nothing stands against it."""
    if not shopper.is_active:
        return "inactive"
    days = {visit.site_id: queries.days_at(shopper.id, visit.site_id, visit.id)}
    return _candidate(shopper, days, 0).obstacle(_wanted(visit))


def proposed(visits: Sequence[Visit]) -> dict[int, int | None]:
    """{visit id: id of who should make it}, None where nobody may; all of them together, so that the load is shared."""
    ids, loads, days = [one.id for one in visits], queries.loads(), queries.days_of_all([one.id for one in visits])
    people = [_candidate(one, days.get(one.id, {}), loads.get(one.id, 0)) for one in queries.shoppers(is_active=True)]
    return assigning.propose([_wanted(one) for one in visits], people) if ids else {}


def assign_all(visits: Sequence[Visit], chosen: Mapping[int, Shopper], by: int, at: datetime) -> dict[int, str]:
    """Say for many visits who goes. chosen: {visit id: shopper}. Returns {visit id: obstacle} of those left as they are."""
    refused = {}
    for visit in visits:
        shopper = chosen.get(visit.id)
        if shopper is None or visit.state != "planned":
            continue
        db.session.flush()  # what was given just now counts for the rest of the next
        why = obstacle(shopper, visit)
        if why is None:
            assign(visit, shopper, by, at)
        else:
            refused[visit.id] = why
    return refused


def _candidate(shopper: Shopper, days: dict[int, list[date]], load: int) -> assigning.Candidate:
    return assigning.Candidate(shopper.id, shopper.rest_days, frozenset(shopper.avoided_site_ids), load, days)


def _wanted(visit: Visit) -> assigning.Wanted:
    return assigning.Wanted(visit.id, visit.site_id, visit.first_on, visit.last_on)


def assign(visit: Visit, shopper: Shopper | None, by: int, at: datetime) -> None:
    """Say who goes. A link that was made for somebody else ends."""
    if visit.shopper_id != (shopper.id if shopper else None):
        letters.call_off(visit, at)
        visit.link_hash = visit.session_hash = None
        if visit.state == "sent":
            visit.state = "planned"
    visit.shopper, visit.agency = shopper, None
    trail.record("mystery.visit_assigned", f"visit:{visit.id}", actor_id=by, at=at)


def reliability(visits: Sequence[Visit]) -> figures.Reliability:
    """How the reports of some visits turned out."""
    return figures.of([_outcome(one) for one in visits if one.state in (*DONE, "rejected")])


def _outcome(visit: Visit) -> figures.Outcome:
    """A decided visit as it counts: what came first is looked at, what was decided last is rated."""
    found, last = {one["code"] for one in visit.reports[0].checks} if visit.reports else set(), visit.report
    return figures.Outcome(
        is_taken=visit.state in DONE, is_on_time=bool(visit.reports) and not found & LATE,
        is_complete=not found & INCOMPLETE, is_consistent=not found & INCONSISTENT and not call_backs.is_contradicted(visit),
        is_revised=visit.state in DONE and len(visit.reports) > 1,
        rating=last.rating if last else None, upheld=sum(one.state == "upheld" for one in visit.appeals),
    )  # fmt: skip
