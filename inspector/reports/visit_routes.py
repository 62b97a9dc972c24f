"""Documents of mystery visits: in full for the quality lead, of released records alone for whoever may read a site."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.mystery import looks
from inspector.reports import documents, routes, visit_tables, visits, workbook

blueprint = Blueprint("visit_reports", __name__)


@blueprint.get("/mystery/visits/<int:visit_id>/report.pdf")
def visit_pdf(visit_id: int) -> ResponseReturnValue:
    """One visit with its shopper, its moments and its photos. Its site has the report of the released inspection instead."""
    with force_locale(routes.chosen_language()):
        report = visits.visit_report(actor(), visit_id)
        looks.note_visits(actor(), [report.visit], "pdf", clock.now())
        name = f"{gettext('Mystery visit')}_{report.visit.site.name}_{report.report.receipt_code}"
        return routes.pdf_answer(documents.visit_document(report, routes.blob_store()), name)


@blueprint.get("/mystery/campaigns/<int:campaign_id>/report.pdf")
def campaign_pdf(campaign_id: int) -> ResponseReturnValue:
    """One campaign: how far it is and what came of it."""
    with force_locale(routes.chosen_language()):
        report = visits.campaign_report(actor(), campaign_id)
        looks.note_visits(actor(), report.campaign.visits, "pdf", clock.now())
        name = f"{gettext('Campaign')}_{report.campaign.title}_{clock.now():%Y-%m-%d}"
        return routes.pdf_answer(documents.campaign_document(report), name)


@blueprint.get("/mystery/campaigns/<int:campaign_id>/visits.xlsx")
def campaign_xlsx(campaign_id: int) -> ResponseReturnValue:
    """The visits and answers of one campaign."""
    with tempfile.TemporaryDirectory() as folder, force_locale(routes.chosen_language()):
        report, path = visits.campaign_report(actor(), campaign_id), Path(folder) / "campaign.xlsx"
        looks.note_visits(actor(), report.campaign.visits, "workbook", clock.now())
        workbook.write(path, visit_tables.sheets(report, routes.chosen_language()))
        name = f"{gettext('Campaign')}_{report.campaign.title}_{clock.now():%Y-%m-%d}.xlsx"
        return routes.file_answer(path.read_bytes(), name, routes.EXCEL)


@blueprint.get("/mystery-results/report.pdf")
def guests_pdf() -> ResponseReturnValue:
    """What guests saw at the sites of the asker; it knows no shopper, no campaign and no day."""
    with force_locale(routes.chosen_language()):
        report = visits.guests_report(actor(), clock.now().date())
        return routes.pdf_answer(documents.guests_document(report), f"{gettext('What guests saw')}_{report.day}")
