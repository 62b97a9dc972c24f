"""The register of agencies: who sends shoppers of their own, who signs in for them, and which visits they were given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from inspector.accounts import enrolment
from inspector.accounts.access import Actor, within
from inspector.accounts.models import Account, Scope
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery import letters, queries
from inspector.mystery.agency_models import Agency, AgencyAccount
from inspector.mystery.campaigns import NOT_BEGUN
from inspector.mystery.models import Campaign, Visit
from inspector.mystery.report_models import Report
from inspector.sites.refusals import N_, Refused

ROLE = "agency"


def listed() -> Sequence[Agency]:
    """The register: those that work for us first, by name."""
    return db.session.scalars(select(Agency).order_by(Agency.is_active.desc(), Agency.name)).all()


def agency(agency_id: int) -> Agency:
    """One agency. Raises Problem not_found."""
    found = db.session.get(Agency, agency_id)
    if found is None:
        raise Problem("not_found")
    return found


def of_account(account_id: int) -> Agency:
    """The agency somebody signs in for. Raises Problem not_found when there is none, or it no longer works for us."""
    found = db.session.scalar(
        select(Agency).join(AgencyAccount, AgencyAccount.agency_id == Agency.id)
        .where(AgencyAccount.account_id == account_id, Agency.is_active)
    )  # fmt: skip
    if found is None:
        raise Problem("not_found")
    return found


def write(found: Agency | None, name: str, contact: str, by: int, at: datetime) -> Agency:
    """Enter an agency, or change what is known of it. Raises Refused for a name that another has."""
    taken = db.session.scalar(select(Agency.id).where(func.lower(Agency.name) == name.lower()))
    if taken is not None and (found is None or taken != found.id):
        raise Refused("name", N_("An agency of this name is here already."))
    if found is None:
        found = Agency(created_at=at)
        db.session.add(found)
    found.name, found.contact = name, contact
    db.session.flush()
    trail.record("mystery.agency_written", f"agency:{found.id}", actor_id=by, at=at)
    return found


def archive(found: Agency, by: int, at: datetime) -> None:
    """It works for us no longer: its sign-ins end at once, visits not begun are free again, what came stays."""
    found.is_active = False
    for account in accounts_of(found):
        if account.is_active:
            enrolment.deactivate(account, by=by, at=at)
    for visit in db.session.scalars(select(Visit).where(Visit.agency_id == found.id, Visit.state.in_(NOT_BEGUN))):
        visit.agency = None
    trail.record("mystery.agency_archived", f"agency:{found.id}", actor_id=by, at=at)


def take_back(found: Agency, by: int, at: datetime) -> None:
    """It works for us again; each sign-in is opened by a new link."""
    found.is_active = True
    trail.record("mystery.agency_taken_back", f"agency:{found.id}", actor_id=by, at=at)


def accounts_of(found: Agency) -> Sequence[Account]:
    """Who signs in for an agency."""
    statement = select(Account).join(AgencyAccount, AgencyAccount.account_id == Account.id)
    return db.session.scalars(statement.where(AgencyAccount.agency_id == found.id).order_by(Account.id)).all()


def account_of(found: Agency, account_id: int) -> Account:
    """One sign-in of an agency. Raises Problem not_found."""
    account = next((one for one in accounts_of(found) if one.id == account_id), None)
    if account is None:
        raise Problem("not_found")
    return account


def open_account(found: Agency, name: str, email: str, by: int, at: datetime) -> Account:
    """Let somebody sign in for an agency; a link sets the password. Raises Problem bad_form for an address that is taken."""
    account = enrolment.open_account(name, email=email, by=by, at=at)
    everywhere = db.session.scalars(select(Scope.id).where(Scope.kind == "organisation").order_by(Scope.id)).first()
    assert everywhere is not None  # the organisation is made before anybody can sign in
    enrolment.give_role(account, ROLE, everywhere, by=by, at=at)
    join(found, account.id)
    return account


def join(found: Agency, account_id: int) -> None:
    """Let an account that holds the role see the visits of an agency."""
    db.session.add(AgencyAccount(account_id=account_id, agency_id=found.id))
    db.session.flush()


def give(visit: Visit, found: Agency, by: int, at: datetime) -> None:
    """Say that an agency makes a visit; a link that was made for somebody else ends."""
    letters.call_off(visit, at)
    visit.link_hash = visit.session_hash = None
    visit.state, visit.shopper, visit.agency = "planned", None, found
    trail.record("mystery.visit_given", f"visit:{visit.id}", actor_id=by, at=at, details={"agency": found.id})


def visits_of(found: Agency, actor: Actor | None = None) -> Sequence[Visit]:
    """The visits of an agency, newest first; for an actor, those at the sites of that quality lead."""
    statement = select(Visit).where(Visit.agency_id == found.id, Visit.state != "called_off").options(
        joinedload(Visit.site), joinedload(Visit.campaign), joinedload(Visit.call_back), selectinload(Visit.reports),
        selectinload(Visit.appeals),
    )  # fmt: skip
    if actor is not None:
        statement = statement.where(within(Visit.site_id, actor.sites(queries.MANAGE)))
    newest = func.coalesce(Visit.visited_on, Visit.last_on).desc()
    return db.session.scalars(statement.order_by(Visit.campaign_id.desc(), newest, Visit.id)).all()


def campaign_of(found: Agency, campaign_id: int) -> Campaign:
    """A campaign in which an agency was given visits. Raises Problem not_found."""
    campaign = db.session.get(Campaign, campaign_id)
    given = select(Visit.id).where(Visit.campaign_id == campaign_id, Visit.agency_id == found.id, Visit.state != "called_off")
    if campaign is None or db.session.scalar(given.limit(1)) is None:
        raise Problem("not_found")
    return campaign


def accounts_to_tell(report: Report) -> list[int]:
    """The accounts that are told when a report of an agency is asked again; empty for other reports."""
    found = report.visit.agency
    return [one.id for one in accounts_of(found) if one.is_active] if found is not None else []
