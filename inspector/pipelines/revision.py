"""A submitted inspection is corrected: a further revision, scored again by the same engine, with all that follows; or a wait for somebody.

Takes effect at once only when the inspector corrects his own round and nobody's figure falls; otherwise a second person decides. Nobody
corrects or decides what concerns himself. Two corrections of one base are merged where they touch different answers; the same answer is a
conflict: the first stays, both are kept for a person. Source: docs/decisions.md, Corrections.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals import revising as evidence
from inspector.appraisals.revising import Effect
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import changes as changing
from inspector.inspections import correcting, revising
from inspector.inspections.changes import Change, Clash, Unfit
from inspector.inspections.models import Inspection, Revision
from inspector.inspections.revising import Judged
from inspector.inspections.submission import staff_id_of
from inspector.rectification import revising as tasks


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants corrected. uuid: minted with the form or on the device. said_at: the device's clock, which decides nothing."""

    uuid: str
    inspection_id: int
    base_rev: int
    changes: tuple[Change, ...]
    reason: str
    device_id: str | None = None
    said_at: datetime | None = None


def propose(wish: Wish, actor: Actor, at: datetime) -> Revision:
    """Take a correction in: confirmed at once, proposed for a second person, or kept as a conflict.

    Raises Problem not_found, forbidden, conflict (the same number with other content, a base that is to come), bad_form {"fields":
    {"reason" | "changes": sentence}}.
    """
    inspection = _find(wish.inspection_id, actor)
    if changing.name_bearers(wish.changes):
        raise Problem("bad_form", fields={"changes": "Say what is to be corrected."})
    known = db.session.scalar(select(Revision).where(Revision.uuid == wish.uuid))
    if known is not None:
        if known.inspection_id != inspection.id or known.changes != changing.as_json(wish.changes):
            raise Problem("conflict", state=known.state)
        return known
    if not wish.reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say why. The people concerned will read it."})
    if not 0 < wish.base_rev <= inspection.rev or inspection.flag == "rejected":
        raise Problem("conflict", state=str(inspection.rev))
    judged, clashes, effects = _judge(inspection, wish.changes, wish.base_rev)
    _check_not_oneself(actor, wish.changes, judged, effects)
    revision = Revision(
        uuid=wish.uuid, inspection_id=inspection.id, base_rev=wish.base_rev, state="conflict" if clashes else "proposed",
        author_id=actor.account_id, device_id=wish.device_id, reason=wish.reason.strip(), changes=changing.as_json(wish.changes),
        clashes=_clashes(inspection, wish.base_rev, clashes), difference=_difference(judged, effects),
        lowers=[one.staff_id for one in effects if one.is_lowering], proposed_at=at, said_at=wish.said_at,
    )  # fmt: skip
    db.session.add(revision)
    db.session.flush()
    _write_down("proposed", revision, actor.account_id, at)
    if not clashes and not revision.lowers and actor.account_id == inspection.author_id:
        _carry_out(revision, judged, effects, actor.account_id, at)
    else:
        correcting.announce_waiting(revision, at)
    return revision


def confirm(revision: Revision, reason: str, actor: Actor, at: datetime) -> None:
    """A second person says yes: it becomes the newest revision. One more clash found meanwhile must be looked at first.

    Raises Problem forbidden, conflict (decided already, or it does not fit what stands now), bad_form.
    """
    inspection = revision.inspection
    db.session.refresh(inspection, with_for_update=True)
    _check_decider(revision, actor)
    changes = changing.read(revision.changes)
    judged, clashes, effects = _judge(inspection, changes, revision.base_rev)
    _check_not_oneself(actor, changes, judged, effects)
    found = _clashes(inspection, revision.base_rev, clashes)
    if found != revision.clashes:
        revision.state, revision.clashes, revision.difference = "conflict", found, _difference(judged, effects)
        return
    revision.decided_by_id, revision.decided_at, revision.decision_reason = actor.account_id, at, reason.strip() or None
    revision.lowers, revision.difference = [one.staff_id for one in effects if one.is_lowering], _difference(judged, effects)
    _carry_out(revision, judged, effects, actor.account_id, at)
    correcting.announce_decided(revision, actor, at)


def refuse(revision: Revision, reason: str, actor: Actor, at: datetime) -> None:
    """A second person says no, with a reason. Everything stays as it stands; the correction is kept."""
    _check_decider(revision, actor)
    if not reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say why not."})
    revision.state, revision.decision_reason = "refused", reason.strip()
    revision.decided_by_id, revision.decided_at = actor.account_id, at
    db.session.flush()
    _write_down("refused", revision, actor.account_id, at)
    correcting.announce_decided(revision, actor, at)


def raise_only(
    inspection: Inspection, changes: tuple[Change, ...], reason: str, actor: Actor, at: datetime, is_general: bool = False
) -> Revision:
    """Correct an inspection after an objection, at once, because a second person has decided already; it may lower nobody.

    is_general: the question was wrong for everybody, so that it does not matter whom it concerns.
    Raises Problem bad_form {"fields": {"outcomes": sentence}}, also where somebody's figure would fall or the record would not be whole.
    """
    db.session.refresh(inspection, with_for_update=True)
    try:
        judged, _clashes_with_none, effects = _judge(inspection, changes, inspection.rev)
        if not is_general:
            _check_not_oneself(actor, changes, judged, effects)
    except Problem as problem:
        raise Problem("bad_form", fields={"outcomes": problem.details["fields"]["changes"]}) from None
    is_lower = any(one.is_lowering for one in effects) or (inspection.line == "mystery" and revising.is_lowering(judged))
    if is_lower or not judged.evaluation.is_valid:
        raise Problem("bad_form", fields={"outcomes": "This would lower somebody's figure. After an objection it is kept or raised."})
    return _settle(inspection, changes, judged, effects, reason, actor.account_id, at)


def name_bearers(inspection: Inspection, changes: tuple[Change, ...], reason: str, by: int, at: datetime) -> Revision:
    """Say whom answers of a guest are about, or that it was not that person after all; decided by roster and badge or by the person.

    by: the account whose word it is. Nobody is told that a figure fell: who is concerned said so, or is told of the visit itself.
    """
    db.session.refresh(inspection, with_for_update=True)
    judged, _, effects = _judge(inspection, changes, inspection.rev)
    return _settle(inspection, changes, judged, effects, reason, by, at, is_told=False)


def _settle(
    inspection: Inspection, changes: tuple[Change, ...], judged: Judged, effects: tuple[Effect, ...], reason: str, by: int, at: datetime,
    is_told: bool = True,
) -> Revision:  # fmt: skip
    # Named by what it follows from: the demo is the same for the same seed.
    name = f"revision/{inspection.uuid}/{inspection.rev}/{by}/{at.isoformat()}"
    revision = Revision(
        uuid=str(uuid5(NAMESPACE_URL, name)), inspection_id=inspection.id, base_rev=inspection.rev, state="proposed", author_id=by,
        reason=reason, changes=changing.as_json(changes), clashes=[], difference=_difference(judged, effects), lowers=[], proposed_at=at,
    )  # fmt: skip
    db.session.add(revision)
    db.session.flush()
    _carry_out(revision, judged, effects if is_told else (), by, at)
    return revision


def _find(inspection_id: int, actor: Actor) -> Inspection:
    found = db.session.get(Inspection, inspection_id)
    if found is None or not (actor.may("inspections.read", found.site_id) or found.author_id == actor.account_id):
        raise Problem("not_found")
    if not correcting.may_correct(actor, found):
        raise Problem("forbidden")
    db.session.refresh(found, with_for_update=True)  # where several write at once, the second sees what the first did
    return found


def _judge(inspection: Inspection, changes: tuple[Change, ...], base_rev: int) -> tuple[Judged, tuple[Clash, ...], tuple[Effect, ...]]:
    since = [
        change for one in revising.confirmed_since(inspection, base_rev) for change in changing.read(correcting.meant(one))
    ]
    kept, clashes = changing.rebased(changes, since)
    if not kept:
        raise Problem("bad_form", fields={"changes": "This is how it stands already."})
    try:
        judged = revising.judge(inspection, kept)
    except Unfit as unfit:
        raise Problem("bad_form", fields={"changes": unfit.why}) from None
    return judged, clashes, evidence.effects(judged.recorded)


def _check_not_oneself(actor: Actor, changes: tuple[Change, ...], judged: Judged, effects: tuple[Effect, ...]) -> None:
    if actor.staff_id is None:
        return
    named = {staff_id_of(subject) for subject in changing.people_in(changes) | changing.people_in(judged.changes)}
    if actor.staff_id in named | {one.staff_id for one in effects}:
        raise Problem("bad_form", fields={"changes": "It concerns yourself. Somebody else has to correct it."})


def _check_decider(revision: Revision, actor: Actor) -> None:
    if revision.state not in ("proposed", "conflict"):
        raise Problem("conflict", state=revision.state)
    if not correcting.may_decide(actor, revision):
        raise Problem("forbidden")


def _clashes(inspection: Inspection, base_rev: int, clashes: tuple[Clash, ...]) -> list[dict[str, object]]:
    since = revising.confirmed_since(inspection, base_rev)
    found: list[dict[str, object]] = []
    for clash in clashes:
        other = next((one.id for one in reversed(since) if correcting.touches(one, clash)), None)
        found.append({"item": clash.item, "for": clash.subject, "revision": other})
    return found


def _difference(judged: Judged, effects: tuple[Effect, ...]) -> dict[str, object]:
    people = [
        {"staff": one.staff_id, "before": _text(one.before), "after": _text(one.after), "confirmed": one.is_confirmed} for one in effects
    ]
    return {**revising.difference(judged), "people": people, "changes": changing.as_json(judged.changes)}


def _carry_out(revision: Revision, judged: Judged, effects: tuple[Effect, ...], by: int, at: datetime) -> None:
    """Write it: the record, the evidence about people, the tasks; tell whom it lowers of those in `effects`. by: an account."""
    revision.rev, revision.state = judged.rev, "confirmed"
    revision.body, revision.body_sha256 = judged.submission.body, judged.submission.body_sha256
    recorded = revising.write(judged, at)
    evidence.enter(recorded)
    tasks.follow(recorded, judged.before, tasks.Correction(revision.id, by, revision.reason, at))
    correcting.announce_to_people(revision, effects_months={one.staff_id: one.month for one in effects if one.is_lowering}, at=at)
    _write_down("confirmed", revision, by, at)


def _write_down(what: str, revision: Revision, by: int, at: datetime) -> None:
    trail.record(
        f"revision.{what}", f"inspection:{revision.inspection_id}", actor_id=by, device_id=revision.device_id,
        details={"revision": revision.id, "uuid": revision.uuid, "base_rev": revision.base_rev, "rev": revision.rev,
                 "sha256": revision.body_sha256, "lowers": revision.lowers, "clashes": len(revision.clashes)}, at=at,
    )  # fmt: skip


def _text(rate: object) -> str | None:
    return None if rate is None else str(rate)
