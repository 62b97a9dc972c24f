"""Forms of files that come in."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField


class ImportForm(FlaskForm):
    """A checklist in any kind of file."""

    file = FileField(lazy_gettext("File"))
