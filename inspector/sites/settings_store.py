"""What the organisation changed of the setting catalogue, with the day each value holds from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from inspector.accounts import remembering
from inspector.extensions import db
from inspector.prepared import Prepared
from inspector.sites.models import OrganisationSetting
from inspector.sites.refusals import N_, Refused
from inspector.sites.setting_catalogue import BY_KEY, HOUSE_FIGURES, Setting

Changes = Mapping[str, Sequence[tuple[date, int]]]  # by key, in order of the days they hold from

_ROWS = OrganisationSetting.__table__.c
_CHANGED = Prepared(select(_ROWS.key, _ROWS.valid_from_on, _ROWS.value).order_by(_ROWS.valid_from_on))


@dataclass(frozen=True, slots=True)
class Held:
    """A setting as it holds on a day, with what is already decided for later: ((from day, value), …) in order of days."""

    setting: Setting
    value: int
    since_on: date | None  # None = the default
    later: tuple[tuple[date, int], ...]

    @property
    def is_used(self) -> bool:
        """False for a figure that the house does not have."""
        return self.value != 0 or not self.setting.is_off_at_zero


def value(key: str, on: date) -> int:
    """The value of a setting on a day. Raises KeyError for a key that is not in the catalogue.

    Remembered until a setting is changed, because every submission asks; a transaction that changes one is told what it wrote.
    """
    default = BY_KEY[key].default
    return next((new for since, new in reversed(_changes().get(key, ())) if since <= on), default)


def all_held(on: date) -> list[Held]:
    """Every setting of the catalogue as it holds on a day, in the order of the catalogue."""
    return [_held(setting, on, _changes()) for setting in BY_KEY.values()]


def house_figures(on: date) -> dict[str, list[Held]]:
    """What the house says on a day where the register states a figure: standard id -> settings in use, as they hold."""
    found: dict[str, list[Held]] = {}
    for held in (_held(setting, on, _changes()) for setting in HOUSE_FIGURES):
        for standard in held.setting.standards if held.is_used else ():
            found.setdefault(standard, []).append(held)
    return found


def change(
    key: str, text: str, from_on: date, by: int | None, at: datetime, reason: str | None = None
) -> OrganisationSetting:
    """Let a setting hold another value from a day on. Past days keep theirs, because records rest on them.

    text: as typed. Raises Refused for a value out of bounds or a day that is over.
    """
    setting = BY_KEY[key]
    try:
        new = setting.read(text.strip())
    except ValueError:
        raise Refused(
            "value", N_("Write a whole number from %(least)s to %(most)s."), least=setting.least, most=setting.most
        ) from None
    if from_on < at.date():
        raise Refused("from_on", N_("Choose today or a later day."))
    row = db.session.scalar(
        select(OrganisationSetting).where(OrganisationSetting.key == key, OrganisationSetting.valid_from_on == from_on)
    )
    row = row or OrganisationSetting(key=key, valid_from_on=from_on)
    row.value, row.author_id, row.created_at, row.reason = new, by, at, reason
    db.session.add(row)
    db.session.flush()
    return row


def _changes() -> Changes:
    connection = db.session.connection()
    return remembering.recall_within(connection, "organisation settings", lambda: _read(connection))


def _read(connection: Connection) -> Changes:
    found: dict[str, list[tuple[date, int]]] = {}
    for row in _CHANGED.rows(connection):
        found.setdefault(row.key, []).append((row.valid_from_on, row.value))
    return found


def _held(setting: Setting, on: date, changes: Changes) -> Held:
    own = changes.get(setting.key, ())
    past = [one for one in own if one[0] <= on]
    later = tuple(one for one in own if one[0] > on)
    if past:
        return Held(setting, past[-1][1], past[-1][0], later)
    return Held(setting, setting.default, None, later)
