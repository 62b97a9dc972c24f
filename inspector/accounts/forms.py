"""The forms of signing in and of keeping accounts."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, EmailField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, InputRequired, Length, Optional, Regexp, ValidationError

from inspector.accounts.passwords import LONGEST, weakness

AN_ADDRESS = r"^\s*[^@\s]+@[^@\s]+\.[^@\s]+\s*$"  # only a link that arrives proves an address


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Who comes in."""

    name = StringField(_("Staff number or e-mail"), [DataRequired(_("Please fill this in.")), Length(max=200)])
    password = PasswordField(_("Password"), [InputRequired(_("Please fill this in.")), Length(max=1000)])


class NewPasswordForm(FlaskForm):  # type: ignore[misc]
    """A password chosen by its owner; `names` may not be it."""

    password = PasswordField(_("New password"), [InputRequired(_("Please fill this in."))])
    again = PasswordField(_("The same again"), [EqualTo("password", _("The two are not the same."))])
    names: tuple[str | None, ...] = ()

    def validate_password(self, field: PasswordField) -> None:
        """Refuse what anybody would try first."""
        why = weakness(field.data or "", *self.names)
        if why:
            raise ValidationError(gettext(why))


class ChangePasswordForm(NewPasswordForm):
    """A new password from somebody who knows the old one."""

    present = PasswordField(_("Present password"), [InputRequired(_("Please fill this in.")), Length(max=LONGEST)])


class AccountForm(FlaskForm):  # type: ignore[misc]
    """A new account. role and scope_id: choices are set by the route from what the actor may give."""

    name = StringField(_("Name"), [DataRequired(_("Please fill this in.")), Length(max=100)])
    number = StringField(_("Staff number"), [Optional(), Length(max=40)])
    email = EmailField(
        _("E-mail"), [Optional(), Length(max=200), Regexp(AN_ADDRESS, message=_("This is not an e-mail address."))]
    )
    role = SelectField(_("Role"))
    scope_id = SelectField(_("Where"), coerce=int)


class RoleForm(FlaskForm):  # type: ignore[misc]
    """A role in a scope."""

    role = SelectField(_("Role"))
    scope_id = SelectField(_("Where"), coerce=int)


class SetUpForm(NewPasswordForm):
    """The first administrator and the name of the organisation."""

    organisation = StringField(
        _("Name of the organisation"), [DataRequired(_("Please fill this in.")), Length(max=200)]
    )
    name = StringField(_("Your name"), [DataRequired(_("Please fill this in.")), Length(max=100)])
    number = StringField(_("Staff number"), [Optional(), Length(max=40)])
    email = EmailField(
        _("E-mail"), [Optional(), Length(max=200), Regexp(AN_ADDRESS, message=_("This is not an e-mail address."))]
    )


class EmptyForm(FlaskForm):  # type: ignore[misc]
    """A button: only the token against forged requests."""

    agreed = BooleanField()
