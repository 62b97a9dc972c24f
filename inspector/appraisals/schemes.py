"""Schemes of a position: begun, published after consultation, read by everybody they are about, opened; and which one a period goes by.

Source: docs/decisions.md, Schemes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select

from inspector.appraisals import scheme_rules
from inspector.appraisals.scheme_models import Scheme, SchemeReceipt
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board
from inspector.sites.models import Position, StaffAssignment, StaffMember

TO_READ = "How you are appraised is written down anew, valid from %(day)s. Please read it and say that you have."


def begin(position: Position, by: int, at: datetime) -> Scheme:
    """The draft of a position's next version: the one there is, or a new one that starts from the newest version."""
    newest = db.session.scalar(select(Scheme).where(Scheme.position_id == position.id).order_by(Scheme.number.desc()).limit(1))
    if newest is not None and newest.state == "draft":
        return newest
    document = dict(newest.document) if newest else scheme_rules.usual(position.is_manager)
    made = Scheme(
        position_id=position.id, number=newest.number + 1 if newest else 1, document=document, valid_from_on=_next_month(at.date()),
        made_by_id=by, made_at=at,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def change(scheme: Scheme, document: dict[str, Any], valid_from_on: date) -> None:
    """Write another text into a draft; what is published never changes. Faults may stand until it is published."""
    _must_be(scheme, "draft")
    scheme.document, scheme.valid_from_on = document, valid_from_on


def publish(scheme: Scheme, consulted_on: date | None, consulted_with: str, note: str, by: int, at: datetime) -> None:
    """Freeze a draft by its hash, with the record of its consultation, and ask everybody it is about to read it.

    Raises Problem bad_form {"fields": {name: sentence}} where the scheme has faults or the record is not whole, conflict.
    """
    _must_be(scheme, "draft")
    fields = {f"document-{number}": sentence for number, sentence in enumerate(scheme_rules.faults_of(scheme.document))}
    if consulted_on is None or consulted_on > at.date():
        fields["consulted_on"] = "Write the day on which it was talked over with the people it is about."
    if not consulted_with.strip():
        fields["consulted_with"] = "Write with whom it was talked over: union, representatives, everybody."
    if not note.strip():
        fields["consultation_note"] = "Write what was said and what was changed for it."
    if scheme.valid_from_on <= at.date():
        fields["valid_from_on"] = "A scheme is signed before the period it is applied to: choose a later day."
    if fields:
        raise Problem("bad_form", fields=fields)
    scheme.consulted_on, scheme.consulted_with, scheme.consultation_note = consulted_on, consulted_with.strip(), note.strip()
    scheme.state, scheme.sha256 = "published", scheme_rules.hash_of(scheme.document)
    scheme.published_by_id, scheme.published_at = by, at
    _note("published", scheme, by, at)
    accounts = [one.account_id for one in people_of(scheme, at.date()) if one.account_id is not None]
    board.announce(accounts, f"scheme:{scheme.id}:read", TO_READ, {"day": scheme.valid_from_on.isoformat()}, "/me/scheme", at)


def receive(scheme: Scheme, staff_id: int, at: datetime, witness_id: int | None = None) -> SchemeReceipt:
    """Note that somebody has read a published scheme; once."""
    if scheme.state not in ("published", "opened"):
        raise Problem("conflict", state=scheme.state)
    known = next((one for one in scheme.receipts if one.staff_id == staff_id), None)
    if known is not None:
        return known
    made = SchemeReceipt(scheme=scheme, staff_id=staff_id, read_at=at, witness_id=witness_id)
    db.session.add(made)
    db.session.flush()
    trail.record(
        "scheme.read", f"scheme:{scheme.id}", actor_id=witness_id or _account_of(staff_id), at=at,
        details={"staff": staff_id, "sha256": scheme.sha256},
    )  # fmt: skip
    return made


def open_(scheme: Scheme, by: int, at: datetime) -> None:
    """Let a published scheme be applied. Raises Problem bad_form while somebody it is about has not read it, conflict."""
    _must_be(scheme, "published")
    if scheme.sha256 != scheme_rules.hash_of(scheme.document):
        raise Problem("conflict", state="changed")
    if unread(scheme, at.date()):
        raise Problem("bad_form", fields={"receipts": "Not everybody has read it yet. A scheme opens only when they have."})
    scheme.state, scheme.opened_by_id, scheme.opened_at = "opened", by, at
    _note("opened", scheme, by, at)


def people_of(scheme: Scheme, day: date) -> list[StaffMember]:
    """Who works in the position of a scheme on a day, by staff number. Who is under 18 or learns has no individual scheme to read."""
    statement = (
        select(StaffMember)
        .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
        .where(StaffAssignment.position_id == scheme.position_id, StaffAssignment.from_on <= day)
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
        .where(or_(StaffMember.left_on.is_(None), StaffMember.left_on >= day))
        .where(StaffMember.is_minor.is_(False), StaffMember.contract.not_in(("intern", "apprentice")))
        .order_by(StaffMember.number)
    )
    return list(db.session.scalars(statement).unique())


def unread(scheme: Scheme, day: date) -> list[StaffMember]:
    """Who has not read it yet."""
    read = {one.staff_id for one in scheme.receipts}
    return [one for one in people_of(scheme, day) if one.id not in read]


def applied_to(position_ids: Iterable[int], first_on: date) -> dict[int, Scheme]:
    """{position id: the scheme a period goes by}: the newest that was opened and valid when the period began."""
    rows = db.session.scalars(
        select(Scheme)
        .where(Scheme.position_id.in_(list(position_ids)), Scheme.state == "opened", Scheme.valid_from_on <= first_on)
        .order_by(Scheme.valid_from_on, Scheme.number)
    )
    return {one.position_id: one for one in rows if one.opened_at is not None and one.opened_at.date() <= first_on}


def of_staff(staff_id: int, day: date) -> list[Scheme]:
    """The published and opened schemes of the position somebody holds on a day, newest first."""
    statement = (
        select(Scheme)
        .join(StaffAssignment, StaffAssignment.position_id == Scheme.position_id)
        .where(StaffAssignment.staff_id == staff_id, StaffAssignment.from_on <= day, Scheme.state.in_(("published", "opened")))
        .where(or_(StaffAssignment.to_on.is_(None), StaffAssignment.to_on >= day))
        .order_by(Scheme.number.desc())
    )
    return list(db.session.scalars(statement))


def newest() -> dict[int, list[Scheme]]:
    """{position id: its versions, newest first}."""
    found: dict[int, list[Scheme]] = {}
    for one in db.session.scalars(select(Scheme).order_by(Scheme.number.desc())):
        found.setdefault(one.position_id, []).append(one)
    return found


def one(scheme_id: int) -> Scheme:
    """A scheme. Raises Problem not_found."""
    found = db.session.get(Scheme, scheme_id)
    if found is None:
        raise Problem("not_found")
    return found


def _must_be(scheme: Scheme, state: str) -> None:
    if scheme.state != state:
        raise Problem("conflict", state=scheme.state)


def _note(what: str, scheme: Scheme, by: int, at: datetime) -> None:
    details = {"position": scheme.position_id, "number": scheme.number, "sha256": scheme.sha256}
    trail.record(f"scheme.{what}", f"scheme:{scheme.id}", actor_id=by, at=at, details=details)


def _account_of(staff_id: int) -> int | None:
    return db.session.scalar(select(StaffMember.account_id).where(StaffMember.id == staff_id))


def _next_month(day: date) -> date:
    following = day.replace(day=28)
    while following.month == day.month:
        following = date.fromordinal(following.toordinal() + 1)
    return following


def count_read(scheme_ids: Iterable[int]) -> dict[int, int]:
    """{scheme id: how many have read it}."""
    rows = db.session.execute(
        select(SchemeReceipt.scheme_id, func.count()).where(SchemeReceipt.scheme_id.in_(list(scheme_ids))).group_by(SchemeReceipt.scheme_id)
    )
    return {row[0]: row[1] for row in rows}
