"""What the pages of tasks take in."""

from __future__ import annotations

from collections.abc import Iterator

from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspector.web.command_form import CommandForm

SAID = ("cause", "measure", "cost", "ticket", "vendor", "until", "staff", "invoice")
CHUNK_BYTES = 64 * 1024


class MoveForm(CommandForm):
    """One move of a task."""

    move = StringField(validators=[InputRequired()])
    note = TextAreaField(_("Note"), validators=[Length(max=1000, message=_("Take at most 1000 characters."))])
    photos = MultipleFileField(_("Photo of how it is now"))

    def says(self) -> dict[str, object]:
        """What the move says beyond its note (saying.py): read there, so that a device is judged by the same words."""
        return {name: request.form.get(name, "") for name in SAID} | {"whys": request.form.getlist("whys")}


def chunks(file: FileStorage) -> Iterator[bytes]:
    """The bytes of an uploaded file, piece by piece."""
    while piece := file.stream.read(CHUNK_BYTES):
        yield piece
