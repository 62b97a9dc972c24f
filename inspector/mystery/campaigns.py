"""Campaigns made and changed: which sites are visited, how often, and what a shopper is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from inspector.audit import trail
from inspector.extensions import db
from inspector.mystery.models import Campaign, Visit


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """What a person writes of a campaign; fields as in models.Campaign."""

    title: str
    purpose: str
    checklist_version_id: int
    brief: str
    attestation: str
    reimbursement: str
    visits_per_site: int
    first_on: date
    last_on: date
    meal: str
    day_kind: str
    informed_on: date | None
    retention_days: int
    site_ids: tuple[int, ...]


def make(facts: CampaignFacts, by: int, at: datetime) -> Campaign:
    """Make a campaign and lay out its visits."""
    campaign = Campaign(created_by_id=by, created_at=at, state="open")
    _write(campaign, facts)
    db.session.add(campaign)
    db.session.flush()
    _lay_out(campaign, facts)
    _note("mystery.campaign_made", campaign, by, at)
    return campaign


def change(campaign: Campaign, facts: CampaignFacts, by: int, at: datetime) -> None:
    """Change a campaign. Visits of sites that are taken off and were not begun are called off; missing ones are laid out."""
    _write(campaign, facts)
    for visit in campaign.visits:
        if visit.state in ("planned", "sent") and visit.site_id not in facts.site_ids:
            call_off(visit)
    _lay_out(campaign, facts)
    _note("mystery.campaign_changed", campaign, by, at)


def put(campaign: Campaign, state: str, by: int, at: datetime) -> None:
    """Open, pause or close a campaign. Closing calls off what was not begun."""
    campaign.state = state
    if state == "closed":
        for visit in campaign.visits:
            if visit.state in ("planned", "sent"):
                call_off(visit)
    _note(f"mystery.campaign_{state}", campaign, by, at)


def call_off(visit: Visit) -> None:
    """No such visit; its link ends."""
    visit.state = "called_off"
    visit.link_hash = visit.session_hash = None


def _write(campaign: Campaign, facts: CampaignFacts) -> None:
    for name in facts.__slots__:
        if name != "site_ids":
            setattr(campaign, name, getattr(facts, name))


def _lay_out(campaign: Campaign, facts: CampaignFacts) -> None:
    for site_id in facts.site_ids:
        standing = sum(one.site_id == site_id and one.state not in ("called_off", "rejected") for one in campaign.visits)
        for _ in range(facts.visits_per_site - standing):
            campaign.visits.append(
                Visit(
                    site_id=site_id, first_on=facts.first_on, last_on=facts.last_on, meal=facts.meal, day_kind=facts.day_kind,
                    state="planned",
                )
            )  # fmt: skip
    db.session.flush()


def _note(action: str, campaign: Campaign, by: int, at: datetime) -> None:
    trail.record(action, f"campaign:{campaign.id}", actor_id=by, at=at)
