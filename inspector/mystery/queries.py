"""Reading campaigns, visits and shoppers; all of it for the quality lead alone, within the sites of that role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from inspector.accounts.access import Actor, within
from inspector.accounts.models import Account, RoleAssignment, ScopeClosure
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery.models import Campaign, Shopper, Visit
from inspector.mystery.report_models import Report
from inspector.sites.models import Site

MANAGE = "mystery.manage"


def campaigns(actor: Actor) -> Sequence[Campaign]:
    """The campaigns all of whose sites are the asker's, newest first."""
    statement = (
        select(Campaign)
        .where(~exists().where(Visit.campaign_id == Campaign.id, ~within(Visit.site_id, actor.sites(MANAGE))))
        .options(selectinload(Campaign.visits))
        .order_by(Campaign.id.desc())
    )
    return db.session.scalars(statement).all()


def campaign(actor: Actor, campaign_id: int) -> Campaign:
    """One campaign. Raises Problem not_found when a site of it is not the asker's."""
    found = db.session.scalar(
        select(Campaign).where(Campaign.id == campaign_id).options(selectinload(Campaign.visits).options(
            joinedload(Visit.site), joinedload(Visit.shopper), joinedload(Visit.agency), selectinload(Visit.reports)
        ), selectinload(Campaign.windows))
    )  # fmt: skip
    if found is None or not all(actor.may(MANAGE, one.site_id) for one in found.visits):
        raise Problem("not_found")
    return found


def visit(actor: Actor, visit_id: int) -> Visit:
    """One visit with its reports. Raises Problem not_found when its site is not the asker's."""
    found = db.session.get(Visit, visit_id)
    if found is None or not actor.may(MANAGE, found.site_id):
        raise Problem("not_found")
    return found


def kept_report(visit: Visit) -> Report:
    """The report in force of a visit. Raises Problem not_found before it came, and after its retention ended."""
    found = visit.report
    if found is None or not found.body:
        raise Problem("not_found")
    return found


def report(actor: Actor, report_id: int) -> Report:
    """One report. Raises Problem not_found when its site is not the asker's."""
    found = db.session.get(Report, report_id)
    if found is None or not actor.may(MANAGE, found.visit.site_id):
        raise Problem("not_found")
    return found


def waiting(actor: Actor) -> Sequence[Report]:
    """Reports that wait for a decision, the first due first: each has the same time to be decided, so that is the oldest."""
    statement = (
        select(Report).join(Visit)
        .where(Report.state.in_(("waiting", "second")), within(Visit.site_id, actor.sites(MANAGE)))
        .options(joinedload(Report.visit).joinedload(Visit.site))
        .order_by(Report.received_at)
    )  # fmt: skip
    return db.session.scalars(statement).all()


def shoppers(is_active: bool | None = None) -> Sequence[Shopper]:
    """The register, by code."""
    statement = select(Shopper).order_by(Shopper.code)
    return db.session.scalars(statement if is_active is None else statement.where(Shopper.is_active == is_active)).all()


def shopper(shopper_id: int) -> Shopper:
    """One shopper. Raises Problem not_found."""
    found = db.session.get(Shopper, shopper_id)
    if found is None:
        raise Problem("not_found")
    return found


def visits_of(shopper_id: int) -> Sequence[Visit]:
    """Where a shopper was sent, newest first."""
    statement = (
        select(Visit).where(Visit.shopper_id == shopper_id).options(joinedload(Visit.site), selectinload(Visit.reports))
    )
    return db.session.scalars(statement.order_by(Visit.id.desc())).all()


def days_at(shopper_id: int, site_id: int, besides: int) -> list[date]:
    """The days on which a shopper was, or is to be, at a site; the visit `besides` left out."""
    rows = db.session.execute(
        select(Visit.visited_on, Visit.last_on).where(
            Visit.shopper_id == shopper_id,
            Visit.site_id == site_id,
            Visit.id != besides,
            Visit.state.not_in(("called_off", "expired")),
        )
    )
    return [row.visited_on or row.last_on for row in rows]


def loads() -> dict[int, int]:
    """{shopper id: visits still to be made or revised}."""
    still = ("planned", "sent", "begun", "revising")
    statement = select(Visit.shopper_id, func.count()).where(Visit.shopper_id.is_not(None), Visit.state.in_(still))
    return {one: count for one, count in db.session.execute(statement.group_by(Visit.shopper_id)) if one is not None}


def days_of_all(besides: Sequence[int]) -> dict[int, dict[int, list[date]]]:
    """{shopper id: {site id: days there}} that is past or to come; some visits left out."""
    columns = (Visit.shopper_id, Visit.site_id, Visit.visited_on, Visit.last_on)
    statement = select(*columns).where(Visit.shopper_id.is_not(None), Visit.state.not_in(("called_off", "expired")))
    found: dict[int, dict[int, list[date]]] = {}
    for row in db.session.execute(statement.where(Visit.id.not_in(besides))):
        found.setdefault(row.shopper_id, {}).setdefault(row.site_id, []).append(row.visited_on or row.last_on)
    return found


def leads(site_id: int | None = None) -> list[int]:
    """The active accounts of the quality leads; of those who lead a site, when one is named."""
    statement = (
        select(RoleAssignment.account_id).join(Account, Account.id == RoleAssignment.account_id)
        .where(RoleAssignment.role == "quality_lead", RoleAssignment.ended_at.is_(None), Account.is_active)
    )  # fmt: skip
    if site_id is not None:
        above = (
            select(ScopeClosure.ancestor_id)
            .join(Site, Site.scope_id == ScopeClosure.descendant_id)
            .where(Site.id == site_id)
        )
        statement = statement.where(RoleAssignment.scope_id.in_(above))
    return sorted(set(db.session.scalars(statement)))
