"""What the organisation changed of the setting catalogue, with the day each value holds from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from flask import g
from sqlalchemy import select

from inspector.extensions import db
from inspector.sites.models import OrganisationSetting
from inspector.sites.refusals import N_, Refused
from inspector.sites.setting_catalogue import BY_KEY, SETTINGS, Setting

Change = tuple[str, date, int]


@dataclass(frozen=True, slots=True)
class Held:
    """A setting as it holds on a day, with what is already decided for later: ((from day, value), …) in order of days."""

    setting: Setting
    value: int
    since_on: date | None  # None = the default
    later: tuple[tuple[date, int], ...]


def value(key: str, on: date) -> int:
    """The value of a setting on a day. Raises KeyError for a key that is not in the catalogue.

    All changes are read once per request: a few rows, and always those of this transaction.
    """
    return _held(BY_KEY[key], on, _changes()).value


def all_held(on: date) -> list[Held]:
    """Every setting of the catalogue as it holds on a day, in the order of the catalogue."""
    return [_held(setting, on, _changes()) for setting in SETTINGS]


def change(key: str, text: str, from_on: date, by: int | None, at: datetime) -> OrganisationSetting:
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
    row.value, row.author_id, row.created_at = new, by, at
    db.session.add(row)
    db.session.flush()
    g.pop("organisation_settings", None)
    return row


def _changes() -> list[Change]:
    if "organisation_settings" not in g:
        rows = db.session.execute(
            select(OrganisationSetting.key, OrganisationSetting.valid_from_on, OrganisationSetting.value)
            .where(OrganisationSetting.key.in_(BY_KEY))
            .order_by(OrganisationSetting.valid_from_on)
        )
        g.organisation_settings = [(row.key, row.valid_from_on, row.value) for row in rows]
    changes: list[Change] = g.organisation_settings
    return changes


def _held(setting: Setting, on: date, changes: Iterable[Change]) -> Held:
    own = [(since, new) for key, since, new in changes if key == setting.key]
    past = [one for one in own if one[0] <= on]
    later = tuple(one for one in own if one[0] > on)
    if past:
        return Held(setting, past[-1][1], past[-1][0], later)
    return Held(setting, setting.default, None, later)
