"""Forms of agencies, their sign-ins and call-backs."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import Regexp

from inspector.accounts.forms import AN_ADDRESS
from inspector.mystery import wording
from inspector.mystery.agency_models import CALL_BACK_RESULTS
from inspector.sites.form_fields import AtMost, Choice, Filled, Text, offered


class AgencyForm(FlaskForm):
    """An agency in the register."""

    name = Text(lazy_gettext("Name"), [Filled()])
    contact = Text(lazy_gettext("Contact"), [Filled(200)])


class AgencyStateForm(FlaskForm):
    """Archived, or back at work."""

    state = Choice(choices=offered((one, one) for one in ("active", "archived")))


class AgencyAccountForm(FlaskForm):
    """Somebody who signs in for an agency."""

    name = Text(lazy_gettext("Name"), [Filled()])
    email = Text(
        lazy_gettext("E-mail"), [Filled(200), Regexp(AN_ADDRESS, message=lazy_gettext("This is not an e-mail address."))]
    )


class CallBackForm(FlaskForm):
    """What came of asking about a visit again."""

    result = Choice(
        lazy_gettext("What came of it"), choices=offered((one, wording.CALL_BACKS[one]) for one in CALL_BACK_RESULTS)
    )
    note = TextAreaField(lazy_gettext("Note"), [AtMost(1000)])
