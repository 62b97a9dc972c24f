"""What the pages of imports share: the file that was sent, why it cannot be read, the list to fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from flask_babel import gettext

from inspector.errors import Problem
from inspector.i18n import language
from inspector.sites import forms, import_template
from inspector.sites.import_reading import LARGEST_BYTES, Unreadable

ROWS_SHOWN = 200
TEMPLATES = {
    "csv": (import_template.as_csv, "text/csv; charset=utf-8"),
    "xlsx": (import_template.as_workbook, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def sent(largest_bytes: int = LARGEST_BYTES) -> bytes:
    """The list that was sent with a form, at most a byte more than the largest; empty when none was chosen. Raises Problem bad_form."""
    if not forms.UploadForm().validate():
        raise Problem("bad_form")
    file = request.files.get("list")
    return file.read(largest_bytes + 1) if file else b""


def template(kind: str, name: str, rows: Any) -> Response:
    """The list to fill in. rows: import_template.staff or .roster. Raises Problem not_found for an unknown kind of file."""
    if kind not in TEMPLATES:
        raise Problem("not_found")
    make, media_type = TEMPLATES[kind]
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    return Response(make(rows(language())), content_type=media_type, headers=headers)


def sentence(unreadable: Unreadable, names: Mapping[str, Any]) -> str:
    """Why a list cannot be taken, in words. names: {key: name} of its columns."""
    figures = dict(unreadable.figures)
    if "columns" in figures:
        figures["columns"] = gettext(", ").join(str(names[key]) for key in str(figures["columns"]).split())
    return gettext(unreadable.sentence, **figures)
