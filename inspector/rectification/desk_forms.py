"""What the desk takes in."""

from __future__ import annotations

from uuid import UUID, uuid4

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import IntegerField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from inspector.rectification.bulk import MOST_AT_ONCE, MOST_DAYS

SHORTEST_REASON = 4


class BulkForm(FlaskForm):
    """Tasks marked in the list and what is to be done with them. command: sent twice it is done once."""

    command = StringField(default=lambda: str(uuid4()))
    task = SelectMultipleField(coerce=int, validate_choice=False)

    def validate_command(self, field: StringField) -> None:
        """A UUID, so that a second sending is known as the same."""
        try:
            UUID(field.data or "")
        except ValueError:
            raise ValidationError(_("Please open the page again.")) from None

    def validate_task(self, field: SelectMultipleField) -> None:
        """At least one, and not more than one decision can answer for."""
        if not field.data:
            raise ValidationError(_("Please mark the tasks first."))
        if len(field.data) > MOST_AT_ONCE:
            raise ValidationError(_("Please mark at most %(most)s tasks at once.", most=MOST_AT_ONCE))


class AssignForm(BulkForm):
    """Somebody is to see to them."""

    owner = IntegerField(_("Who sees to it"), validators=[InputRequired(message=_("Please choose who sees to it."))])


class PostponeForm(BulkForm):
    """They get more time."""

    days = IntegerField(_("Days more"), validators=[
        InputRequired(message=_("Please say how many days more.")),
        NumberRange(1, MOST_DAYS, message=_("Please give 1 to %(most)s days.", most=MOST_DAYS)),
    ])  # fmt: skip
    reason = StringField(_("Reason"), validators=[
        InputRequired(message=_("Please say why; it stands on each of the tasks.")),
        Length(SHORTEST_REASON, 300, message=_("Please say why in 4 to 300 signs; it stands on each of the tasks.")),
    ])  # fmt: skip


class SaveForm(FlaskForm):
    """A name for the present view."""

    name = StringField(_("Name"), validators=[
        InputRequired(message=_("Please give it a name.")), Length(max=40, message=_("Take at most 40 characters.")), Optional(),
    ])  # fmt: skip
