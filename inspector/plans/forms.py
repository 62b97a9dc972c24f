"""Forms of plans. Simple rules are ticked; whatever else RFC 5545 can say may be written."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField

from inspector.plans.models import LINES, Plan
from inspector.plans.planning import PlanFacts
from inspector.plans.recurrence import DAYS, LONGEST_RULE, Everyday, simple
from inspector.plans.wording import DAY_NAMES, LINE_NAMES
from inspector.sites.form_fields import AtMost, Choice, Choices, Clock, Day, Filled, Text, offered

ROLES = ("supervisor", "store_manager", "area_manager", "quality_lead")
OPENS = (60, 120, 180, 360, 720)  # minutes
GRACES = (0, 30, 60, 120, 240, 480)  # minutes
WEEKS = (1, 2, 3, 4)
MOST_EXCUSED_DAYS = 366


class PlanForm(FlaskForm):
    """A recurring duty of one site."""

    checklist_key = Choice(lazy_gettext("Checklist"))
    line = Choice(lazy_gettext("Kind of check"), choices=offered((line, LINE_NAMES[line]) for line in LINES))
    role = Choice(lazy_gettext("Who does it"))
    account_id = Choice(lazy_gettext("Only this person"), coerce=int)
    area_id = Choice(lazy_gettext("Area"), coerce=int)
    shift_id = Choice(lazy_gettext("Shift"), coerce=int)
    days = Choices(lazy_gettext("On these days"), choices=offered((day, DAY_NAMES[day]) for day in DAYS))
    every_weeks = Choice(lazy_gettext("Every so many weeks"), coerce=int, choices=offered((week, str(week)) for week in WEEKS))
    rule = Text(lazy_gettext("Or a rule of your own"), [AtMost(LONGEST_RULE)])
    due_at = Clock(lazy_gettext("Due at"))
    opens_minutes = Choice(lazy_gettext("May begin before"), coerce=int)
    grace_minutes = Choice(lazy_gettext("Is missed after"), coerce=int)
    starts_on = Day(lazy_gettext("From"))
    ends_on = Day(lazy_gettext("Until"), is_needed=False)
    is_surprise = BooleanField(lazy_gettext("Surprise: the site does not see it coming"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for days or a rule, and for days in order."""
        good = super().validate(extra_validators)
        if not self.days.data and not self.rule.data:
            self.days.errors = [*self.days.errors, gettext("Choose at least one day, or write a rule.")]
            good = False
        if self.ends_on.data and self.starts_on.data and self.ends_on.data < self.starts_on.data:
            self.ends_on.errors = [*self.ends_on.errors, gettext("This is before the first day.")]
            good = False
        return good

    def fill(self, plan: Plan) -> None:
        """Show a plan as it is."""
        for name in ("checklist_key", "line", "role", "due_at", "opens_minutes", "grace_minutes", "starts_on", "ends_on"):
            getattr(self, name).data = getattr(plan, name)
        if self.is_surprise:
            self.is_surprise.data = plan.is_surprise
        self.area_id.data, self.shift_id.data, self.account_id.data = plan.area_id or 0, plan.shift_id or 0, plan.account_id or 0
        plain = simple(plan.rule)
        self.days.data, self.every_weeks.data = (list(plain.days), plain.every_weeks) if plain else ([], 1)
        self.rule.data = "" if plain else plan.rule

    def facts(self, site_id: int) -> PlanFacts:
        """What was written."""
        return PlanFacts(
            site_id=site_id, checklist_key=self.checklist_key.data, line=self.line.data, area_id=self.area_id.data or None,
            shift_id=self.shift_id.data or None, role=self.role.data,
            rule=self.rule.data or Everyday(tuple(self.days.data or ()), self.every_weeks.data).rule,
            starts_on=self.starts_on.data, ends_on=self.ends_on.data, due_at=self.due_at.data, opens_minutes=self.opens_minutes.data,
            grace_minutes=self.grace_minutes.data, is_surprise=bool(self.is_surprise and self.is_surprise.data),
            account_id=self.account_id.data or None,
        )  # fmt: skip


class EndForm(FlaskForm):
    """The last day of a plan."""

    last_on = Day(lazy_gettext("Last day"))


class ExcuseForm(FlaskForm):
    """Days on which a site need not be inspected; at most a year, because every day is one of them."""

    first_on = Day(lazy_gettext("From"))
    last_on = Day(lazy_gettext("Until"))
    reason = Text(lazy_gettext("Reason"), [Filled(300)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for days in order."""
        good = super().validate(extra_validators)
        if good and self.last_on.data < self.first_on.data:
            self.last_on.errors = [*self.last_on.errors, gettext("This is before the first day.")]
            return False
        if good and (self.last_on.data - self.first_on.data).days >= MOST_EXCUSED_DAYS:
            self.last_on.errors = [*self.last_on.errors, gettext("At most a year at once. Close the site if it stays shut.")]
            return False
        return good


class FeedForm(FlaskForm):
    """What stands in one's calendar."""

    reach = Choice(
        lazy_gettext("What it shows"),
        choices=offered((("own", lazy_gettext("What I am to do")), ("sites", lazy_gettext("Every round of my sites")))),
    )
