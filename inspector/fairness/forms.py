"""Forms of practice on one scale. What was typed is never lost."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm

from inspector.fairness.calibration import FEWEST_SEATS, MOST_CASES
from inspector.sites.form_fields import Choice, Choices, Day, Filled, Text


class _SetForm(FlaskForm):
    """What both kinds of practice ask."""

    title = Text(lazy_gettext("Name of the practice"), [Filled(120)])
    people = Choices(lazy_gettext("Who judges"), coerce=int)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for at least two people."""
        good = super().validate(extra_validators)
        if len(set(self.people.data or ())) < FEWEST_SEATS:
            self.people.errors = [*self.people.errors, gettext("Choose at least two.")]
            good = False
        return good


class PhotoSetForm(_SetForm):
    """Photos with the questions they were taken for."""

    due_on = Day(lazy_gettext("Judge by"))
    photos = Choices(lazy_gettext("Photos"), coerce=int)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for photos."""
        good = super().validate(extra_validators)
        if not 1 <= len(set(self.photos.data or ())) <= MOST_CASES:
            self.photos.errors = [*self.photos.errors, gettext("Choose 1 to %(most)s photos.", most=MOST_CASES)]
            good = False
        return good


class JointForm(_SetForm):
    """A joint round."""

    site_id = Choice(lazy_gettext("Site"), coerce=int)
    checklist_key = Choice(lazy_gettext("Checklist"))
    held_on = Day(lazy_gettext("Day of the round"))
