"""What is told on paper and in tables: reports of inspections and months, and exports of inspections with their answers."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

from flask import Blueprint, Response, current_app, request, send_file, stream_with_context
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from inspector import clock
from inspector.accounts.access import Actor
from inspector.accounts.guards import actor
from inspector.appraisals import looks
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.i18n import LANGUAGES, language
from inspector.inspections.forms import filter_from_address
from inspector.inspections.queries import Filter
from inspector.media.store import Store
from inspector.rectification import selection
from inspector.reports import codes, delimited, documents, figures, months, pdf, tables, task_figures, workbook
from inspector.reports.pdf import Document
from inspector.sites.today import today_for

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LONGEST_NAME = 200  # bytes; file systems take 255, and a browser adds " (1)"

blueprint = Blueprint("reports", __name__)
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f\x7f-\x9f/\\:*?"<>|\s\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]+')


@blueprint.get("/inspections/<int:inspection_id>/report.pdf", endpoint="inspection_pdf")
def inspection_pdf(inspection_id: int) -> ResponseReturnValue:
    """The report of one inspection."""
    report = figures.inspection_report(actor(), inspection_id)
    with force_locale(chosen_language()):
        name = f"{gettext('Inspection report')}_{report.site}_{report.business_day}_{report.receipt_code}"
        return pdf_answer(documents.inspection_document(report, blob_store()), name)


@blueprint.get("/records/<int:staff_id>/<month>/report.pdf", endpoint="month_pdf")
def month_pdf(staff_id: int, month: str) -> ResponseReturnValue:
    """The record of somebody's month."""
    return _month_pdf(staff_id, month)


@blueprint.get("/me/<month>/report.pdf", endpoint="own_month_pdf")
def own_month_pdf(month: str) -> ResponseReturnValue:
    """The record of one's own month."""
    staff_id = actor().staff_id
    if staff_id is None:
        raise Problem("not_found")
    return _month_pdf(staff_id, month)


@blueprint.get("/sites/<int:site_id>/codes.pdf", endpoint="site_codes")
def site_codes(site_id: int) -> ResponseReturnValue:
    """Codes of a site, its areas and tables to print; `?checklist=` makes each start that list."""
    return _code_sheet(codes.site_codes(actor(), site_id, request.args.get("checklist") or None, _base()))


@blueprint.get("/checklists/codes.pdf", endpoint="checklist_codes")
def checklist_codes() -> ResponseReturnValue:
    """Codes of the checklists in use to print."""
    return _code_sheet(codes.checklist_codes(_base()))


@blueprint.get("/inspections.csv", endpoint="inspections_csv")
def inspections_csv() -> ResponseReturnValue:
    """The inspections of the list as CSV: `?rows=inspections`, a column for each question, or `?rows=answers`, a row for each answer."""
    is_long = request.args.get("rows") == "answers"
    pieces = _csv(actor(), filter_from_address(), is_long, chosen_language())
    response = Response(stream_with_context(pieces), mimetype="text/csv")
    with force_locale(chosen_language()):
        name = f"{gettext('All answers') if is_long else gettext('Inspections')}_{clock.now():%Y-%m-%d}.csv"
    response.headers["Content-Disposition"] = (
        f"attachment; filename=inspections.csv; filename*=UTF-8''{quote(file_name(name))}"
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.get("/inspections.xlsx", endpoint="inspections_xlsx")
def inspections_xlsx() -> ResponseReturnValue:
    """The inspections of the list as an Excel file: a sheet of inspections, one of answers, one that says what the questions are."""
    with tempfile.TemporaryDirectory() as folder, reading() as connection, force_locale(chosen_language()):
        path = Path(folder) / "export.xlsx"
        workbook.write(
            path, workbook.sheets(connection, tables.may_export(actor(), filter_from_address()), chosen_language())
        )
        return file_answer(path.read_bytes(), f"{gettext('Inspections')}_{clock.now():%Y-%m-%d}.xlsx", EXCEL)


@blueprint.get("/tasks/<int:task_id>/notice.pdf", endpoint="task_pdf")
def task_pdf(task_id: int) -> ResponseReturnValue:
    """The rectification notice of one task."""
    report = task_figures.notice(actor(), task_id, clock.now())
    with force_locale(chosen_language()):
        return pdf_answer(documents.task_document(report, blob_store()), f"{gettext('Rectification notice')}_{report.site}_{report.number}")


@blueprint.get("/tasks.xlsx", endpoint="tasks_xlsx")
def tasks_xlsx() -> ResponseReturnValue:
    """The tasks of a view as an Excel file."""
    with tempfile.TemporaryDirectory() as folder, force_locale(chosen_language()):
        path = Path(folder) / "export.xlsx"
        chosen = selection.read(request.args, today_for(actor(), "tasks.read"))
        rows = task_figures.rows(chosen, actor(), clock.now(), chosen_language())
        workbook.write(path, [workbook.Sheet("tasks", task_figures.COLUMNS, rows, gettext("There are more rows. Narrow the filter."))])
        return file_answer(path.read_bytes(), f"{gettext('Tasks')}_{clock.now():%Y-%m-%d}.xlsx", EXCEL)


def _csv(asker: Actor, chosen: Filter, is_long: bool, lang: str) -> Iterator[bytes]:
    ids = tables.may_export(asker, chosen)
    with reading() as connection:
        if is_long:
            yield from delimited.csv_bytes(tables.ANSWER_COLUMNS, tables.answer_rows(connection, ids, lang))
        else:
            columns = tables.item_columns(connection, ids)
            header = (*tables.INSPECTION_COLUMNS, *(column.name for column in columns))
            yield from delimited.csv_bytes(header, tables.inspection_rows(connection, ids, columns, lang))


def _month_pdf(staff_id: int, month: str) -> Response:
    report = months.month_report(actor(), staff_id, month, clock.now())
    looks.note(actor(), staff_id, month, "pdf", clock.now())
    with force_locale(chosen_language()):
        name = f"{gettext('Monthly record')}_{report.number}_{report.name}_{month}"
        return pdf_answer(documents.month_document(report, blob_store()), name)


def _code_sheet(sheet: codes.CodeSheet) -> Response:
    with force_locale(chosen_language()):
        name = f"{gettext('QR codes')}_{sheet.about or gettext('Checklists')}"
        return pdf_answer(documents.code_document(sheet), name)


def _base() -> str:
    """The address under which this server is reached: as it was set up, else as it was asked now."""
    return str(current_app.extensions["inspector.settings"].base_url or request.host_url.rstrip("/"))


def pdf_answer(document: Document, name: str) -> Response:
    """A document as a PDF to keep. name: without its ending."""
    db.session.close()  # a reader that stays open while the PDF is made would hold back the checkpoint
    return file_answer(pdf.render(document), f"{name}.pdf", "application/pdf")


def file_answer(content: bytes, name: str, kind: str) -> Response:
    """Bytes as a file to keep, in no cache on the way. kind: media type."""
    response = send_file(BytesIO(content), mimetype=kind, as_attachment=True, download_name=file_name(name), etag=False)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def file_name(text: str) -> str:
    """A name that every file system takes: no slashes, no signs of control or of direction, at most LONGEST_NAME bytes."""
    stem, _, ending = _NOT_IN_A_NAME.sub("_", text).strip("._").rpartition(".")
    return f"{stem.encode()[:LONGEST_NAME].decode('utf-8', 'ignore')}.{ending}"


def chosen_language() -> str:
    """The language a document is asked for in, else the one of the page."""
    asked = request.args.get("lang")
    return asked if asked in LANGUAGES else language()


def blob_store() -> Store:
    """Where photos lie."""
    store: Store = current_app.extensions["inspector.blobs"]
    return store
