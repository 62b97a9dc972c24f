"""Fields and checks whose sentences are ours, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Form, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TimeInput

from inspector.extensions import db
from inspector.sites.refusals import Refused

_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class Filled:
    """A field that must hold something, at most `most` characters."""

    field_flags = {"required": True}

    def __init__(self, most: int = 100) -> None:
        self.most = most

    def __call__(self, form: Form, field: Any) -> None:
        """Raise ValidationError for an empty or too long text."""
        if not (field.data or "").strip():
            raise ValidationError(gettext("Please fill this in."))
        _not_longer(field.data, self.most)


class AtMost:
    """A field that may stay empty."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, form: Form, field: Any) -> None:
        """Raise ValidationError for a too long text."""
        _not_longer(field.data or "", self.most)


def _not_longer(text: str, most: int) -> None:
    if len(text.strip()) > most:
        raise ValidationError(gettext("At most %(most)s characters.", most=most))


class Text(StringField):
    """A line of text without spaces around it."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the typed text."""
        self.data = valuelist[0].strip() if valuelist else ""


class Clock(StringField):
    """A local time, kept as HH:MM."""

    data: Any
    widget = TimeInput()

    def pre_validate(self, form: Form) -> None:
        """Raise ValidationError for anything but HH:MM."""
        self.data = (self.data or "")[:5]
        if not _TIME.fullmatch(self.data):
            raise ValidationError(gettext("Write a time like 17:00."))


class Day(DateField):
    """A calendar day."""

    data: Any  # date | None; never None after a validation that needs one

    def __init__(self, label: Any, is_needed: bool = True, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.is_needed = is_needed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the typed day; what is no day stays to be corrected."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(gettext("This is no date. Write it like 2026-03-01.")) from None

    def pre_validate(self, form: Form) -> None:
        """Raise ValidationError for a missing day."""
        if self.is_needed and self.data is None and not self.process_errors:
            raise ValidationError(gettext("Please choose a day."))


class Choice(SelectField):
    """One of a list; what is not in it is refused in our words."""

    def pre_validate(self, form: Form) -> None:
        """Raise ValidationError for a value that is not offered."""
        if self.validate_choice and not any(one.selected for one in self._iter_choices_normalized()):
            raise ValidationError(gettext("Please choose one of the list."))


class Choices(SelectMultipleField):
    """Check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Form) -> None:
        """Raise ValidationError for a value that is not offered."""
        offered = {one.value for one in self.choices or ()}
        if any(one not in offered for one in self.data or ()):
            raise ValidationError(gettext("Please choose one of the list."))


def offered(pairs: Iterable[tuple[Any, Any]]) -> list[SelectChoice]:
    """(value, label) pairs as what a field offers."""
    return [SelectChoice(value, label) for value, label in pairs]


def refuse(form: FlaskForm, refused: Refused) -> None:
    """Undo what was begun and put the refusal where the person looks: at its field, or at the form."""
    db.session.rollback()
    sentence = gettext(refused.sentence, **refused.figures)
    field = form._fields.get(refused.field)
    if field is None:
        form.form_errors = [*form.form_errors, sentence]
    else:
        field.errors = [*field.errors, sentence]
