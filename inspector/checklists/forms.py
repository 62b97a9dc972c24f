"""Forms of checklists."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField

from inspector.sites.form_fields import AtMost, Choice, Choices, Day, Filled, Text

LONGEST_TEXT = 400_000  # characters; the largest shipped list has 40,000
LONGEST_NOTE = 500
LONGEST_KEY = 80
LONGEST_TITLE = 200
LONGEST_FACT = 600
_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}\Z")


class DraftForm(FlaskForm):
    """A written checklist, as a file or as text; a file goes before the text."""

    file = FileField(lazy_gettext("File"))
    text = TextAreaField(lazy_gettext("Or the text"))
    note = StringField(lazy_gettext("What is new in this version"))

    @property
    def written(self) -> str | None:
        """The text that was sent; None when it is no UTF-8 text or too long."""
        content = self.file.data.read() if self.file.data else b""
        try:
            text = content.decode("utf-8-sig") if content else (self.text.data or "").replace("\r\n", "\n")
        except UnicodeDecodeError:
            return None
        return text if len(text) <= LONGEST_TEXT else None


class BeginForm(FlaskForm):
    """A new list: its title and the short name that it keeps for ever."""

    title_zh = Text(lazy_gettext("Title in Chinese"), [AtMost(LONGEST_TITLE)])
    title_en = Text(lazy_gettext("Title in English"), [AtMost(LONGEST_TITLE)])
    key = Text(lazy_gettext("Short name"), [Filled(), AtMost(LONGEST_KEY)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for a title in one language, and for a short name that files and addresses can carry."""
        good = super().validate(extra_validators)
        if not self.title_zh.data and not self.title_en.data:
            self.title_zh.errors = [*self.title_zh.errors, gettext("Give it a title in one language at least.")]
            good = False
        if self.key.data and not _KEY.match(self.key.data):
            self.key.errors = [*self.key.errors, gettext("Use small letters, digits and hyphens, such as my-round.")]
            good = False
        return good

    def document(self, copied: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The document that the draft begins with. copied: of the list it is a copy of; a copy belongs to no pack."""
        title = {"zh": self.title_zh.data, "en": self.title_en.data}
        fresh = {"id": self.key.data, "title": {lang: text for lang, text in title.items() if text}}
        if copied is None:
            return {**fresh, "kind": "round", "sections": [{"id": "section-1", "items": [{"id": "item-1", "type": "verdict"}]}]}
        return {**{key: value for key, value in copied.items() if key != "pack"}, **fresh}


PLAIN_FIELDS = ("threshold", "industry", "step", "dimension", "factor", "role", "source")
OBSERVERS = ("supervisor_floor_round", "mystery_shopper", "customer_survey", "system_record", "self_report")


class StandardForm(FlaskForm):
    """An own standard. Words of closed lists are put in by the route."""

    fact_zh = TextAreaField(lazy_gettext("What is asked, in Chinese"), [AtMost(LONGEST_FACT)])
    fact_en = TextAreaField(lazy_gettext("What is asked, in English"), [AtMost(LONGEST_FACT)])
    threshold = Text(lazy_gettext("Figure"), [AtMost(LONGEST_TITLE)])
    industry = Choice(lazy_gettext("Industry"))
    step = Text(lazy_gettext("Step of the service"), [Filled(), AtMost(LONGEST_TITLE)])
    dimension = Choice(lazy_gettext("Dimension"))
    factor = Choice(lazy_gettext("Quality factor"))
    observable_by = Choices(lazy_gettext("Can be seen"))
    role = Text(lazy_gettext("Who does it"), [AtMost(LONGEST_TITLE)])
    moment_zh = Text(lazy_gettext("Moment of truth, in Chinese"), [AtMost(LONGEST_FACT)])
    moment_en = Text(lazy_gettext("Moment of truth, in English"), [AtMost(LONGEST_FACT)])
    point_zh = Text(lazy_gettext("Management point, in Chinese"), [AtMost(LONGEST_FACT)])
    point_en = Text(lazy_gettext("Management point, in English"), [AtMost(LONGEST_FACT)])
    source = Text(lazy_gettext("Source"), [AtMost(LONGEST_TITLE)])
    valid_from = Day(lazy_gettext("Valid from"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for the fact in one language, and for who can see it."""
        good = super().validate(extra_validators)
        if not (self.fact_zh.data or "").strip() and not (self.fact_en.data or "").strip():
            self.fact_zh.errors = [*self.fact_zh.errors, gettext("Say what is asked, in one language at least.")]
            good = False
        if not self.observable_by.data:
            self.observable_by.errors = [*self.observable_by.errors, gettext("Choose at least one.")]
            good = False
        return good

    def content(self) -> dict[str, Any]:
        """The content of a version (OwnStandardVersion)."""
        plain = {name: (getattr(self, name).data or "").strip() for name in PLAIN_FIELDS}
        texts = {name: self._texts(name) for name in ("fact", "moment", "point")}
        return {**{name: value for name, value in {**plain, **texts}.items() if value}, "observable_by": list(self.observable_by.data)}

    def fill(self, content: Mapping[str, Any]) -> None:
        """Show a version as it is."""
        for name in PLAIN_FIELDS:
            getattr(self, name).data = content.get(name, "")
        for name in ("fact", "moment", "point"):
            for lang in ("zh", "en"):
                self[f"{name}_{lang}"].data = content.get(name, {}).get(lang, "")
        self.observable_by.data = list(content["observable_by"])

    def _texts(self, name: str) -> dict[str, str]:
        found = {lang: (self[f"{name}_{lang}"].data or "").strip() for lang in ("zh", "en")}
        return {lang: text for lang, text in found.items() if text}
