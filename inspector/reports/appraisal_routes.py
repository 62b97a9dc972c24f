"""Documents of appraisals: one, one's own, all of a cycle as a background job with progress; the payroll file."""

from __future__ import annotations

import tempfile
from pathlib import Path

from flask import Blueprint, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext
from sqlalchemy import select

from inspector import clock
from inspector.accounts.guards import actor
from inspector.appraisals import looks, periods
from inspector.appraisals.cycle_models import Appraisal
from inspector.errors import Problem
from inspector.extensions import db
from inspector.i18n import language
from inspector.reports import appraisals, batches, documents, workbook
from inspector.reports.routes import EXCEL, chosen_language, file_answer, pdf_answer
from inspector.reports.workbook import Sheet
from inspector.web.rendering import go_to, render

blueprint = Blueprint("appraisal_reports", __name__)


@blueprint.get("/appraisals/<int:appraisal_id>/report.pdf")
def appraisal_pdf(appraisal_id: int) -> ResponseReturnValue:
    """The document of one appraisal."""
    return _pdf(appraisal_id)


@blueprint.get("/me/appraisal/<int:appraisal_id>/report.pdf")
def own_appraisal_pdf(appraisal_id: int) -> ResponseReturnValue:
    """The document of one's own appraisal."""
    return _pdf(appraisal_id)


@blueprint.get("/cycles/<int:cycle_id>/payroll.xlsx")
def payroll_xlsx(cycle_id: int) -> ResponseReturnValue:
    """The payroll file of a locked cycle: a row for each person, and what earlier periods owe."""
    _check_everywhere()
    cycle = appraisals.payroll(cycle_id)
    sheets = (
        Sheet("payroll", appraisals.PAYROLL_COLUMNS, appraisals.payroll_rows(cycle), ""),
        Sheet("corrections", appraisals.CORRECTION_COLUMNS, appraisals.correction_rows(cycle), ""),
    )
    with tempfile.TemporaryDirectory() as folder, force_locale(language()):
        path = Path(folder) / "payroll.xlsx"
        workbook.write(path, sheets)
        content = path.read_bytes()
    return file_answer(content, f"payroll-{cycle.period}.xlsx", EXCEL)


@blueprint.get("/cycles/<int:cycle_id>/reports")
def batch(cycle_id: int) -> ResponseReturnValue:
    """All documents of a cycle: how far they are, and the archive once it is whole."""
    _check_everywhere()
    found = batches.of(_cycle_of(cycle_id), chosen_language())
    return render("reports/batch.html", fragment="reports/_batch.html", cycle_id=cycle_id, progress=found.progress())


@blueprint.post("/cycles/<int:cycle_id>/reports")
def begin_batch(cycle_id: int) -> ResponseReturnValue:
    """Make all documents in the background; what is made already is kept."""
    _check_everywhere()
    batches.begin(batches.of(_cycle_of(cycle_id), chosen_language()), actor(), clock.now())
    return go_to(url_for("appraisal_reports.batch", cycle_id=cycle_id))


@blueprint.get("/cycles/<int:cycle_id>/reports.zip")
def archive(cycle_id: int) -> ResponseReturnValue:
    """The archive of all documents of a cycle."""
    _check_everywhere()
    found = batches.of(_cycle_of(cycle_id), chosen_language())
    if not found.archive.is_file():
        raise Problem("not_found")
    staff_ids = db.session.scalars(select(Appraisal.staff_id).where(Appraisal.cycle_id == cycle_id))
    looks.note_all(actor(), staff_ids, _month_of(found.wanted.period), "pdf", clock.now())
    response = send_file(found.archive.absolute(), mimetype="application/zip", as_attachment=True, download_name=f"{found.name}.zip")
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _pdf(appraisal_id: int) -> ResponseReturnValue:
    report = appraisals.appraisal_report(actor(), appraisal_id, clock.now())
    looks.note(actor(), report.row.staff_id, _month_of(report.period), "pdf", clock.now())
    with force_locale(chosen_language()):
        document = documents.appraisal_document(report)
        name = f"{gettext('Appraisal')}_{report.number}_{report.name}_{report.period}"
    return pdf_answer(document, name)


def _cycle_of(cycle_id: int) -> batches.Wanted:
    return batches.wanted(cycle_id)


def _month_of(period: str) -> str:
    """The month whose record shows that an appraisal was looked at: the last of the period."""
    return f"{periods.read(period).last_on:%Y-%m}"


def _check_everywhere() -> None:
    if actor().sites("cycles.manage") is not None:
        raise Problem("forbidden")
