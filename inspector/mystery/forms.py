"""Forms of campaigns, shoppers and visits."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import TimeInput

from inspector import money
from inspector.mystery import wording
from inspector.mystery.campaigns import CampaignFacts, WindowFacts, site_ids_of
from inspector.mystery.models import DAY_KINDS, MEALS, Campaign, Shopper
from inspector.mystery.shoppers import ShopperFacts
from inspector.sites.form_fields import AtMost, Choice, Choices, Day, Filled, Text, offered

MOST_VISITS = 9  # of one window, per site
WINDOWS = 4  # rows that the form offers
RETENTION = (90, 180, 365, 730)  # days
RESTS = (30, 60, 90, 180)  # days
LONGEST_TEXT = 4000
PLAIN = ("title", "purpose", "brief", "attestation", "reimbursement", "currency", "first_on", "last_on", "is_staggered",
         "informed_on", "retention_days", "checklist_version_id")  # fmt: skip
AMOUNTS = ("budget", "fee", "most_reimbursed")


class Amount(Text):
    """An amount of money as a person writes it; which currency, the form as a whole says."""

    def minor(self, currency: str) -> int | None:
        """In the smallest unit; None when nothing was written. Raises ValidationError for what is no amount."""
        if not self.data:
            return None
        try:
            return money.read(self.data, currency)
        except ValueError:
            raise ValidationError(gettext("Write an amount like 128.50.")) from None


class Hour(Text):
    """A local time, HH:MM, or nothing."""

    def pre_validate(self, form: Any) -> None:
        """Raise ValidationError for anything but a time."""
        self.data = (self.data or "")[:5]
        if self.data and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", self.data, re.ASCII):
            raise ValidationError(gettext("Write a time like 17:00."))


class WindowForm(Form):
    """One window: how many visits to each site, and when. 0 = the row is not used."""

    quota = Choice(
        lazy_gettext("Visits to each site"),
        coerce=int,
        choices=offered((n, str(n)) for n in range(MOST_VISITS + 1)),
        default=0,
    )
    day_kind = Choice(
        lazy_gettext("Weekday or weekend"),
        choices=offered((one, wording.DAY_KINDS[one]) for one in DAY_KINDS),
        default="any",
    )
    meal = Choice(lazy_gettext("Meal"), choices=offered((one, wording.MEALS[one]) for one in MEALS), default="any")
    begins_at = Hour(lazy_gettext("Not before"), widget=TimeInput())
    ends_at = Hour(lazy_gettext("Not after"), widget=TimeInput())

    def facts(self) -> WindowFacts:
        """What was written."""
        return WindowFacts(
            self.day_kind.data, self.meal.data, self.quota.data, self.begins_at.data or "", self.ends_at.data or ""
        )


class CampaignForm(FlaskForm):
    """A campaign; its brief is what a shopper reads first."""

    title = Text(lazy_gettext("Name of the campaign"), [Filled()])
    purpose = Text(lazy_gettext("What the figures are for"), [Filled(500)])
    checklist_version_id = Choice(lazy_gettext("Form"), coerce=int)
    sites = Choices(lazy_gettext("Sites"), coerce=int)
    first_on = Day(lazy_gettext("From"))
    last_on = Day(lazy_gettext("Until"))
    windows = FieldList(FormField(WindowForm), min_entries=WINDOWS, max_entries=2 * WINDOWS)
    is_staggered = BooleanField(lazy_gettext("Spread the visits of a site over the days"), default=True)
    brief = TextAreaField(lazy_gettext("Brief"), [Filled(LONGEST_TEXT)])
    attestation = TextAreaField(lazy_gettext("Declaration"), [Filled(LONGEST_TEXT)])
    reimbursement = Text(lazy_gettext("What is paid back"), [AtMost(300)])
    currency = Choice(lazy_gettext("Currency"), choices=offered((one, one) for one in money.CURRENCIES), default="CNY")
    budget = Amount(lazy_gettext("Budget of the campaign"))
    fee = Amount(lazy_gettext("Fee for one accepted visit"))
    most_reimbursed = Amount(lazy_gettext("Paid back of a bill, at most"))
    retention_days = Choice(
        lazy_gettext("Keep reports for (days)"), coerce=int, choices=offered((n, str(n)) for n in RETENTION)
    )
    informed_on = Day(lazy_gettext("The staff were informed on"), is_needed=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for a site, a visit, days in order and amounts that can be read."""
        good = super().validate(extra_validators)
        if not self.sites.data:
            good = _refuse(self.sites, gettext("Choose at least one site."))
        if good and self.last_on.data < self.first_on.data:
            good = _refuse(self.last_on, gettext("This is before the first day."))
        if not any(one.form.quota.data for one in self.windows):
            good = _refuse(self.windows[0].form.quota, gettext("Ask for at least one visit."))
        for one in self.windows:
            row = one.form
            if row.quota.data and row.begins_at.data and row.ends_at.data and row.ends_at.data <= row.begins_at.data:
                good = _refuse(row.ends_at, gettext("This is not after the beginning."))
        for name in AMOUNTS:
            field = getattr(self, name)
            try:
                field.minor(self.currency.data)
            except ValidationError as why:
                good = _refuse(field, str(why))
        return good

    def fill(self, campaign: Campaign) -> None:
        """Show a campaign as it is."""
        for name in PLAIN:
            getattr(self, name).data = getattr(campaign, name)
        for name in AMOUNTS:
            minor = getattr(campaign, f"{name}_minor")
            getattr(self, name).data = "" if minor is None else money.plain(minor, campaign.currency)
        wanted = [one for one in campaign.windows if one.quota]
        while len(self.windows) < min(len(wanted), 2 * WINDOWS):
            self.windows.append_entry()
        for row, window in zip(self.windows, wanted, strict=False):
            for name in ("quota", "day_kind", "meal", "begins_at", "ends_at"):
                getattr(row.form, name).data = getattr(window, name)
        self.sites.data = list(site_ids_of(campaign))

    def facts(self) -> CampaignFacts:
        """What was written."""
        amounts = {name: getattr(self, name).minor(self.currency.data) for name in AMOUNTS}
        return CampaignFacts(
            **{name: getattr(self, name).data for name in PLAIN}, budget_minor=amounts["budget"], fee_minor=amounts["fee"] or 0,
            most_reimbursed_minor=amounts["most_reimbursed"] or 0, site_ids=tuple(self.sites.data),
            windows=tuple(row.form.facts() for row in self.windows if row.form.quota.data),
        )  # fmt: skip


def _refuse(field: Any, sentence: str) -> bool:
    field.errors = [*field.errors, sentence]
    return False


class StateForm(FlaskForm):
    """Open, pause or close."""

    state = Choice(choices=offered((one, one) for one in ("open", "paused", "closed")))


class ShopperForm(FlaskForm):
    """Somebody in the register."""

    name = Text(lazy_gettext("Name"), [Filled()])
    contact = Text(lazy_gettext("Phone or e-mail"), [Filled(200)])
    rest_days = Choice(
        lazy_gettext("Days between two visits to one site"), coerce=int, choices=offered((n, str(n)) for n in RESTS)
    )
    avoided = Choices(lazy_gettext("Never to these sites (works there, lives with somebody who does, …)"), coerce=int)
    is_active = BooleanField(lazy_gettext("Is sent on visits"), default=True)

    def fill(self, shopper: Shopper) -> None:
        """Show somebody as they are."""
        self.name.data, self.contact.data, self.rest_days.data = shopper.name, shopper.contact, shopper.rest_days
        self.avoided.data, self.is_active.data = list(shopper.avoided_site_ids), shopper.is_active

    def facts(self) -> ShopperFacts:
        """What was written."""
        return ShopperFacts(
            self.name.data, self.contact.data, self.rest_days.data, tuple(self.avoided.data or ()), self.is_active.data
        )


class AssignForm(FlaskForm):
    """Who goes; 0 = nobody yet."""

    shopper_id = Choice(lazy_gettext("Shopper"), coerce=int)
    agency_id = Choice(lazy_gettext("Or an agency, which sends somebody of its own"), coerce=int, default=0)


class DecisionForm(FlaskForm):
    """What becomes of a report."""

    decision = Choice(choices=offered((one, one) for one in ("accept", "ask", "reject")))
    reason = TextAreaField(lazy_gettext("What is missing, or why not"), [AtMost(1000)])
    rating = Choice(
        lazy_gettext("How good the report is"), coerce=int, choices=offered((n, wording.RATINGS[n]) for n in range(len(wording.RATINGS))),
        default=0, validate_choice=False,
    )  # fmt: skip
    reimbursed = Amount(lazy_gettext("Paid back of the bill"))

    def check(self, campaign: Campaign) -> bool:
        """Whether it can be carried out; a reason where the shopper is told no, and no more paid back than the campaign allows."""
        if not self.validate():
            return False
        if self.decision.data != "accept" and not (self.reason.data or "").strip():
            return _refuse(self.reason, gettext("Please write a reason."))
        try:
            minor = self.reimbursed.minor(campaign.currency) or 0
        except ValidationError as why:
            return _refuse(self.reimbursed, str(why))
        if minor > campaign.most_reimbursed_minor:
            most = money.plain(campaign.most_reimbursed_minor, campaign.currency)
            return _refuse(self.reimbursed, gettext("This campaign pays back at most %(most)s.", most=most))
        return True

    def stars(self) -> int | None:
        """The rating; None when none was given."""
        return self.rating.data if self.rating.data in range(1, len(wording.RATINGS)) else None


class AppealForm(FlaskForm):
    """A site objects to one answer."""

    item = Choice(lazy_gettext("Which answer"))
    reason = TextAreaField(lazy_gettext("What speaks against it"), [Filled(1000)])


class AppealDecisionForm(FlaskForm):
    """What the quality lead decides about an objection, with a reason."""

    state = Choice(choices=offered((one, one) for one in ("upheld", "kept")))
    answer = TextAreaField(validators=[Filled(1000)])
    stands = Text(validators=[AtMost(80)])  # of one that is upheld: na, unseen or the value


class BareForm(FlaskForm):
    """A button: only the token is checked."""
