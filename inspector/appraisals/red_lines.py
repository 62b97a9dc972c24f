"""Something that must never happen was seen: said with what was done at once, the person heard, verified by a second person.

Source: docs/decisions.md, Red lines and cards. What follows for the round is in `pipelines/verifying.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy import select

from inspector.accounts.access import Actor, within
from inspector.appraisals import evidence
from inspector.appraisals.conduct_models import RedLine
from inspector.audit import trail
from inspector.checklists import publishing
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import alerting
from inspector.inspections.recorded import Recorded, RecordedAnswer
from inspector.notices import board
from inspector.sites.refusals import N_

VERIFIED_WITHIN = timedelta(hours=24)
KINDS = (
    "spoiled_food", "unfit_to_work", "raw_and_cooked", "temperature", "unsterilised", "pests", "gas", "exits", "abuse", "overcharge",
    "bribes", "falsified", "other",
)  # fmt: skip
LINES = ("area", "audit")  # whose rounds open a red line by themselves
DECISIVE = ("fail", "zero_total")  # a critical item that only draws attention is none
KIND_OF_ITEM = {"food-in-date": "spoiled_food", "exits-clear": "exits", "no-pests": "pests"}  # of the shipped lists; others are "other"
ON_THE_SPOT = N_("Corrected on the spot.")
BY_TASK = N_("A task to be seen to at once was opened with the round.")
NOT_HEARD = "The person was not heard yet. Hear them first, or write down that they do not wish to speak."
TO_VERIFIERS = "A red line at %(site)s waits to be verified within 24 hours."
TO_HEAR = "Something about you is being verified. Please say how you saw it before it is decided."
TO_PERSON_UPHELD = "What was being verified about you was upheld. The reason is there, and you may talk to HR."
TO_PERSON_NOT = "What was being verified about you was not upheld. Nothing of it counts."


@dataclass(frozen=True, slots=True)
class Sighting:
    """What somebody saw. staff_id: None = nobody is named. containment: what was done at once. record: what shows it besides a photo."""

    uuid: str
    site_id: int
    staff_id: int | None
    kind: str
    fact: str
    containment: str
    business_day: date
    record: str = ""
    inspection_id: int | None = None
    item: str | None = None
    subject: str | None = None
    photo_sha256: str | None = None


def report(seen: Sighting, actor: Actor, at: datetime) -> RedLine:
    """Say that a red line was crossed; it is to verify. The same form sent twice is one.

    Raises Problem forbidden, bad_form {"fields": {"kind" | "fact" | "containment" | "record" | "staff"}}.
    """
    known = db.session.scalar(select(RedLine).where(RedLine.uuid == seen.uuid))
    if known is not None:
        return known
    if not actor.may("conduct.raise", seen.site_id):
        raise Problem("forbidden")
    if seen.inspection_id is not None and seen.item is not None:
        waiting = [one for one in of_inspection(seen.inspection_id) if one.state == "to_verify"]
        opened = next((one for one in waiting if (one.item, one.subject) == (seen.item, seen.subject)), None)
        if opened is not None:
            return opened  # the round has opened it itself
    _check(seen, actor)
    return _open(seen, actor.account_id, at)


def _open(seen: Sighting, by: int, at: datetime) -> RedLine:
    known = db.session.scalar(select(RedLine).where(RedLine.uuid == seen.uuid))
    if known is not None:
        return known
    made = RedLine(
        uuid=seen.uuid, site_id=seen.site_id, staff_id=seen.staff_id, kind=seen.kind, fact=seen.fact.strip(),
        containment=seen.containment.strip(), business_day=seen.business_day, record=seen.record.strip(), inspection_id=seen.inspection_id,
        item=seen.item, subject=seen.subject, photo_sha256=seen.photo_sha256, state="to_verify", raised_by_id=by,
        raised_at=at, due_at=at + VERIFIED_WITHIN,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _write_down("reported", made, by, at)
    deciders = alerting.nearest(made.site_id, but=by)
    board.announce(deciders, f"red_line:{made.id}", TO_VERIFIERS, {"site": made.site.name}, address(made), at)
    _tell_person(made, "hear", TO_HEAR, at)
    return made


def hear(line: RedLine, actor: Actor, statement: str, at: datetime, is_declined: bool = False) -> None:
    """The person says how it was; or somebody writes it down, or that the person does not wish to speak.

    Raises Problem conflict (decided), forbidden, bad_form {"fields": {"statement"}}.
    """
    if line.state != "to_verify":
        raise Problem("conflict", state=line.state)
    is_own = line.staff_id is not None and line.staff_id == actor.staff_id
    if line.staff_id is None or not (is_own or actor.may("conduct.decide", line.site_id)):
        raise Problem("forbidden")
    if line.heard_how == "own" and not is_own:
        raise Problem("conflict", state="heard")  # nobody writes over the person's own words
    if not is_declined and not statement.strip():
        raise Problem("bad_form", fields={"statement": "Please write what was said, or that the person does not wish to speak."})
    line.heard_how = "own" if is_own and not is_declined else "declined" if is_declined else "written_down"
    line.statement, line.heard_by_id, line.heard_at = statement.strip() or None, actor.account_id, at
    _write_down("heard", line, actor.account_id, at)


def may_decide(line: RedLine, actor: Actor) -> bool:
    """Whether someone may be the second person: never who reported it, never whom it names."""
    is_involved = actor.account_id == line.raised_by_id or (actor.staff_id is not None and actor.staff_id == line.staff_id)
    return line.state == "to_verify" and not is_involved and actor.may("conduct.decide", line.site_id)


def decide(line: RedLine, is_upheld: bool, reason: str, actor: Actor, at: datetime) -> None:
    """The second person upholds it or does not.

    Raises Problem conflict, forbidden, bad_form {"fields": {"reason" | "statement" | "record"}}.
    """
    db.session.refresh(line, with_for_update=True)
    if line.state != "to_verify":
        raise Problem("conflict", state=line.state)
    if not may_decide(line, actor):
        raise Problem("forbidden")
    if not reason.strip():
        raise Problem("bad_form", fields={"reason": "Please say why. The person reads it."})
    if is_upheld and line.staff_id is not None and line.heard_how is None:
        raise Problem("bad_form", fields={"statement": NOT_HEARD})
    if is_upheld and not (line.photo_sha256 or line.inspection_id or line.record):
        raise Problem("bad_form", fields={"record": "Nothing shows it yet: it needs a photo or a record."})
    line.state = "upheld" if is_upheld else "not_upheld"
    line.decided_by_id, line.decided_at, line.decision_reason = actor.account_id, at, reason.strip()
    _write_down(line.state, line, actor.account_id, at)
    _tell_person(line, "decided", TO_PERSON_UPHELD if is_upheld else TO_PERSON_NOT, at)


def lift(line: RedLine, actor: Actor, at: datetime) -> None:
    """An objection to an upheld one was right. Raises Problem conflict for one that is not upheld."""
    if line.state != "upheld":
        raise Problem("conflict", state=line.state)
    line.state = "lifted"
    _write_down("lifted", line, actor.account_id, at)


def open_for(recorded: Recorded) -> None:
    """What a round saw of red lines waits to be verified by itself; nobody has to think of it while guests wait.

    Self-checks are honest and open none; what guests saw has no inspector to hear. A person is named only where the inspector saw the act.
    """
    inspection = recorded.inspection
    if not recorded.counts or inspection.line not in LINES or inspection.reinspects is not None:
        return
    for answer in recorded.answers:
        if answer.is_failed and answer.state == "answered" and answer.item.critical in DECISIVE:
            _open(_sighting(answer, recorded), inspection.author_id, recorded.received_at)


def _sighting(answer: RecordedAnswer, recorded: Recorded) -> Sighting:
    inspection, item = recorded.inspection, answer.item
    return Sighting(
        uuid=str(uuid5(NAMESPACE_URL, f"red-line/{inspection.id}/{item.id}/{answer.subject}")), site_id=inspection.site_id,
        staff_id=answer.staff_id if answer.borne_by == "person" else None, kind=KIND_OF_ITEM.get(item.id, "other"),
        fact=answer.note or "", containment=ON_THE_SPOT if answer.is_corrected else BY_TASK, business_day=recorded.business_day,
        inspection_id=inspection.id, item=item.id, subject=answer.subject, photo_sha256=next(iter(answer.photos), None),
    )  # fmt: skip


def one(actor: Actor, line_id: int) -> RedLine:
    """One red line: about oneself, reported by oneself, or of a site where one reads them. Raises Problem not_found."""
    found = db.session.get(RedLine, line_id)
    if found is None or not may_see(found, actor):
        raise Problem("not_found")
    return found


def may_see(line: RedLine, actor: Actor) -> bool:
    """Whether it is about oneself, reported by oneself, or of a site where one reads them."""
    is_near = (line.staff_id is not None and line.staff_id == actor.staff_id) or line.raised_by_id == actor.account_id
    return is_near or actor.may("conduct.read", line.site_id)


def question_of(line: RedLine) -> dict[str, str] | None:
    """The question of the round that it was seen at; None outside a round."""
    if line.inspection is None or line.item is None:
        return None
    return dict(publishing.compiled(line.inspection.version.sha256).item(line.item).ask)


def of_sites(actor: Actor, is_open: bool, most: int = 60) -> Sequence[RedLine]:
    """Red lines of the sites one reads: those to verify, the most pressing first; or the last that were decided."""
    statement = select(RedLine).where(within(RedLine.site_id, actor.sites("conduct.read")))
    statement = statement.where(RedLine.state == "to_verify" if is_open else RedLine.state != "to_verify")
    return db.session.scalars(statement.order_by(RedLine.due_at if is_open else RedLine.id.desc()).limit(most)).all()


def of_person(staff_id: int, month: str) -> Sequence[RedLine]:
    """The red lines about a person in a month, in every state; what was not upheld is told too, and counts for nothing."""
    first, last = evidence.bounds_of(month)
    statement = select(RedLine).where(RedLine.staff_id == staff_id, RedLine.business_day.between(first, last))
    return db.session.scalars(statement.order_by(RedLine.id.desc())).all()


def of_inspection(inspection_id: int) -> Sequence[RedLine]:
    """The red lines that a round led to."""
    return db.session.scalars(select(RedLine).where(RedLine.inspection_id == inspection_id).order_by(RedLine.id)).all()


def upheld_of(staff_ids: Iterable[int], month: str) -> dict[int, int]:
    """{staff id: upheld red lines of a month}: the only ones that may change a grade or a coefficient."""
    return _counted(staff_ids, month, "upheld")


def open_of(staff_ids: Iterable[int], month: str) -> dict[int, int]:
    """{staff id: red lines of a month that wait to be verified}; nobody is raised above the usual while one waits, nor lowered by it."""
    return _counted(staff_ids, month, "to_verify")


def _counted(staff_ids: Iterable[int], month: str, state: str) -> dict[int, int]:
    first, last = evidence.bounds_of(month)
    rows = db.session.scalars(
        select(RedLine.staff_id).where(
            RedLine.staff_id.in_(list(staff_ids)), RedLine.state == state, RedLine.business_day.between(first, last)
        )
    )
    found: dict[int, int] = {}
    for staff_id in rows:
        if staff_id is not None:
            found[staff_id] = found.get(staff_id, 0) + 1
    return found


def address(line: RedLine) -> str:
    """The page of a red line."""
    return f"/red-lines/{line.id}"


def _check(seen: Sighting, actor: Actor) -> None:
    fields = {}
    if seen.kind not in KINDS:
        fields["kind"] = "Please choose what it was."
    if not seen.fact.strip():
        fields["fact"] = "Please say what was seen, as a fact."
    if not seen.containment.strip():
        fields["containment"] = "Please say what was done at once to keep people safe."
    if seen.staff_id is not None and seen.staff_id == actor.staff_id:
        fields["staff"] = "Nobody reports about himself here."
    if fields:
        raise Problem("bad_form", fields=fields)


def _tell_person(line: RedLine, what: str, sentence: str, at: datetime) -> None:
    account = line.staff.account_id if line.staff is not None else None
    if account is not None:
        board.announce([account], f"red_line:{line.id}:{what}", sentence, {}, address(line), at)


def _write_down(what: str, line: RedLine, by: int, at: datetime) -> None:
    db.session.flush()
    details = {"staff": line.staff_id, "kind": line.kind, "inspection": line.inspection_id}
    trail.record(f"red_line.{what}", f"red_line:{line.id}", actor_id=by, details=details, at=at)
