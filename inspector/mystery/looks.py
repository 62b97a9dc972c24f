"""Who saw who a shopper is: written down whenever a page or document shows a name, a contact or who went where."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspector.accounts.access import Actor
from inspector.audit import beside
from inspector.database import insert_of
from inspector.extensions import db
from inspector.mystery.looking_models import ShopperLook
from inspector.mystery.models import Shopper, Visit

SHOWN = 500  # of the newest looks
ROWS_AT_ONCE = 100  # a statement takes no more than some thousand values


@dataclass(frozen=True, slots=True)
class Look:
    """One person saw one shopper on one day. places: of looking_models.PLACES; times: openings in all; last_at: UTC."""

    name: str
    code: str
    on_day: date
    places: Sequence[str]
    times: int
    last_at: datetime


def note(actor: Actor, shopper_ids: Iterable[int | None], place: str, at: datetime) -> None:
    """Write down that somebody saw these shoppers; None, for a visit without one, is left out. place: of looking_models.PLACES."""
    ids = sorted({one for one in shopper_ids if one is not None})
    for first in range(0, len(ids), ROWS_AT_ONCE):
        rows = [
            {"shopper_id": one, "account_id": actor.account_id, "place": place, "on_day": at.date(), "times": 1, "last_at": at}
            for one in ids[first : first + ROWS_AT_ONCE]
        ]
        added = insert_of(beside.dialect_name())(ShopperLook).values(rows)
        again = {"times": ShopperLook.times + 1, "last_at": at}
        beside.write(added.on_conflict_do_update(index_elements=["shopper_id", "account_id", "place", "on_day"], set_=again))


def note_people(actor: Actor, people: Iterable[Shopper], place: str, at: datetime) -> None:
    """The same of shoppers themselves."""
    note(actor, (one.id for one in people), place, at)


def note_visits(actor: Actor, visits: Iterable[Visit], place: str, at: datetime) -> None:
    """The same of whoever made these visits."""
    note(actor, (one.shopper_id for one in visits), place, at)


def newest(shopper_id: int | None = None) -> list[Look]:
    """Who saw whom, the newest day first: one line for each person, shopper and day."""
    chosen = select(ShopperLook).options(joinedload(ShopperLook.shopper), joinedload(ShopperLook.account))
    if shopper_id is not None:
        chosen = chosen.where(ShopperLook.shopper_id == shopper_id)
    order = ShopperLook.on_day.desc(), ShopperLook.account_id, ShopperLook.shopper_id, ShopperLook.place
    rows = db.session.scalars(chosen.order_by(*order).limit(SHOWN)).all()
    return [_line(list(of_one)) for _, of_one in groupby(rows, key=lambda one: (one.on_day, one.account_id, one.shopper_id))]


def _line(rows: Sequence[ShopperLook]) -> Look:
    first = rows[0]
    return Look(
        first.account.name, first.shopper.code, first.on_day, [one.place for one in rows], sum(one.times for one in rows),
        max(one.last_at for one in rows),
    )  # fmt: skip
