"""Forms of places and people. Sentences are ours, in both languages; what was typed is never lost."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterable
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, TextAreaField
from wtforms.validators import ValidationError

from inspector.sites.form_fields import AtMost, Choice, Choices, Clock, Day, Filled, Text, offered
from inspector.sites.models import CONTRACTS, OWNERSHIPS, Area, Position, Shift, Site, StaffMember
from inspector.sites.people import EXEMPTIONS, PersonFacts, Post
from inspector.sites.places import AreaFacts, ShiftFacts, SiteFacts
from inspector.sites.words import AREA_KINDS, CONTRACT_NAMES, EXEMPTION_NAMES, OWNERSHIP_NAMES

_KEY = re.compile(r"[a-z][a-z0-9_]{0,38}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.\-]{0,39}")
MOST_TABLES = 300


class NamesForm(FlaskForm):
    """A name in two languages; one may be left out, then the other stands for both."""

    name_zh = Text(lazy_gettext("Name in Chinese"), [AtMost(60)])
    name_en = Text(lazy_gettext("Name in English"), [AtMost(60)])

    def validate(self, extra_validators: Any = None) -> bool:
        """Also ask for at least one name."""
        good = super().validate(extra_validators)
        if not (self.name_zh.data or self.name_en.data):
            self.name_zh.errors = [*self.name_zh.errors, gettext("Write a name in at least one language.")]
            return False
        return good

    @property
    def names(self) -> dict[str, str]:
        """{"zh", "en"} of what was written."""
        return {key: text for key, text in (("zh", self.name_zh.data), ("en", self.name_en.data)) if text}

    def fill_names(self, names: dict[str, str]) -> None:
        """Show the present names."""
        self.name_zh.data, self.name_en.data = names.get("zh", ""), names.get("en", "")


class RegionForm(NamesForm):
    """A region."""


class SiteForm(FlaskForm):
    """A site with everything that is written about it."""

    region_id = Choice(lazy_gettext("Region"), coerce=int)
    code = Text(lazy_gettext("Code"), [Filled(40)])
    name = Text(lazy_gettext("Site name"), [Filled(100)])
    brand = Text(lazy_gettext("Brand"), [AtMost(100)])
    ownership = Choice(lazy_gettext("Ownership"), choices=offered((key, OWNERSHIP_NAMES[key]) for key in OWNERSHIPS))
    format = Text(lazy_gettext("Format"), [AtMost(60)])
    timezone = Text(lazy_gettext("Time zone"), [Filled(60)])
    day_ends_at = Clock(lazy_gettext("The business day ends at"))
    opens_at = Clock(lazy_gettext("Opens at"))
    closes_at = Clock(lazy_gettext("Closes at"))
    opened_on = Day(lazy_gettext("Opened on"), is_needed=False)
    attributes = Choices(lazy_gettext("Attributes"))
    packs = Choices(lazy_gettext("Checklists filled here"))

    def validate_code(self, field: Any) -> None:
        """A code is typed into lists, so it holds only letters, digits, - and _."""
        if field.data and not _CODE.fullmatch(field.data):
            raise ValidationError(gettext("Only letters, digits, dots, - and _."))

    def validate_timezone(self, field: Any) -> None:
        """The zone must be one that computers know."""
        if field.data and field.data not in zoneinfo.available_timezones():
            raise ValidationError(gettext("This time zone is unknown. Write it like Asia/Shanghai."))

    def fill(self, site: Site) -> None:
        """Show a site as it is."""
        for name in ("region_id", *SiteFacts.__slots__):
            getattr(self, name).data = getattr(site, name)

    @property
    def facts(self) -> SiteFacts:
        """What was written."""
        values = {name: getattr(self, name).data for name in SiteFacts.__slots__}
        return SiteFacts(**{**values, "attributes": tuple(self.attributes.data or ()), "packs": tuple(self.packs.data or ())})


class AreaForm(NamesForm):
    """An area with its tables."""

    kind = Choice(lazy_gettext("Kind"), choices=offered(AREA_KINDS.items()))
    tables = TextAreaField(lazy_gettext("Tables"))
    responsible_id = Choice(lazy_gettext("Responsible"), coerce=int)

    def validate_tables(self, field: Any) -> None:
        """Labels are short and not too many."""
        labels = self.labels
        if len(labels) > MOST_TABLES or any(len(label) > 12 for label in labels):
            raise ValidationError(gettext("At most %(tables)s tables of at most 12 characters.", tables=MOST_TABLES))

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels written, between spaces, commas or lines; A1-A6 stands for all from A1 to A6."""
        return tuple(_labels(self.tables.data or ""))

    def fill(self, area: Area) -> None:
        """Show an area as it is."""
        self.fill_names(area.name)
        self.kind.data, self.tables.data = area.kind, " ".join(area.tables)
        self.responsible_id.data = area.responsible_id or 0

    @property
    def facts(self) -> AreaFacts:
        """What was written."""
        return AreaFacts(self.names, self.kind.data, self.labels, self.responsible_id.data or None)


def _labels(text: str) -> Iterable[str]:
    for word in re.split(r"[\s,，、;；]+", text.strip()):
        span = re.fullmatch(r"([^\d\s]*)(\d{1,3})[-~～–]\1?(\d{1,3})", word)
        if span and int(span[2]) < int(span[3]):
            width = len(span[2])
            yield from (f"{span[1]}{number:0{width}d}" for number in range(int(span[2]), int(span[3]) + 1))
        elif word:
            yield word


class ShiftForm(NamesForm):
    """A shift."""

    starts_at = Clock(lazy_gettext("Begins at"))
    ends_at = Clock(lazy_gettext("Ends at"))

    def fill(self, shift: Shift) -> None:
        """Show a shift as it is."""
        self.fill_names(shift.name)
        self.starts_at.data, self.ends_at.data = shift.starts_at, shift.ends_at

    @property
    def facts(self) -> ShiftFacts:
        """What was written."""
        return ShiftFacts(self.names, self.starts_at.data, self.ends_at.data)


class AttributesForm(FlaskForm):
    """What the organisation's sites may have: one line for each, key, Chinese, English."""

    attributes = TextAreaField(lazy_gettext("Attributes"))

    def validate_attributes(self, field: Any) -> None:
        """Every line holds a key and at least one name."""
        for number, line in enumerate((field.data or "").splitlines(), 1):
            if line.strip() and self._read(line) is None:
                sentence = gettext(
                    "Line %(line)s: write key, Chinese name, English name with commas between.", line=number
                )
                raise ValidationError(sentence)

    @property
    def declared(self) -> list[dict[str, str]]:
        """[{"key", "zh", "en"}] of what was written."""
        return [one for line in (self.attributes.data or "").splitlines() if (one := self._read(line))]

    @staticmethod
    def _read(line: str) -> dict[str, str] | None:
        parts = [part.strip() for part in re.split(r"[,，\t]", line)]
        if (
            not parts[0]
            or not _KEY.fullmatch(parts[0])
            or not any(parts[1:])
            or len(parts) > 3
            or max(map(len, parts)) > 60
        ):
            return None
        names = [part for part in parts[1:] if part]
        return {"key": parts[0], "zh": parts[1] or names[0], "en": (parts[2] if len(parts) > 2 else "") or names[-1]}


class ClosureForm(FlaskForm):
    """The last day of a site or region."""

    closed_on = Day(lazy_gettext("Last day"))


class PositionForm(NamesForm):
    """A position."""

    key = Text(lazy_gettext("Key"), [Filled(40)])
    is_manager = BooleanField(lazy_gettext("Leads a site or a shift"))

    def validate_key(self, field: Any) -> None:
        """A key is used by imports and rules, so it is plain."""
        if field.data and not _KEY.fullmatch(field.data):
            raise ValidationError(gettext("Small letters, digits and _, beginning with a letter."))

    def fill(self, position: Position) -> None:
        """Show a position as it is."""
        self.fill_names(position.name)
        self.key.data, self.is_manager.data = position.key, position.is_manager


class PostForm(FlaskForm):
    """Where and as what somebody works. `post` is site and usual shift in one choice, so that they always fit."""

    post = Choice(lazy_gettext("Site and usual shift"))
    position_id = Choice(lazy_gettext("Position"), coerce=int)

    @property
    def chosen(self) -> Post:
        """The post that was chosen."""
        site_id, _, shift_id = self.post.data.partition("/")
        return Post(int(site_id), self.position_id.data, int(shift_id) if shift_id else None)


class MoveForm(PostForm):
    """A post from a day on."""

    from_on = Day(lazy_gettext("From which day"))


class PersonForm(FlaskForm):
    """A person, without the post."""

    number = Text(lazy_gettext("Staff number"), [Filled(40)])
    name = Text(lazy_gettext("Name"), [Filled(100)])
    joined_on = Day(lazy_gettext("Joined on"))
    contract = Choice(lazy_gettext("Contract"), choices=offered((key, CONTRACT_NAMES[key]) for key in CONTRACTS))
    employer = Text(lazy_gettext("Employer"), [AtMost(100)])
    is_minor = BooleanField(lazy_gettext("Under 18"))
    has_agreement = BooleanField(lazy_gettext("Agreement on individual appraisal is on file"))
    exempt = Choices(lazy_gettext("Exempt from"), choices=offered((key, EXEMPTION_NAMES[key]) for key in EXEMPTIONS))

    def fill(self, staff: StaffMember) -> None:
        """Show a person as known."""
        for name in PersonFacts.__slots__:
            getattr(self, name).data = getattr(staff, name)

    @property
    def facts(self) -> PersonFacts:
        """What was written."""
        values = {name: getattr(self, name).data for name in PersonFacts.__slots__}
        return PersonFacts(**{**values, "exempt": tuple(self.exempt.data or ())})


class NewPersonForm(PersonForm, PostForm):
    """A new person with the first post; the post begins with the day of joining."""


class LeaveForm(FlaskForm):
    """The last day of work."""

    left_on = Day(lazy_gettext("Last day of work"))


class SettingForm(FlaskForm):
    """One setting with the day it holds from."""

    value = Text(lazy_gettext("Value"), [Filled(20)])
    from_on = Day(lazy_gettext("Holds from"))


class UploadForm(FlaskForm):
    """A staff list."""

    list = FileField(lazy_gettext("File"))


class BareForm(FlaskForm):
    """A button: nothing but the proof that our own page sent it."""


