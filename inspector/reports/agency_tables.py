"""The visits of an agency as a sheet, and who may have it. No score and no shopper but the agency's own code stands in it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from inspector import clock, money
from inspector.accounts.guards import actor
from inspector.mystery import agencies, agency_figures
from inspector.mystery.agency_figures import Line
from inspector.mystery.agency_models import Agency
from inspector.mystery.models import Visit
from inspector.reports import routes, workbook
from inspector.reports.workbook import Sheet

blueprint = Blueprint("agency_reports", __name__)
VISITS = (
    "campaign", "reference", "site_code", "site", "visited_on", "shopper_code", "state", "reason", "received_on", "currency", "fee",
    "reimbursed", "cost",
)  # fmt: skip
TOTALS = ("campaign", "currency", "visits", *agency_figures.ORDER, "fee", "reimbursed", "cost")


@blueprint.get("/mystery/agencies/<int:agency_id>/visits.xlsx")
def visits_xlsx(agency_id: int) -> ResponseReturnValue:
    """The visits of one agency at the sites of the quality lead."""
    found = agencies.agency(agency_id)
    return _answer(found, agencies.visits_of(found, actor()))


@blueprint.get("/agency/visits.xlsx")
def own_visits_xlsx() -> ResponseReturnValue:
    """The visits of the agency one signs in for."""
    found = agencies.of_account(actor().account_id)
    return _answer(found, agencies.visits_of(found))


def sheets(visits: Sequence[Visit]) -> Iterator[Sheet]:
    """Every visit with what came of it, and the totals of each campaign."""
    parts = agency_figures.by_campaign(visits)
    more = gettext("There are more rows. Narrow the filter, or take the CSV, which has no end.")
    yield Sheet("visits", VISITS, (_row(line) for part in parts for line in part.lines), more)
    yield Sheet("totals", TOTALS, (_total(part) for part in parts), more)


def _answer(found: Agency, visits: Sequence[Visit]) -> ResponseReturnValue:
    with tempfile.TemporaryDirectory() as folder, force_locale(routes.chosen_language()):
        path = Path(folder) / "visits.xlsx"
        workbook.write(path, sheets(visits))
        name = f"{found.name}_{gettext('Visits')}_{clock.now():%Y-%m-%d}.xlsx"
        return routes.file_answer(path.read_bytes(), name, routes.EXCEL)


def _row(line: Line) -> Sequence[Any]:
    visit = line.visit
    currency, report = visit.campaign.currency, visit.report
    return (
        visit.campaign.title, visit.agency_reference, visit.site.code, visit.site.name, visit.visited_on, visit.agency_shopper, line.told,
        line.reason, report.received_at.date() if report else None, currency,
        *(None if line.cost_minor is None else _amount(one or 0, currency) for one in (visit.fee_minor, visit.reimbursed_minor)),
        None if line.cost_minor is None else _amount(line.cost_minor, currency),
    )  # fmt: skip


def _total(part: agency_figures.Part) -> Sequence[Any]:
    currency = part.campaign.currency
    amounts = (part.fee_minor, part.reimbursed_minor, part.cost_minor)
    return (
        part.campaign.title, currency, len(part.lines), *(part.counts[told] for told in agency_figures.ORDER),
        *(_amount(one, currency) for one in amounts),
    )  # fmt: skip


def _amount(minor: int, currency: str) -> Fraction:
    """A figure that a spreadsheet adds up."""
    return Fraction(money.plain(minor, currency))
