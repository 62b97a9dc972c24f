"""Gives reminders, yellow and red cards, and takes them back; praise is the green one. Without money.

Source: docs/decisions.md, Red lines and cards. What a card is worth on a day: `cards.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from inspector.accounts.access import Actor, within
from inspector.accounts.naming import names_of
from inspector.appraisals import cards
from inspector.appraisals.cards import Given
from inspector.appraisals.conduct_models import Card, RedLine
from inspector.appraisals.models import Praise
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import alerting
from inspector.notices import board

OBSTACLES = {
    "reminder_first": "A yellow card follows a reminder. There is none of the last 30 days: remind first.",
    "red_line_first": "A red card needs an upheld red line about this person.",
}
TO_PERSON = {
    "reminder": "You were reminded of something. What it was stands on your record.",
    "yellow": "You got a yellow card. It ends by itself after 30 clean days. Why stands there; HR can take it back if it is not right.",
    "red": "You got a red card from two managers. It ends after 90 days. Why stands there; HR can take it back if it is not right.",
}
TO_SECOND = "A red card at %(site)s needs a second manager."
TAKEN_BACK = "A card you got was taken back."


@dataclass(frozen=True, slots=True)
class Wish:
    """A card that somebody gives. red_line_id: for a red card, the upheld red line it rests on."""

    uuid: str
    staff_id: int
    site_id: int
    kind: str
    reason: str
    business_day: date
    inspection_id: int | None = None
    red_line_id: int | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """What one supervisor gave: praise and yellow cards; missing: praises short of two for each yellow."""

    name: str
    greens: int
    yellows: int

    @property
    def missing(self) -> int:
        """How many praises are short."""
        return cards.greens_missing(self.greens, self.yellows)


def give(wish: Wish, actor: Actor, at: datetime) -> Card:
    """Give a card; a red one waits for a second manager. The same form sent twice is one.

    Raises Problem forbidden, bad_form {"fields": {"reason" | "kind" | "staff"}}.
    """
    known = db.session.scalar(select(Card).where(Card.uuid == wish.uuid))
    if known is not None:
        return known
    if not actor.may("conduct.decide" if wish.kind == "red" else "conduct.raise", wish.site_id):
        raise Problem("forbidden")
    red_line = db.session.get(RedLine, wish.red_line_id) if wish.red_line_id and wish.kind == "red" else None
    _check(wish, red_line, actor)
    made = Card(
        uuid=wish.uuid, staff_id=wish.staff_id, site_id=wish.site_id, kind=wish.kind,
        state="proposed" if wish.kind == "red" else "standing", reason=wish.reason.strip(), business_day=wish.business_day,
        inspection_id=wish.inspection_id, red_line_id=red_line.id if red_line else None, given_by_id=actor.account_id, given_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _write_down("proposed" if wish.kind == "red" else "given", made, actor, at)
    if made.state == "standing":
        _tell_person(made, "given", TO_PERSON[made.kind], at)
    else:
        seconds = alerting.nearest(made.site_id, but=actor.account_id)
        board.announce(seconds, f"card:{made.id}", TO_SECOND, {"site": made.site.name}, address(made), at)
    return made


def may_second(card: Card, actor: Actor) -> bool:
    """Whether someone may be the second manager of a red card."""
    is_involved = actor.account_id == card.given_by_id or actor.staff_id == card.staff_id
    return card.state == "proposed" and not is_involved and actor.may("conduct.decide", card.site_id)


def second(card: Card, is_confirmed: bool, actor: Actor, at: datetime) -> None:
    """The second manager confirms or refuses a red card. Raises Problem conflict, forbidden."""
    db.session.refresh(card, with_for_update=True)
    if card.state != "proposed":
        raise Problem("conflict", state=card.state)
    if not may_second(card, actor):
        raise Problem("forbidden")
    card.state, card.second_by_id, card.second_at = "standing" if is_confirmed else "refused", actor.account_id, at
    _write_down("confirmed" if is_confirmed else "refused", card, actor, at)
    if is_confirmed:
        _tell_person(card, "given", TO_PERSON["red"], at)


def may_take_back(card: Card, actor: Actor) -> bool:
    """Whether someone may take a card back: who gave it, who decides at the site, and HR; never whom it is about."""
    decides = any(actor.may(one, card.site_id) for one in ("conduct.decide", "appeals.review_last"))
    return card.state in ("proposed", "standing") and actor.staff_id != card.staff_id and (decides or actor.account_id == card.given_by_id)


def take_back(card: Card, reason: str, actor: Actor, at: datetime) -> None:
    """Take a card back, with a reason; it stays to be read and is worth nothing. Raises Problem conflict, forbidden, bad_form."""
    if card.state not in ("proposed", "standing"):
        raise Problem("conflict", state=card.state)
    if not may_take_back(card, actor):
        raise Problem("forbidden")
    if not reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say why. The person reads it."})
    was_told = card.state == "standing"
    card.state, card.withdrawn_by_id, card.withdrawn_at, card.withdrawal_reason = "withdrawn", actor.account_id, at, reason.strip()
    _write_down("withdrawn", card, actor, at)
    if was_told:
        _tell_person(card, "withdrawn", TAKEN_BACK, at)


def lift(card: Card, reason: str, actor: Actor, at: datetime) -> None:
    """A reviewer found an objection to be right: the card is taken back. Raises Problem conflict where it stands no more."""
    if card.state not in ("proposed", "standing"):
        raise Problem("conflict", state=card.state)
    card.state, card.withdrawn_by_id, card.withdrawn_at, card.withdrawal_reason = "withdrawn", actor.account_id, at, reason.strip()
    _write_down("lifted", card, actor, at)


def of_red_line(red_line_id: int) -> Card | None:
    """The red card that rests on a red line, if it still stands or waits."""
    statement = select(Card).where(Card.red_line_id == red_line_id, Card.state.in_(("proposed", "standing")))
    return db.session.scalar(statement)


def one(actor: Actor, card_id: int) -> Card:
    """One card: about oneself once it stands, given by oneself, or of a site where one reads them. Raises Problem not_found."""
    found = db.session.get(Card, card_id)
    if found is None:
        raise Problem("not_found")
    is_own = found.staff_id == actor.staff_id and found.state in ("standing", "withdrawn")
    if not (is_own or found.given_by_id == actor.account_id or actor.may("conduct.read", found.site_id)):
        raise Problem("not_found")
    return found


def of_person(staff_id: int) -> list[Card]:
    """All cards of a person that were given, newest first."""
    statement = select(Card).where(Card.staff_id == staff_id, Card.state.in_(("standing", "withdrawn"))).order_by(Card.id.desc())
    return list(db.session.scalars(statement))


def standing(staff_id: int, day: date) -> list[tuple[Card, date]]:
    """The cards of a person that stand on a day, each with its last day."""
    held = [one for one in of_person(staff_id) if one.state == "standing" and one.business_day <= day]
    given = [Given(one.kind, one.business_day) for one in held]
    lasting = [(one, cards.last_day(Given(one.kind, one.business_day), given)) for one in held]
    return [(one, until) for one, until in lasting if day <= until]


def waiting(actor: Actor) -> Sequence[Card]:
    """Red cards of one's sites that wait for a second manager."""
    statement = select(Card).where(Card.state == "proposed", within(Card.site_id, actor.sites("conduct.read")))
    return db.session.scalars(statement.order_by(Card.given_at)).all()


def latest(actor: Actor, most: int = 40) -> Sequence[Card]:
    """The cards last given at one's sites."""
    statement = select(Card).where(Card.state.in_(("standing", "withdrawn")), within(Card.site_id, actor.sites("conduct.read")))
    return db.session.scalars(statement.order_by(Card.id.desc()).limit(most)).all()


def ratios(actor: Actor, since: date) -> list[Ratio]:
    """Praise and yellow cards by who gave them at one's sites since a day, whoever is short of praise first."""
    sites = actor.sites("conduct.read")
    greens = dict(db.session.execute(
        select(Praise.by_id, func.count()).where(Praise.business_day >= since, within(Praise.site_id, sites)).group_by(Praise.by_id)
    ).all())  # fmt: skip
    yellows = dict(db.session.execute(
        select(Card.given_by_id, func.count()).group_by(Card.given_by_id)
        .where(Card.kind == "yellow", Card.state == "standing", Card.business_day >= since, within(Card.site_id, sites))
    ).all())  # fmt: skip
    names = names_of({*greens, *yellows})
    found = [Ratio(names.get(who, ""), greens.get(who, 0), yellows.get(who, 0)) for who in {*greens, *yellows}]
    return sorted(found, key=lambda one: (-one.missing, -one.greens, one.name))


def address(card: Card) -> str:
    """The page of a card."""
    return f"/cards/{card.id}"


def _check(wish: Wish, red_line: RedLine | None, actor: Actor) -> None:
    if wish.kind not in cards.KINDS:
        raise Problem("malformed", why=f"there is no card {wish.kind}")
    if wish.staff_id == actor.staff_id:
        raise Problem("bad_form", fields={"staff": "Nobody gives himself a card."})
    if not wish.reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say what it is about, as a fact."})
    given = [Given(one.kind, one.business_day) for one in of_person(wish.staff_id) if one.state == "standing"]
    is_upheld = red_line is not None and red_line.state == "upheld" and red_line.staff_id == wish.staff_id
    is_used = red_line is not None and db.session.scalar(select(Card.id).where(Card.red_line_id == red_line.id)) is not None
    why = cards.obstacle(wish.kind, given, wish.business_day, is_upheld)
    if why is not None:
        raise Problem("bad_form", fields={"kind": OBSTACLES[why]})
    if is_used:
        raise Problem("bad_form", fields={"kind": "There is a card for this red line already."})


def _tell_person(card: Card, what: str, sentence: str, at: datetime) -> None:
    if card.staff.account_id is not None:
        board.announce([card.staff.account_id], f"card:{card.id}:{what}", sentence, {}, address(card), at)


def _write_down(what: str, card: Card, actor: Actor, at: datetime) -> None:
    db.session.flush()
    details = {"staff": card.staff_id, "kind": card.kind, "red_line": card.red_line_id}
    trail.record(f"card.{what}", f"card:{card.id}", actor_id=actor.account_id, details=details, at=at)
