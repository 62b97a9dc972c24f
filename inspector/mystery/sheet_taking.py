"""Lists of visits taken in: what they are judged against, and the reports that come of their rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from inspector.audit import trail
from inspector.checklists import publishing
from inspector.extensions import db
from inspector.inspections import delivery, payload
from inspector.media import store
from inspector.mystery import queries, shopping
from inspector.mystery.agency_models import Agency
from inspector.mystery.models import Campaign, Visit
from inspector.mystery.sheet_planning import Here, Known, Place, Plan, Slot
from inspector.notices import board
from inspector.sites import importing
from inspector.sites.refusals import N_, Refused

OPEN = ("planned", "sent", "expired")  # one that ran out may still come in a list: when it was made, the list says
ARRIVED = "Reports of visits made by %(agency)s wait for your review."


def known_to(agency: Agency, campaign: Campaign, at: datetime, language: str) -> Known:
    """What a list of an agency is judged against in a campaign."""
    mine = db.session.scalars(
        select(Visit).where(Visit.agency_id == agency.id, or_(Visit.campaign_id == campaign.id, Visit.agency_reference.is_not(None)))
        .options(joinedload(Visit.site), selectinload(Visit.reports)).order_by(Visit.id)
    ).all()  # fmt: skip
    ours = [one for one in mine if one.campaign_id == campaign.id]
    sites = {one.site_id: one.site for one in ours if one.state != "called_off"}
    return Known(
        agency.id, campaign.id, publishing.compiled(campaign.version.sha256), importing.site_words(sites.values()),
        {key: Place(key, site.timezone, site.day_ends_at, tuple(site.attributes)) for key, site in sites.items()},
        [_slot(one) for one in ours if one.state in OPEN and one.agency_reference is None],
        {str(one.agency_reference): _here(one) for one in mine if one.agency_reference is not None}, at, language,
    )  # fmt: skip


def demand_open(campaign: Campaign, at: datetime) -> None:
    """Whether a campaign takes visits in. Raises Refused with the reason when it does not."""
    if campaign.informed_on is None or campaign.informed_on > at.date():
        raise Refused("", N_("The staff were not informed of this campaign yet, so it takes no visits in."))
    if campaign.state == "closed":
        raise Refused("", N_("This campaign is closed and takes no visits in any more."))


def carry_out(
    planned: Plan, agency: Agency, campaign: Campaign, by: int, at: datetime, photos: Mapping[str, bytes], blobs: store.Store
) -> None:
    """Put every report of a plan on the desk, in the present transaction. Raises Refused when the campaign takes none in.

    photos: {SHA-256: tidy JPEG} of at least those that the plan names.
    """
    demand_open(campaign, at)
    for sent in planned.changes:
        visit = db.session.get_one(Visit, sent.visit_id)
        visit.agency_reference, visit.agency_shopper = sent.reference, sent.shopper
        submission = payload.read(sent.body)
        for sha256, size_bytes in sent.photos:
            blobs.put([photos[sha256]], sha256)
            store.note(sha256, size_bytes, "image/jpeg", submission.id, at)
        shopping.enter(visit, submission, delivery.missing_of(submission), at)
    details = {"campaign": campaign.id, "taken": len(planned.changes), "left_out": planned.bad_rows}
    event = trail.record("mystery.visits_imported", f"agency:{agency.id}", actor_id=by, at=at, details=details)
    if planned.changes:
        leads = [one for one in queries.leads() if one != by]
        board.announce(leads, f"agency:{agency.id}:{event.seq}", ARRIVED, {"agency": agency.name}, "/mystery", at)


def _slot(visit: Visit) -> Slot:
    return Slot(visit.id, visit.site_id, visit.first_on, visit.last_on, visit.day_kind, visit.meal, visit.begins_at, visit.ends_at)


def _here(visit: Visit) -> Here:
    report = visit.report
    is_asked = visit.state == "revising" and report is not None and report.state == "revision"
    return Here(visit.id, visit.campaign_id, visit.site_id, frozenset(one.uuid for one in visit.reports), is_asked)
