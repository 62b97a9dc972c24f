"""What the pages of tasks take in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from inspector.web.pagination import asked_page

SHOWS = ("open", "mine", "overdue", "verify", "all")
MOST_PHOTOS = 4
CHUNK_BYTES = 64 * 1024


class MoveForm(FlaskForm):  # type: ignore[misc]
    """One move of a task: the command's number and the revision its author saw are hidden fields."""

    command = StringField(validators=[InputRequired()])
    base_rev = IntegerField(validators=[InputRequired()])
    move = StringField(validators=[InputRequired()])
    note = TextAreaField(_("Note"), validators=[Length(max=1000, message=_("Take at most 1000 characters."))])
    photos = MultipleFileField(_("Photo of how it is now"))

    def validate_command(self, field: StringField) -> None:
        """A UUID, so that a second sending is known as the same."""
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError(_("Please open the page again.")) from None

    def pictures(self) -> list[FileStorage]:
        """The files that were really chosen."""
        return [one for one in self.photos.data or () if isinstance(one, FileStorage) and one.filename][:MOST_PHOTOS]


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
