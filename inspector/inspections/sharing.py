"""A round shared by two inspectors: who walks which sections, what waits for the second one, and the parts that have come."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, select

from inspector.accounts.access import Actor
from inspector.accounts.models import Account
from inspector.audit import trail
from inspector.checklists import publishing
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import delivery, merging, payload, writing
from inspector.inspections.merging import Part
from inspector.inspections.models import Inspection
from inspector.inspections.shared_models import RoundPart, SharedRound
from inspector.inspections.submission import Submission
from inspector.sites import inspectors

WAITS = timedelta(hours=24)  # for the other part, from the first one on (docs/decisions.md, Two inspectors)
LONGEST_BEGUN = 400_000  # characters
BEGUN_EMPTY: Mapping[str, Any] = {
    "praise": [], "photos": [], "undo": [], "timers": {}, "follow_ups": {}, "comment": "",
    "active_seconds": 0, "paused_seconds": 0, "paused_at": None,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wish:
    """What the owner of a round asks for. begun: the draft as the partner's device begins it."""

    round_id: str
    site_id: int
    checklist_version: str
    partner_id: int
    own: tuple[str, ...]
    theirs: tuple[str, ...]
    begun: Mapping[str, Any]


def partners(site_id: int, but: int) -> list[tuple[int, str]]:
    """(account, name) of everybody else who may inspect at a site, by name."""
    return [one for one in inspectors.at(site_id) if one[0] != but]


def share(wish: Wish, owner: Actor, at: datetime) -> SharedRound:
    """Share a round, or share it another way while the other part has not come. Raises Problem malformed, forbidden, conflict."""
    if not owner.may("inspections.conduct", wish.site_id):
        raise Problem("forbidden")
    if wish.partner_id not in {account for account, _name in partners(wish.site_id, owner.account_id)}:
        raise Problem("malformed", why="the second inspector may not inspect this site")
    known = {section.id for section in _compiled(wish.checklist_version).sections}
    if not wish.own or not wish.theirs or set(wish.own) & set(wish.theirs) or set(wish.own) | set(wish.theirs) != known:
        raise Problem("malformed", why="each section must be one inspector's, and each must have one")
    row = db.session.get(SharedRound, wish.round_id)
    if row is not None and (row.owner_id != owner.account_id or row.state == "merged" or _parts(row)):
        raise Problem("conflict", state="submitted" if row.owner_id == owner.account_id else "moved")
    if row is None:
        row = SharedRound(id=wish.round_id, site_id=wish.site_id, owner_id=owner.account_id, shared_at=at)
        db.session.add(row)
    row.state = "open"
    row.checklist_version, row.partner_id, row.begun = wish.checklist_version, wish.partner_id, _begun(wish)
    row.owner_sections, row.partner_sections = list(wish.own), list(wish.theirs)
    db.session.flush()
    details = {"partner": wish.partner_id, "own": wish.own, "theirs": wish.theirs}
    trail.record("round.shared", f"round:{row.id}", actor_id=owner.account_id, details=details, at=at)
    return row


def call_off(round_id: str, owner: Actor, at: datetime) -> None:
    """Its owner walks alone after all. Raises Problem not_found, and conflict once the other part is here."""
    row = db.session.get(SharedRound, round_id)
    if row is None or row.owner_id != owner.account_id:
        raise Problem("not_found")
    if row.state == "merged" or _parts(row):
        raise Problem("conflict", state="submitted")
    row.state = "called_off"
    trail.record("round.called_off", f"round:{row.id}", actor_id=owner.account_id, details={}, at=at)


def waiting_for(account_id: int) -> list[SharedRound]:
    """Open rounds in which somebody is the second inspector and has sent nothing yet, newest first."""
    sent = exists().where(RoundPart.round_id == SharedRound.id, RoundPart.author_id == account_id)
    statement = select(SharedRound).where(SharedRound.partner_id == account_id, SharedRound.state == "open", ~sent)
    return list(db.session.scalars(statement.order_by(SharedRound.shared_at.desc())))


def one_of(round_id: str | None, account_id: int, *, is_locked: bool = False) -> SharedRound | None:
    """A round in which somebody is one of the two; None for anybody else's and for one not known here.

    is_locked: until the transaction ends, for who writes: of two parts that come in the same moment the second must see the first.
    """
    row = db.session.get(SharedRound, round_id, with_for_update=is_locked) if round_id is not None else None
    return row if row is not None and account_id in (row.owner_id, row.partner_id) else None


def part_of(submission: Submission) -> RoundPart | None:
    """This very submission, if it is here as a part."""
    return db.session.scalars(select(RoundPart).where(RoundPart.uuid == submission.id)).one_or_none()


def has_sent(row: SharedRound, account_id: int) -> bool:
    """Whether somebody's part of a round is here."""
    return any(part.author_id == account_id for part in _parts(row))


def keep(row: SharedRound, submission: Submission, missing: tuple[str, ...], at: datetime) -> RoundPart:
    """Write a part down with its exact bytes."""
    part = RoundPart(
        uuid=submission.id, round_id=row.id, author_id=submission.author_id, device_id=submission.device_id, body=submission.body,
        body_sha256=submission.body_sha256, received_at=at, receipt_code=writing.receipt_code(submission), is_complete=not missing,
    )  # fmt: skip
    db.session.add(part)
    db.session.flush()
    trail.record(
        "round.part_received", f"round:{row.id}", actor_id=submission.author_id, device_id=submission.device_id,
        details={"uuid": submission.id, "sha256": submission.body_sha256}, at=at,
    )  # fmt: skip
    return part


def is_whole(row: SharedRound) -> bool:
    """Whether both parts are here."""
    return len(_parts(row)) == 2


def put_together(row: SharedRound) -> Submission:
    """The whole of what has come, the owner's part first; what its photos brought belongs to it as well."""
    found = read_parts(row)
    for part in found:
        delivery.lend(part.submission.id, merging.merged_id(row.id))
    return payload.read(merging.merged(row.id, found, _section_of(row)))


def read_parts(row: SharedRound) -> list[Part]:
    """The parts that have come, the owner's first."""
    by_owner_first = sorted(_parts(row), key=lambda part: part.author_id != row.owner_id)
    return [Part(payload.read(part.body), row.sections_of(part.author_id)) for part in by_owner_first]


def overdue(at: datetime) -> list[SharedRound]:
    """Open rounds of which one part has waited for the other for a day."""
    late = exists().where(RoundPart.round_id == SharedRound.id, RoundPart.received_at <= at - WAITS)
    return list(db.session.scalars(select(SharedRound).where(SharedRound.state == "open", late)))


@dataclass(frozen=True, slots=True)
class Walked:
    """What a page says of one of two inspectors. sections: their titles, {language: text}; aside: answers of his that do not count."""

    name: str
    sections: Sequence[Mapping[str, str]]
    aside: int
    has_come: bool


def walkers(inspection: Inspection) -> list[Walked]:
    """Who walked which sections of an inspection; empty for the usual one of one person."""
    row = db.session.scalars(select(SharedRound).where(SharedRound.inspection_id == inspection.id)).one_or_none()
    if row is None:
        return []
    titles = {section.id: section.title for section in _compiled(row.checklist_version).sections}
    came = {part.submission.author_id: part for part in read_parts(row)}
    both = (row.owner_id, row.partner_id)
    names = {row.id: row.name for row in db.session.execute(select(Account.id, Account.name).where(Account.id.in_(both)))}
    return [
        Walked(
            names[account], [titles[one] for one in titles if one in row.sections_of(account)],
            merging.set_aside(came[account], _section_of(row)) if account in came else 0, account in came,
        )
        for account in both
    ]  # fmt: skip


def _parts(row: SharedRound) -> list[RoundPart]:
    return list(db.session.scalars(select(RoundPart).where(RoundPart.round_id == row.id)))


def _section_of(row: SharedRound) -> dict[str, str]:
    return {item.id: section.id for section in _compiled(row.checklist_version).sections for item in section.items}


def _compiled(version: str) -> Any:
    try:
        return publishing.compiled(version)
    except LookupError:
        raise Problem("malformed", why="this version of the checklist is not known here") from None


def _begun(wish: Wish) -> str:
    # Of the answers only who is excused from what: it stands in a round from its start.
    given = wish.begun.get("answers")
    answers = given if isinstance(given, dict) else {}
    excused = {key: one for key, one in answers.items() if isinstance(one, dict) and one.get("reason") == "exempt"}
    text = json.dumps({**wish.begun, **BEGUN_EMPTY, "answers": excused}, ensure_ascii=False, separators=(",", ":"), default=str)
    if len(text) > LONGEST_BEGUN:
        raise Problem("too_large")
    return text
