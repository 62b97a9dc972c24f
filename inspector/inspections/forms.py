"""What a page may ask of inspections."""

from __future__ import annotations

from datetime import date

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspector.inspections.models import LINES
from inspector.inspections.queries import Filter


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """A decision about a held record: accept or reject, always with a reason."""

    decision = StringField(validators=[InputRequired()])
    reason = TextAreaField(
        _("Reason"),
        validators=[
            InputRequired(_("Say why; the author will read it.")),
            Length(max=1000, message=_("Take at most 1000 characters.")),
        ],
    )


class ParcelForm(FlaskForm):  # type: ignore[misc]
    """The file that a tablet saved; read from the request, because it may be large."""

    file = FileField(_("File of a tablet"))


def filter_from_address() -> Filter:
    """The filter that the address carries; what cannot be read counts as not asked."""
    args = request.args
    line, verdict = args.get("line"), args.get("verdict")
    return Filter(
        site_id=args.get("site", type=int),
        checklist_key=args.get("checklist") or None,
        line=line if line in LINES else None,
        verdict=verdict if verdict in ("pass", "fail") else None,
        since=_day(args.get("since")),
        until=_day(args.get("until")),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
