"""What the pages of improvement items take in. What is missing is said by the move itself, so that nothing typed is lost."""

from __future__ import annotations

from datetime import date

from flask import request
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspector.web.command_form import CommandForm


class StepForm(CommandForm):
    """One move of an improvement item."""

    move = StringField(validators=[InputRequired()])
    note = TextAreaField(validators=[Length(max=1000)])

    def target(self) -> int | None:
        """A share in percent, None where none was typed."""
        return _number(request.form.get("target", ""))

    def until(self) -> date | None:
        """A day, None where none was typed."""
        try:
            return date.fromisoformat(request.form.get("until", ""))
        except ValueError:
            return None

    def staff_id(self) -> int | None:
        """A staff member, None where none was chosen."""
        return _number(request.form.get("staff", ""))


def _number(text: str) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
