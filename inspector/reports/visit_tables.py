"""A campaign as sheets, for the quality lead: its visits, and each answer with what its site reads. Shoppers stand by their codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext

from inspector.checklists.definition import text_in
from inspector.mystery import reading, wording
from inspector.mystery.models import Visit
from inspector.reports.visits import CampaignReport, outcome
from inspector.reports.workbook import Sheet

VISITS = (
    "visit_id", "campaign", "site_code", "site", "state", "first_on", "last_on", "meal", "day_kind", "shopper_code", "visited_on",
    "started_at", "submitted_at", "received_at", "receipt_code", "percent", "failures", "to_look_at", "reason", "decided_at", "released_at",
    "inspection_id",
)  # fmt: skip
ANSWERS = (
    "visit_id", "site_code", "receipt_code", "section", "item", "question", "dimension", "factor", "qsc", "state", "value", "failed",
    "answered_at", "written", "told_to_site", "corrected_to", "correction_reason", "photos",
)  # fmt: skip


def sheets(report: CampaignReport, language: str) -> Iterator[Sheet]:
    """The sheets of a campaign."""
    more = gettext("There are more rows. Narrow the filter, or take the CSV, which has no end.")
    yield Sheet("visits", VISITS, (_visit(one, report.campaign.title) for one in report.visits), more)
    yield Sheet("answers", ANSWERS, (row for one in report.visits for row in _answers(one, language)), more)


def _visit(visit: Visit, campaign: str) -> Sequence[Any]:
    report, zone, came = visit.report, ZoneInfo(visit.site.timezone), outcome(visit)
    read = reading.read(report) if report is not None and report.body else None
    moments = (read.started_at, read.submitted_at) if read else (None, None)
    return (
        visit.id, campaign, visit.site.code, visit.site.name, visit.state, visit.first_on, visit.last_on, visit.meal, visit.day_kind,
        visit.shopper.code if visit.shopper else visit.agency_shopper,
        visit.visited_on, *(one.astimezone(zone) if one else None for one in moments),
        report.received_at.astimezone(zone) if report else None, report.receipt_code if report else None,
        came.percent if came else None, sum(came.failed.values()) if came else None,
        "\n".join(wording.check_sentence(one) for one in report.checks) if report else None, report.reason if report else None,
        report.decided_at.astimezone(zone) if report and report.decided_at else None,
        visit.released_at.astimezone(zone) if visit.released_at else None, visit.inspection_id,
    )  # fmt: skip


def _answers(visit: Visit, language: str) -> Iterator[Sequence[Any]]:
    report, zone = visit.report, ZoneInfo(visit.site.timezone)
    if report is None or not report.body:
        return
    for section, lines in reading.read(report).sections:
        for one in lines:
            put_right = one.correction or {}
            yield (
                visit.id, visit.site.code, report.receipt_code, section.id, one.item.id, text_in(one.item.ask, language),
                one.item.dimension, one.item.factor, one.item.qsc, one.state, _shown(one.value), one.is_failed,
                one.at.astimezone(zone) if one.at else None, one.written, one.words,
                _shown(put_right["value"] or put_right["state"]) if put_right else None, put_right.get("reason"), len(one.photos),
            )  # fmt: skip


def _shown(value: Any) -> Any:
    """A k of n as "2 of 3" (2/3 would become a date), several choices with commas."""
    if isinstance(value, dict):
        return " of ".join(str(value.get(key)) for key in ("k", "n"))
    return ", ".join(map(str, value)) if isinstance(value, list) else value
