"""What the pages of tasks take in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext as _
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspector.web.command_form import CommandForm
from inspector.web.pagination import asked_page

SHOWS = ("open", "mine", "overdue", "verify", "all")
CHUNK_BYTES = 64 * 1024


class MoveForm(CommandForm):
    """One move of a task."""

    move = StringField(validators=[InputRequired()])
    note = TextAreaField(_("Note"), validators=[Length(max=1000, message=_("Take at most 1000 characters."))])
    photos = MultipleFileField(_("Photo of how it is now"))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which tasks of the list; site_id None = all of one's sites."""

    show: str
    site_id: int | None
    page: int


def filter_from_address() -> Filter:
    """The filter that the address carries; what cannot be read counts as not asked."""
    show = request.args.get("show", "open")
    return Filter(show if show in SHOWS else "open", request.args.get("site", type=int), asked_page())


def chunks(file: FileStorage) -> Iterator[bytes]:
    """The bytes of an uploaded file, piece by piece."""
    while piece := file.stream.read(CHUNK_BYTES):
        yield piece
