"""Which visits would let all inspectors be compared, and who has not walked a round together with another this month.

Islands come from the newest estimate's rounds; who could go is who may come from outside to a site. Accepting a visit is that of
`proposing.accept`. Source: docs/decisions.md, Looks, not verdicts: joint visits are chosen by cost for each island won.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from inspector.accounts.access import Actor
from inspector.accounts.models import Account, RoleAssignment
from inspector.extensions import db
from inspector.fairness.models import CalibrationSeat, CalibrationSet
from inspector.measurement import linking
from inspector.measurement.linking import Trip
from inspector.pipelines import measuring
from inspector.pipelines.proposing import OUTSIDERS, PERMISSION, open_days
from inspector.sites import inspectors, queries

JOINT_ROUNDS_A_MONTH = 2  # of each area manager
COSTS = {"area_manager": 1.0, "quality_lead": 2.0}  # the area manager is nearer


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit that ties groups together."""

    account_id: int
    name: str
    site_id: int
    site: str
    day: date


@dataclass(frozen=True, slots=True)
class Links:
    """visits: the cheapest that tie everybody together; islands_left: 1 when they do.

    alone: (account, name, joint rounds) of area managers short of them this month.
    """

    visits: Sequence[Visit]
    islands_left: int
    alone: Sequence[tuple[int, str, int]]


def links(actor: Actor, at: datetime) -> Links:
    """What would tie everybody together, for somebody who may propose rounds."""
    rows = measuring.rounds_until(at)
    site_of = {str(row.staff_id): str(row.site_id) for row in rows}  # where they were seen last
    names: dict[str, str] = {}
    trips = []
    sites = {str(site.id): site for site in queries.sites(actor, PERMISSION, is_open=True)}
    days = {site_id: open_days(site, at) for site_id, site in sites.items()}
    for site_id in (one for one, open_on in days.items() if open_on):
        for role in OUTSIDERS:
            for account, name in inspectors.at(int(site_id), (role,)):
                names[str(account)] = name
                trips.append(Trip(str(account), site_id, COSTS[role]))
    found = linking.propose(((str(row.staff_id), str(row.inspector_id)) for row in rows), site_of, trips)
    visits = [
        Visit(int(one.inspector), names[one.inspector], int(one.site), sites[one.site].name, days[one.site][0]) for one in found.visits
    ]
    return Links(visits, found.islands_left, _alone(at.date()))


def _alone(today: date) -> list[tuple[int, str, int]]:
    """(account, name, joint rounds this month) of area managers who are short of them."""
    first = today.replace(day=1)
    joint = (
        select(CalibrationSeat.account_id, func.count().label("rounds"))
        .join(CalibrationSet, CalibrationSet.id == CalibrationSeat.set_id)
        .where(CalibrationSet.kind == "joint", CalibrationSet.held_on >= first)
        .group_by(CalibrationSeat.account_id)
        .subquery()
    )
    rounds = func.coalesce(joint.c.rounds, 0)
    rows = db.session.execute(
        select(Account.id, Account.name, rounds.label("rounds"))
        .join(RoleAssignment, RoleAssignment.account_id == Account.id)
        .outerjoin(joint, joint.c.account_id == Account.id)
        .where(RoleAssignment.role == "area_manager", RoleAssignment.ended_at.is_(None), Account.is_active)
        .where(rounds < JOINT_ROUNDS_A_MONTH)
        .distinct()
        .order_by(Account.name)
    )
    return [(r.id, r.name, r.rounds) for r in rows]
