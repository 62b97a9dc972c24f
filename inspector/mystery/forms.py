"""Forms of campaigns, shoppers and visits."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField

from inspector.mystery import wording
from inspector.mystery.campaigns import CampaignFacts
from inspector.mystery.models import DAY_KINDS, MEALS, Campaign, Shopper
from inspector.mystery.shoppers import ShopperFacts
from inspector.sites.form_fields import AtMost, Choice, Choices, Day, Filled, Text, offered

VISITS = (1, 2, 3, 4, 6, 9)  # per site
RETENTION = (90, 180, 365, 730)  # days
RESTS = (30, 60, 90, 180)  # days
LONGEST_TEXT = 4000
PLAIN = ("title", "purpose", "brief", "attestation", "reimbursement", "visits_per_site", "first_on", "last_on", "meal", "day_kind",
         "informed_on", "retention_days", "checklist_version_id")  # fmt: skip


class CampaignForm(FlaskForm):
    """A campaign; its brief is what a shopper reads first."""

    title = Text(lazy_gettext("Name of the campaign"), [Filled()])
    purpose = Text(lazy_gettext("What the figures are for"), [Filled(500)])
    checklist_version_id = Choice(lazy_gettext("Form"), coerce=int)
    sites = Choices(lazy_gettext("Sites"), coerce=int)
    visits_per_site = Choice(lazy_gettext("Visits to each site"), coerce=int, choices=offered((n, str(n)) for n in VISITS))
    first_on = Day(lazy_gettext("From"))
    last_on = Day(lazy_gettext("Until"))
    meal = Choice(lazy_gettext("Meal"), choices=offered((one, wording.MEALS[one]) for one in MEALS))
    day_kind = Choice(lazy_gettext("Weekday or weekend"), choices=offered((one, wording.DAY_KINDS[one]) for one in DAY_KINDS))
    brief = TextAreaField(lazy_gettext("Brief"), [Filled(LONGEST_TEXT)])
    attestation = TextAreaField(lazy_gettext("Declaration"), [Filled(LONGEST_TEXT)])
    reimbursement = Text(lazy_gettext("What is paid back"), [AtMost(300)])
    retention_days = Choice(lazy_gettext("Keep reports for (days)"), coerce=int, choices=offered((n, str(n)) for n in RETENTION))
    informed_on = Day(lazy_gettext("The staff were informed on"), is_needed=False)

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for a site, and for days in order."""
        good = super().validate(extra_validators)
        if not self.sites.data:
            self.sites.errors = [*self.sites.errors, gettext("Choose at least one site.")]
            good = False
        if good and self.last_on.data < self.first_on.data:
            self.last_on.errors = [*self.last_on.errors, gettext("This is before the first day.")]
            good = False
        return good

    def fill(self, campaign: Campaign) -> None:
        """Show a campaign as it is."""
        for name in PLAIN:
            getattr(self, name).data = getattr(campaign, name)
        self.sites.data = sorted({one.site_id for one in campaign.visits if one.state != "called_off"})

    def facts(self) -> CampaignFacts:
        """What was written."""
        return CampaignFacts(**{name: getattr(self, name).data for name in PLAIN}, site_ids=tuple(self.sites.data))


class StateForm(FlaskForm):
    """Open, pause or close."""

    state = Choice(choices=offered((one, one) for one in ("open", "paused", "closed")))


class ShopperForm(FlaskForm):
    """Somebody in the register."""

    name = Text(lazy_gettext("Name"), [Filled()])
    contact = Text(lazy_gettext("Phone or e-mail"), [Filled(200)])
    rest_days = Choice(lazy_gettext("Days between two visits to one site"), coerce=int, choices=offered((n, str(n)) for n in RESTS))
    avoided = Choices(lazy_gettext("Never to these sites (works there, lives with somebody who does, …)"), coerce=int)
    is_active = BooleanField(lazy_gettext("Is sent on visits"), default=True)

    def fill(self, shopper: Shopper) -> None:
        """Show somebody as they are."""
        self.name.data, self.contact.data, self.rest_days.data = shopper.name, shopper.contact, shopper.rest_days
        self.avoided.data, self.is_active.data = list(shopper.avoided_site_ids), shopper.is_active

    def facts(self) -> ShopperFacts:
        """What was written."""
        return ShopperFacts(self.name.data, self.contact.data, self.rest_days.data, tuple(self.avoided.data or ()), self.is_active.data)


class AssignForm(FlaskForm):
    """Who goes; 0 = nobody yet."""

    shopper_id = Choice(lazy_gettext("Shopper"), coerce=int)


class DecisionForm(FlaskForm):
    """What becomes of a report."""

    decision = Choice(choices=offered((one, one) for one in ("accept", "ask", "reject")))
    reason = TextAreaField(lazy_gettext("What is missing, or why not"), [AtMost(1000)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for a reason where the shopper is told no."""
        good = super().validate(extra_validators)
        if good and self.decision.data != "accept" and not (self.reason.data or "").strip():
            self.reason.errors = [*self.reason.errors, gettext("Please write a reason.")]
            return False
        return good


class AppealForm(FlaskForm):
    """A site objects to one answer."""

    item = Choice(lazy_gettext("Which answer"))
    reason = TextAreaField(lazy_gettext("What speaks against it"), [Filled(1000)])


class AppealDecisionForm(FlaskForm):
    """What the quality lead decides about an objection, with a reason."""

    state = Choice(choices=offered((one, one) for one in ("upheld", "kept")))
    answer = TextAreaField(validators=[Filled(1000)])


class BareForm(FlaskForm):
    """A button: only the token is checked."""
