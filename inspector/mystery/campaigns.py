"""Campaigns made and changed: which sites are visited, how often and when, and what a shopper is told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from inspector.audit import trail
from inspector.extensions import db
from inspector.mystery import letters
from inspector.mystery.laying_out import Slot, Wanted, slots
from inspector.mystery.models import Campaign, Visit, Window

GONE = ("called_off", "rejected", "expired")  # such a visit does not fill its place
NOT_BEGUN = ("planned", "sent")
ROWS = ("site_ids", "windows")  # of CampaignFacts, kept in tables of their own


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """When, and how many visits to each site; fields as in models.Window."""

    day_kind: str
    meal: str
    quota: int
    begins_at: str = ""
    ends_at: str = ""


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What a person writes of a campaign; fields as in models.Campaign."""

    title: str
    purpose: str
    checklist_version_id: int
    brief: str
    attestation: str
    reimbursement: str
    currency: str
    budget_minor: int | None
    fee_minor: int
    most_reimbursed_minor: int
    first_on: date
    last_on: date
    is_staggered: bool
    informed_on: date | None
    retention_days: int
    windows: tuple[WindowFacts, ...]
    site_ids: tuple[int, ...]


def make(facts: CampaignFacts, by: int, at: datetime) -> Campaign:
    """Make a campaign and lay out its visits."""
    campaign = Campaign(created_by_id=by, created_at=at, state="open")
    _write(campaign, facts)
    db.session.add(campaign)
    db.session.flush()
    _lay_out(campaign, facts.site_ids, at)
    _note("mystery.campaign_made", campaign, by, at)
    return campaign


def change(campaign: Campaign, facts: CampaignFacts, by: int, at: datetime) -> None:
    """Change a campaign. Visits of sites and windows that are taken off and were not begun are called off; missing ones are laid out."""
    _write(campaign, facts)
    db.session.flush()
    _lay_out(campaign, facts.site_ids, at)
    _note("mystery.campaign_changed", campaign, by, at)


def refill(campaign: Campaign, by: int, at: datetime) -> int:
    """Lay visits out anew in the place of those that were turned down or ran out. Returns how many."""
    before = len(campaign.visits)
    _lay_out(campaign, site_ids_of(campaign), at)
    _note("mystery.campaign_refilled", campaign, by, at)
    return len(campaign.visits) - before


def missing(campaign: Campaign) -> int:
    """How many visits are wanted and stand nowhere, because one was turned down or ran out."""
    wanted = len(site_ids_of(campaign)) * sum(one.quota for one in campaign.windows)
    return max(0, wanted - sum(one.state not in GONE for one in campaign.visits))


def site_ids_of(campaign: Campaign) -> tuple[int, ...]:
    """The sites that a campaign visits, in order."""
    return tuple(sorted({one.site_id for one in campaign.visits if one.state != "called_off"}))


def put(campaign: Campaign, state: str, by: int, at: datetime) -> None:
    """Open, pause or close a campaign. Closing calls off what was not begun."""
    campaign.state = state
    if state == "closed":
        for visit in campaign.visits:
            if visit.state in NOT_BEGUN:
                call_off(visit, at)
    _note(f"mystery.campaign_{state}", campaign, by, at)


def call_off(visit: Visit, at: datetime) -> None:
    """No such visit; its link ends, and a shopper who has it is told."""
    letters.call_off(visit, at)
    if visit.state == "sent":
        letters.tell_off(visit, at)
    visit.state = "called_off"
    visit.link_hash = visit.session_hash = None


def _write(campaign: Campaign, facts: CampaignFacts) -> None:
    for name in facts.__slots__:
        if name not in ROWS:
            setattr(campaign, name, getattr(facts, name))
    known = {(one.day_kind, one.meal, one.begins_at, one.ends_at): one for one in campaign.windows}
    for window in campaign.windows:
        window.quota = 0  # what is not written any more is not wanted any more; its past visits stay
    for one in facts.windows:
        found = known.get((one.day_kind, one.meal, one.begins_at, one.ends_at))
        if found is None:
            found = Window(day_kind=one.day_kind, meal=one.meal, begins_at=one.begins_at, ends_at=one.ends_at, quota=0)
            campaign.windows.append(found)
        found.quota += one.quota


def _lay_out(campaign: Campaign, site_ids: Iterable[int], at: datetime) -> None:
    """Bring the visits in line with sites and windows: what was not begun moves or is called off, what is missing is added."""
    windows = {one.id: one for one in campaign.windows}
    wanted = [Wanted(one.id, one.day_kind, one.quota) for one in campaign.windows if one.quota]
    standing: dict[tuple[int, int], list[Visit]] = {}
    for visit in sorted(campaign.visits, key=lambda one: (one.state in NOT_BEGUN, one.state == "planned", one.id)):
        if visit.state not in GONE:
            standing.setdefault((visit.site_id, visit.window_id), []).append(visit)
    for slot in slots(campaign.first_on, campaign.last_on, sorted(site_ids), wanted, campaign.is_staggered):
        free = standing.get((slot.site_id, slot.key), [])
        visit = free.pop(0) if free else _added(campaign, windows[slot.key], slot)
        if visit.state == "planned":
            is_over = slot.last_on < at.date() <= campaign.last_on
            visit.first_on, visit.last_on = (at.date(), campaign.last_on) if is_over else (slot.first_on, slot.last_on)
    for left in standing.values():
        for visit in left:
            if visit.state in NOT_BEGUN:
                call_off(visit, at)
    db.session.flush()


def _added(campaign: Campaign, window: Window, slot: Slot) -> Visit:
    visit = Visit(
        site_id=slot.site_id, window=window, meal=window.meal, day_kind=window.day_kind, begins_at=window.begins_at,
        ends_at=window.ends_at, state="planned",
    )  # fmt: skip
    campaign.visits.append(visit)
    return visit


def _note(action: str, campaign: Campaign, by: int, at: datetime) -> None:
    trail.record(action, f"campaign:{campaign.id}", actor_id=by, at=at)
