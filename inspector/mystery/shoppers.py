"""The register of shoppers, and who may be sent where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, select

from inspector.audit import trail
from inspector.extensions import db
from inspector.mystery import queries, rules
from inspector.mystery.models import Shopper, Visit

REST_DAYS = 90
DONE = ("accepted", "released")


@dataclass(frozen=True, slots=True)
class ShopperFacts:
    """What a person writes of a shopper; fields as in models.Shopper."""

    name: str
    contact: str
    rest_days: int
    avoided_site_ids: tuple[int, ...]
    is_active: bool


@dataclass(frozen=True, slots=True)
class Reliability:
    """How a shopper's reports turned out. percent: of those decided, taken without a question and on time; None without any."""

    decided: int
    on_time: int
    taken: int
    revised: int
    rejected: int
    upheld: int  # visits of which a site rightly objected to an answer

    @property
    def percent(self) -> Fraction | None:
        """Half for what is taken at once, half for what is on time; a revision or an upheld objection costs a quarter of a visit."""
        if not self.decided:
            return None
        points = 2 * self.taken - self.revised - self.upheld + 2 * self.on_time
        return Fraction(100 * max(0, points), 4 * self.decided)


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
    if visit.site_id in shopper.avoided_site_ids:
        return "conflict"
    rests = rules.rests_until(queries.days_at(shopper.id, visit.site_id, visit.id), shopper.rest_days)
    return "rest" if rests is not None and rests > visit.first_on else None


def proposed(visit: Visit) -> Shopper | None:
    """Who would go: of those whom nothing stands against, who has least to do, then who was longest not at this site."""
    fit = [one for one in queries.shoppers(is_active=True) if obstacle(one, visit) is None]
    return min(fit, key=lambda one: (_load(one.id), _last_at(one.id, visit), one.id), default=None)


def assign(visit: Visit, shopper: Shopper | None, by: int, at: datetime) -> None:
    """Say who goes. A link that was made for somebody else ends."""
    if visit.shopper_id != (shopper.id if shopper else None):
        visit.link_hash = visit.session_hash = None
        if visit.state == "sent":
            visit.state = "planned"
    visit.shopper = shopper
    trail.record("mystery.visit_assigned", f"visit:{visit.id}", actor_id=by, at=at)


def reliability(visits: Sequence[Visit]) -> Reliability:
    """How the reports of some visits turned out."""
    decided = [one for one in visits if one.state in (*DONE, "rejected")]
    taken = [one for one in decided if one.state in DONE]
    return Reliability(
        len(decided), sum(_is_on_time(one) for one in decided), len(taken), sum(len(one.reports) > 1 for one in taken),
        len(decided) - len(taken), sum(any(appeal.state == "upheld" for appeal in one.appeals) for one in taken),
    )  # fmt: skip


def _is_on_time(visit: Visit) -> bool:
    late = {"late", "outside_days"}
    return bool(visit.reports) and not late & {one["code"] for one in visit.reports[0].checks}


def _load(shopper_id: int) -> int:
    waiting = ("planned", "sent", "begun", "revising")
    return db.session.scalar(select(func.count()).select_from(Visit).where(Visit.shopper_id == shopper_id, Visit.state.in_(waiting))) or 0


def _last_at(shopper_id: int, visit: Visit) -> date:
    return max(queries.days_at(shopper_id, visit.site_id, visit.id), default=date.min)
