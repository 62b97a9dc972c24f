"""What the page for a correction takes in: one answer said otherwise, or one person named otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.datastructures import FileStorage
from wtforms import MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from inspector.checklists.definition import Item
from inspector.inspections.models import Answer
from inspector.web.command_form import CommandForm

CHUNK_BYTES = 64 * 1024
WHOLE_TYPES = frozenset(("rating", "deduct"))


class CorrectionForm(CommandForm):
    """One correction; the value's fields depend on the item."""

    item = StringField()
    subject = StringField()
    to = StringField()
    state = StringField()
    who = StringField()
    note = TextAreaField(_("Note"), validators=[Length(max=1000, message=_("Take at most 1000 characters."))])
    reason = TextAreaField(_("Why it is corrected"), validators=[Length(max=1000, message=_("Take at most 1000 characters."))])
    photos = MultipleFileField(_("Photo that was left out"))


def pieces(file: FileStorage) -> Iterator[bytes]:
    """The bytes of an uploaded file, piece by piece."""
    while piece := file.stream.read(CHUNK_BYTES):
        yield piece


class DecideForm(FlaskForm):  # type: ignore[misc]
    """What the second person says: confirm or refuse; a refusal needs a reason."""

    decision = StringField(validators=[InputRequired()])
    reason = TextAreaField(_("Reason"), validators=[Length(max=1000, message=_("Take at most 1000 characters."))])


def changes_of(form: CorrectionForm, item: Item | None, answer: Answer | None, photos: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The changes that a form asks for, as JSON; only what differs from how the answer stands. item: None where a person is named."""
    subject = form.subject.data or None
    if item is None:
        return [{"subject": subject, "to": form.to.data or ""}]
    said = _said(form, item)
    now = _now(answer)
    changed = {field: value for field, value in said.items() if field not in now or now[field] != value}
    if "state" in changed or "value" in changed or "reason" in changed:
        changed |= {field: said[field] for field in ("state", "value", "reason") if field in said}
    return [{"item": item.id, "for": subject, "set": changed, "photos": photos}]


def _said(form: CorrectionForm, item: Item) -> dict[str, Any]:
    state = form.state.data or "answered"
    value, note = _value(item) if state == "answered" else None, (form.note.data or "").strip() or None
    said: dict[str, Any] = {"state": state, "value": value, "note": note}
    if state != "answered":
        said["reason"] = (request.form.get("why_not") or "").strip()[:200] or None
    if request.form.get("has_who"):
        said["for"] = form.who.data or None
    return said


def _now(answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {"note": None}
    return {"state": answer.state, "value": answer.value, "note": answer.note, "reason": answer.reason, "for": answer.subject}


def _value(item: Item) -> Any:
    """The value from the form's fields; what does not fit the item is found when the answer is judged."""
    if item.type == "k_of_n":
        return {"k": _whole(request.form.get("k")), "n": _whole(request.form.get("n"))}
    if item.type == "choices":
        return request.form.getlist("value")
    written = (request.form.get("value") or "").strip()
    if item.type in WHOLE_TYPES:
        return _whole(written)
    if item.type in ("number", "stopwatch", "points"):
        return written.replace(",", ".")
    return written


def _whole(text: str | None) -> Any:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 7 else text
