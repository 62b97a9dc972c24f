"""What the pages of channels and of one's own choices take in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from inspector.sites.form_fields import offered

SERVICE_WORDS = (("wecom", _("WeCom")), ("dingtalk", _("DingTalk")), ("feishu", _("Feishu")))
_NEEDED = InputRequired(message=_("Please fill this in."))
_SHORT = Length(max=60, message=_("Take at most 60 characters."))
_KEY = Length(max=300, message=_("This is longer than any key."))


class BotForm(FlaskForm):
    """The bot of a group."""

    service = SelectField(_("Messenger"), choices=offered(SERVICE_WORDS))
    site = SelectField(_("About which site"))  # choices: the sites one may set up, "" = all
    name = StringField(_("Name of the group"), validators=[_NEEDED, _SHORT])
    key = PasswordField(_("Address of the bot"), validators=[_NEEDED, _KEY])
    sign = PasswordField(_("Signing key"), validators=[Optional(), _KEY])
    language = SelectField(_("Language of the posts"), choices=offered((("zh", _("Chinese")), ("en", _("English")))))


class AppForm(FlaskForm):
    """The organisation's app that writes to persons."""

    service = SelectField(_("Messenger"), choices=offered(SERVICE_WORDS))
    name = StringField(_("Name"), validators=[_NEEDED, _SHORT])
    app = StringField(_("Company or app id"), validators=[_NEEDED, _KEY])
    secret = PasswordField(_("App secret"), validators=[_NEEDED, _KEY])
    agent = StringField(_("Agent id"), validators=[Optional(), _KEY])


LEVEL_WORDS = (
    ("off", _("Only in the app")),
    ("important", _("Reminders and what is urgent")),
    ("all", _("Everything")),
)
