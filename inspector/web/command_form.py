"""A form that stands for one command: sent twice it is done once, and photos may come with it."""

from __future__ import annotations

from uuid import UUID

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, MultipleFileField, StringField
from wtforms.validators import InputRequired, ValidationError

MOST_PHOTOS = 4


class CommandForm(FlaskForm):  # type: ignore[misc]
    """The command's number and the revision its author saw are hidden fields."""

    command = StringField(validators=[InputRequired()])
    base_rev = IntegerField(validators=[InputRequired()])
    photos = MultipleFileField()

    def validate_command(self, field: StringField) -> None:
        """A UUID, so that a second sending is known as the same."""
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError(_("Please open the page again.")) from None

    def pictures(self) -> list[FileStorage]:
        """The files that were really chosen, MOST_PHOTOS at most."""
        return [one for one in self.photos.data or () if isinstance(one, FileStorage) and one.filename][:MOST_PHOTOS]
