"""Staff lists taken in: looked at first, kept aside, carried out only when somebody confirms."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from inspector.accounts.access import Actor, scoped, within
from inspector.clock import now
from inspector.extensions import db
from inspector.settings import Settings
from inspector.sites import people
from inspector.sites.import_planning import Change, Known, Person, Plan
from inspector.sites.models import Area, Position, Shift, Site, StaffAssignment, StaffMember

PERMISSION = "people.import"
KEPT_SECONDS = 24 * 3600  # an unconfirmed upload holds personal data and does not stay
_TOKEN = re.compile(r"[0-9a-f]{64}")


class Changing(Protocol):
    """What a list would do: `import_planning.Plan`, `roster_planning.Plan`."""

    @property
    def changes(self) -> Sequence[object]:
        """The changes, equal ones written equally."""


def known_to(actor: Actor) -> Known:
    """What a list of this actor is judged against: only sites where the actor may import."""
    sites = sites_of(actor, PERMISSION)
    zone_days = {site.id: people.today_at(site) for site in sites}
    present, began_on, first_on, gone, elsewhere = {}, {}, {}, set(), set()
    for staff in db.session.scalars(select(StaffMember).options(selectinload(StaffMember.assignments))):
        post = _present(staff, zone_days)
        if post is None or not _is_ours(actor, post.site_id):
            elsewhere.add(staff.number)
        elif staff.left_on is not None:
            gone.add(staff.number)
        else:
            present[staff.number] = _person(staff, post)
            began_on[staff.number], first_on[staff.number] = post.from_on, staff.assignments[0].from_on
    return Known(
        sites=site_words(sites),
        positions=_by_words({one.id: (one.key, *one.name.values()) for one in db.session.scalars(select(Position))}),
        shifts=words_within(Shift, zone_days),
        people=present, began_on=began_on, first_on=first_on, gone=frozenset(gone), elsewhere=frozenset(elsewhere),
        today=max(zone_days.values(), default=now().date()),
    )  # fmt: skip


def sites_of(actor: Actor, permission: str) -> list[Site]:
    """The open sites where a list of this actor may change something."""
    statement = scoped(select(Site), Site.id, actor, permission).where(Site.closed_on.is_(None)).order_by(Site.id)
    return list(db.session.scalars(statement))


def site_words(sites: Iterable[Site]) -> dict[str, int]:
    """{code or name in lower case: id}."""
    return _by_words({site.id: (site.code, site.name) for site in sites})


def words_within(kind: type[Area] | type[Shift], site_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    """{(site, name in either language in lower case): id} of the areas or shifts in use."""
    rows = db.session.execute(select(kind.site_id, kind.id, kind.name).where(kind.is_active, within(kind.site_id, site_ids)))
    return {(site_id, word.lower()): key for site_id, key, name in rows for word in name.values()}


def carry_out(plan: Plan) -> None:
    """Take every change of a plan in. Raises Refused when something changed since it was made; then nothing is taken in."""
    people.take_on_many([(_facts(change, None), _post(change), change.from_on) for change in plan.of_kind("new")])
    for change in plan.of_kind("changed"):
        _change(change)


def digest(plan: Changing) -> str:
    """Names what a plan would do, so that nobody confirms another plan than the one that was shown."""
    return hashlib.sha256(repr(plan.changes).encode()).hexdigest()


def keep(content: bytes, actor: Actor) -> str:
    """Put an upload aside for its author and forget those nobody confirmed; answers the token to ask for it."""
    token = hashlib.sha256(content).hexdigest()
    _forget_old()
    path = _path(token, actor)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return token


def kept(token: str, actor: Actor) -> bytes | None:
    """An upload put aside by the same account; None when it is not there any more."""
    path = _path(token, actor) if _TOKEN.fullmatch(token) else None
    return path.read_bytes() if path and path.is_file() else None


def forget(token: str, actor: Actor) -> None:
    """Drop an upload that was confirmed or given up."""
    if _TOKEN.fullmatch(token):
        _path(token, actor).unlink(missing_ok=True)


def _present(staff: StaffMember, days: dict[int, date]) -> StaffAssignment | None:
    on = [
        one
        for one in staff.assignments
        if one.site_id in days and people.assignment_in(staff, days[one.site_id]) is one
    ]
    return on[0] if on else (staff.assignments[-1] if staff.assignments else None)


def _is_ours(actor: Actor, site_id: int) -> bool:
    return actor.may(PERMISSION, site_id)


def _by_words(words: dict[int, tuple[str, ...]]) -> dict[str, int]:
    """{lower-case word: id}; a word that names two things names neither."""
    owners: dict[str, set[int]] = {}
    for key, names in words.items():
        for name in names:
            owners.setdefault(name.lower(), set()).add(key)
    return {word: next(iter(ids)) for word, ids in owners.items() if len(ids) == 1}


def _person(staff: StaffMember, post: StaffAssignment) -> Person:
    return Person(
        staff.number, staff.name, post.site_id, post.position_id, post.shift_id, staff.contract, staff.employer, staff.joined_on,
        staff.is_minor,
    )  # fmt: skip


def _change(change: Change) -> None:
    staff = db.session.scalars(select(StaffMember).where(StaffMember.number == change.person.number)).one()
    people.edit(staff, _facts(change, staff))
    if change.moves:
        today = people.today_at(db.session.get_one(Site, change.person.site_id))
        people.move(staff, _post(change), change.from_on, today)


def _facts(change: Change, staff: StaffMember | None) -> people.PersonFacts:
    person = change.person
    return people.PersonFacts(
        number=person.number, name=person.name, joined_on=person.joined_on, contract=person.contract, employer=person.employer,
        is_minor=person.is_minor, has_agreement=bool(staff and staff.has_agreement), exempt=tuple(staff.exempt) if staff else (),
    )  # fmt: skip


def _post(change: Change) -> people.Post:
    return people.Post(change.person.site_id, change.person.position_id, change.person.shift_id)


def _path(token: str, actor: Actor) -> Path:
    settings: Settings = current_app.extensions["inspector.settings"]
    return settings.data / "imports" / f"{actor.account_id}-{token}"


def _forget_old() -> None:
    settings: Settings = current_app.extensions["inspector.settings"]
    for path in (settings.data / "imports").glob("*-*"):
        if path.stat().st_mtime < time.time() - KEPT_SECONDS:
            path.unlink(missing_ok=True)
