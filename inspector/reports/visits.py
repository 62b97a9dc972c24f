"""What reports of mystery visits tell: a visit and a campaign in full for the quality lead, what guests saw for whoever reads sites.

Only what concerns the quality lead alone names a shopper or a moment; what others get is read from released records, which hold neither.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.checklists import publishing
from inspector.checklists.definition import Item
from inspector.extensions import db
from inspector.inspections import payload
from inspector.inspections.evaluation import evaluate
from inspector.inspections.models import Inspection
from inspector.measurement.intervals import Interval, wilson
from inspector.mystery import anonymising, queries, reading, results, rules, wording
from inspector.mystery.models import Campaign, Visit
from inspector.mystery.report_models import Report
from inspector.mystery.results import GRADED_FROM, SHOWN_FROM, Result
from inspector.reports.figures import HASH_SHOWN, Picture
from inspector.sites import queries as places
from inspector.sites.models import Organisation, Site

DONE = ("accepted", "released")
WORST = 12  # questions of a campaign that are listed


@dataclass(frozen=True, slots=True)
class VisitReport:
    """One visit, with who went and when: for the quality lead alone. Moments are on the clock of the site."""

    organisation: str
    visit: Visit
    report: Report
    read: reading.Read
    zone: ZoneInfo
    checks: Sequence[str]  # sentences of what should be looked at
    body_hash: str

    @property
    def pictures(self) -> Iterable[Picture]:
        """Every photo that was sent."""
        hashes = (sha for _, lines in self.read.sections for line in lines for sha in line.photos)
        return [Picture(sha, None) for sha in (*hashes, *self.read.loose_photos)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an accepted visit came to, as its site is told or will be. percent: 0-100, None when nothing was applicable."""

    percent: Fraction | None
    failed: Mapping[str, bool]  # {item: whether it failed}, of those that were answered and are scored


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One site of a campaign. percent, interval: of its accepted visits, each counting once."""

    site: Site
    planned: int
    delivered: int
    accepted: int
    rejected: int
    percent: float | None
    interval: Interval | None


@dataclass(frozen=True, slots=True)
class Question:
    """How often something failed in a campaign."""

    item: Item
    failed: int
    asked: int


@dataclass(frozen=True, slots=True)
class CampaignReport:
    """A whole campaign for the quality lead: how far it is, what came of it by site and question. Shoppers stand by their codes."""

    organisation: str
    campaign: Campaign
    visits: Sequence[Visit]  # that were not called off
    sites: Sequence[SiteLine]
    worst: Sequence[Question]
    percent: float | None
    interval: Interval | None
    states: Mapping[str, Any]  # words for states of visits

    @property
    def accepted(self) -> int:
        """How many visits count."""
        return sum(one.accepted for one in self.sites)


@dataclass(frozen=True, slots=True)
class GuestsReport:
    """What guests saw at every site the asker may read, over six months; made of released records alone."""

    organisation: str
    day: date
    sites: Sequence[tuple[Site, Result]]
    graded_from: int = GRADED_FROM
    shown_from: int = SHOWN_FROM


def visit_report(actor: Actor, visit_id: int) -> VisitReport:
    """Read one visit. Raises Problem not_found when it is not the asker's, or before a report came, or after it was deleted."""
    visit = queries.visit(actor, visit_id)
    report = queries.kept_report(visit)
    return VisitReport(
        _organisation(), visit, report, reading.read(report), ZoneInfo(visit.site.timezone),
        [wording.check_sentence(one) for one in report.checks], report.body_sha256[:HASH_SHOWN],
    )  # fmt: skip


def campaign_report(actor: Actor, campaign_id: int) -> CampaignReport:
    """Read one campaign. Raises Problem not_found when a site of it is not the asker's."""
    campaign = queries.campaign(actor, campaign_id)
    visits = sorted((one for one in campaign.visits if one.state != "called_off"), key=lambda one: (one.site.code, one.id))
    outcomes = {one.id: found for one in visits if (found := outcome(one)) is not None}
    percent, interval = _mean([one.percent for one in outcomes.values()])
    return CampaignReport(
        _organisation(), campaign, visits, _sites(visits, outcomes), _worst(campaign, outcomes), percent, interval, wording.VISIT_STATES
    )


def guests_report(actor: Actor, today: date) -> GuestsReport:
    """Read the results of the asker's sites."""
    found = results.of_sites(actor, today)
    sites = [one for one in places.sites(actor, "inspections.read") if one.id in found]
    return GuestsReport(_organisation(), today, [(one, found[one.id]) for one in sites])


def outcome(visit: Visit) -> Outcome | None:
    """What a visit came to; None while it is not accepted, and where nothing of it is kept."""
    if visit.state not in DONE:
        return None
    if visit.inspection_id is not None:
        return _released(db.session.get_one(Inspection, visit.inspection_id))
    report, site = visit.report, visit.site
    if report is None or not report.body:
        return None
    sent = payload.read(report.body)
    checklist = publishing.compiled(sent.checklist_version)
    moment = rules.when(sent.started_at, site.timezone, site.day_ends_at)
    told = anonymising.record_of(
        report.body, checklist, moment, site.timezone, identity=report.uuid, author_id=0, words=report.words, corrections=report.corrections
    )
    found = evaluate(checklist, payload.read(told))
    percent = found.score["percent"]
    failed = {one.item.id: one.is_failed for one in found.instances if one.state == "answered" and one.possible}
    return Outcome(None if percent is None else Fraction(percent), failed)


def _released(inspection: Inspection) -> Outcome:
    failed = {one.item: one.is_failed for one in inspection.answers if one.state == "answered" and Fraction(one.possible)}
    return Outcome(None if inspection.percent is None else Fraction(inspection.percent), failed)


def _sites(visits: Sequence[Visit], outcomes: Mapping[int, Outcome]) -> list[SiteLine]:
    by_site: dict[int, list[Visit]] = defaultdict(list)
    for one in visits:
        by_site[one.site_id].append(one)
    lines = []
    for found in by_site.values():
        percent, interval = _mean([outcomes[one.id].percent for one in found if one.id in outcomes])
        lines.append(SiteLine(
            found[0].site, len(found), sum(bool(one.reports) for one in found), sum(one.state in DONE for one in found),
            sum(one.state == "rejected" for one in found), percent, interval,
        ))  # fmt: skip
    return lines


def _mean(percents: Iterable[Fraction | None]) -> tuple[float | None, Interval | None]:
    """Mean of visits and how sure it is; nothing below SHOWN_FROM: one guest's day is no score."""
    found = [max(Fraction(0), min(Fraction(100), one)) for one in percents if one is not None]
    if len(found) < SHOWN_FROM:
        return None, None
    return float(sum(found) / len(found)), wilson(sum(found, Fraction(0)) / 100, len(found))


def _worst(campaign: Campaign, outcomes: Mapping[int, Outcome]) -> list[Question]:
    items = {item.id: item for item in publishing.compiled(campaign.version.sha256).items}
    counts: dict[str, list[bool]] = defaultdict(list)
    for one in outcomes.values():
        for item, is_failed in one.failed.items():
            counts[item].append(is_failed)
    found = [Question(items[item], sum(failed), len(failed)) for item, failed in counts.items() if item in items and any(failed)]
    return sorted(found, key=lambda one: (-one.failed, one.asked, one.item.id))[:WORST]


def _organisation() -> str:
    return db.session.execute(select(Organisation.name)).scalar() or ""
