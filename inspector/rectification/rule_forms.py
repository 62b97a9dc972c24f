"""What the pages of rules take in. Every change says why and from which day it holds."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField
from wtforms.validators import ValidationError

from inspector.i18n import said as in_language
from inspector.rectification.models import APPROVERS, GRADES, KINDS
from inspector.rectification.rechecks import RECHECKS
from inspector.rectification.ruling import Said, Way
from inspector.sites.form_fields import Choice, Day, Filled, Text, offered
from inspector.sites.models import Position
from inspector.sites.refusals import N_

HOURS = "hours"  # instead of a grade: a number of hours
MOST_HOURS = 720
MOST_WAIT_HOURS = 336
AS_ABOVE = N_("As usual")
KIND_WORDS = {
    "fix": N_("Put right"), "repair": N_("Repair"), "manage": N_("Store manager's matter"), "coach": N_("Coaching"),
}  # fmt: skip
GRADE_WORDS = {
    "at_once": N_("At once"), "this_shift": N_("This shift"), "day": N_("Within 24 hours"), "three_days": N_("Within 3 days"),
    "week": N_("Within 7 days"), "works": N_("Works"),
}  # fmt: skip
OWNER_WORDS = {
    "actor": N_("The person it is about"), "duty": N_("Whoever has it on the duty map"), "area": N_("Whoever answers for the area"),
    "store": N_("The store manager"),
}  # fmt: skip
APPROVER_WORDS = {"site": N_("Somebody else at the site"), "area": N_("Only somebody above the store")}
RECHECK_WORDS = {
    "photo": N_("The photo is enough"), "sample": N_("The photo; some are looked at again"),
    "round": N_("The next round sees it in order"), "visit": N_("A visit from outside sees it in order"),
    "observations": N_("Several good observations in a row"),
}  # fmt: skip


class Hours(IntegerField):
    """A whole number of hours, or nothing."""

    def __init__(self, label: Any, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the typed number; what is none stays to be corrected."""
        text = valuelist[0].strip() if valuelist else ""
        if text and not (text.isascii() and text.isdigit() and self.least <= int(text) <= self.most):
            raise ValueError(
                gettext("Write a whole number from %(least)s to %(most)s.", least=self.least, most=self.most)
            )
        self.data = int(text) if text else None


class ReasonedForm(FlaskForm):
    """A change with its day and its reason."""

    from_on = Day(lazy_gettext("Holds from"))
    reason = Text(lazy_gettext("Why it is changed"), [Filled(300)])


class RuleForm(ReasonedForm):
    """What failures of something lead to."""

    kind = Choice(lazy_gettext("Kind"))
    deadline = Choice(lazy_gettext("How soon"))
    within_hours = Hours(lazy_gettext("Own number of hours"), 1, MOST_HOURS)
    owner = Choice(lazy_gettext("Who sees to it"))
    approver = Choice(lazy_gettext("Who verifies"))

    def offer(self, positions: Iterable[Position]) -> RuleForm:
        """Fill the choices; empty is always what holds without this rule."""
        roles = [(f"role:{one.key}", in_language(one.name)) for one in positions]
        self.kind.choices = _choices(KIND_WORDS, KINDS)
        self.deadline.choices = [*_choices(GRADE_WORDS, GRADES), *offered([(HOURS, gettext("Own number of hours"))])]
        self.owner.choices = [*_choices(OWNER_WORDS, tuple(OWNER_WORDS)), *offered(roles)]
        self.approver.choices = _choices(APPROVER_WORDS, APPROVERS)
        return self

    def validate_within_hours(self, field: Hours) -> None:
        """Asked for only with that deadline."""
        if self.deadline.data == HOURS and field.data is None and not field.process_errors:
            raise ValidationError(gettext("Please give the number of hours."))

    def said(self) -> Said:
        """What the rule says."""
        is_hours = self.deadline.data == HOURS
        return Said(
            self.kind.data or None, None if is_hours else self.deadline.data or None, self.within_hours.data if is_hours else None,
            self.owner.data or None, self.approver.data or None,
        )  # fmt: skip

    def show(self, said: Said) -> None:
        """Fill the form with what holds."""
        self.kind.data, self.owner.data, self.approver.data = said.kind or "", said.owner or "", said.approver or ""
        self.deadline.data = HOURS if said.within_hours is not None else said.grade or ""
        self.within_hours.data = said.within_hours


class GradeForm(ReasonedForm):
    """How tasks of a grade are verified, looked at again and told on."""

    approver = Choice(lazy_gettext("Who verifies"))
    recheck = Choice(lazy_gettext("Proven by"))
    store_wait = Hours(lazy_gettext("When late, the store manager hears after"), 0, MOST_WAIT_HOURS)
    area_wait = Hours(lazy_gettext("and the area manager after"), 1, MOST_WAIT_HOURS)

    unit = timedelta(hours=1)

    def offer(self, grade: str) -> GradeForm:
        """Fill the choices; waits are minutes for what is at once, else hours."""
        self.unit = timedelta(minutes=1) if grade == "at_once" else timedelta(hours=1)
        self.approver.choices = _choices(APPROVER_WORDS, APPROVERS)[1:]
        self.recheck.choices = _choices(RECHECK_WORDS, RECHECKS)[1:]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        """Both waits are needed."""
        is_good = super().validate(extra_validators)
        for field in (self.store_wait, self.area_wait):
            if field.data is None and not field.errors:
                field.errors = [gettext("Please give a number.")]
                is_good = False
        return is_good

    def way(self) -> Way:
        """The way of the grade."""
        store, area = (self.unit * (one.data or 0) for one in (self.store_wait, self.area_wait))
        return Way(self.approver.data, self.recheck.data, store, area)

    def show(self, way: Way) -> None:
        """Fill the form with what holds."""
        self.approver.data, self.recheck.data = way.approver, way.recheck
        self.store_wait.data, self.area_wait.data = (wait // self.unit for wait in (way.store_wait, way.area_wait))


class FigureForm(ReasonedForm):
    """One figure that tasks are judged by."""

    value = Text(lazy_gettext("Value"), [Filled(20)])


def _choices(words: dict[str, str], values: Iterable[str]) -> list[Any]:
    return offered([("", gettext(AS_ABOVE)), *((one, gettext(words[one])) for one in values)])
