"""Forms of checklists."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

LONGEST_TEXT = 400_000  # characters; the largest shipped list has 40,000
LONGEST_NOTE = 500


class DraftForm(FlaskForm):
    """A written checklist, as a file or as text; a file goes before the text."""

    file = FileField(lazy_gettext("File"))
    text = TextAreaField(lazy_gettext("Or the text"))
    note = StringField(lazy_gettext("What is new in this version"))

    @property
    def written(self) -> str | None:
        """The text that was sent; None when it is no UTF-8 text or too long."""
        content = self.file.data.read() if self.file.data else b""
        try:
            text = content.decode("utf-8-sig") if content else (self.text.data or "").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return None
        return text if len(text) <= LONGEST_TEXT else None
