"""Opens tasks for what an inspection found, or adds to those open already. One task for each item and place.

Corrected on the spot is recorded with the answer and opens nothing; only what must be put right at once still gets its task, because
its cause and a second look remain due (docs/decisions.md, What a failure leads to). What a self-check finds is a finding like any
other; the task says who found it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from inspector.checklists.definition import Item
from inspector.extensions import db
from inspector.inspections.recorded import Recorded, RecordedAnswer
from inspector.prepared import Prepared, insertion
from inspector.rectification import coaching, effectiveness, households, rulebook, telling
from inspector.rectification.deadlines import Hours, due_at
from inspector.rectification.models import Task, TaskEvent, TaskFinding
from inspector.rectification.rules import Household, Owner, needs_photo, resolve_owner, sooner
from inspector.rectification.ruling import Decision, decide
from inspector.sites import settings_store
from inspector.sites.facts import SiteFacts

_TASK = Task.__table__
_STANDING = Prepared(
    select(
        _TASK.c.id, _TASK.c.item, _TASK.c.place, _TASK.c.kind, _TASK.c.grade, _TASK.c.state, _TASK.c.due_at, _TASK.c.rev,
        _TASK.c.repeat_count, _TASK.c.owner_account_id, *(_TASK.c[name] for name in effectiveness.OF_A_FIX),
    )
    .where(_TASK.c.site_id == bindparam("site"), _TASK.c.checklist_key == bindparam("checklist"), _TASK.c.state != "closed")
    .order_by(_TASK.c.id)
)  # fmt: skip
_LATELY = Prepared(
    select(_TASK.c.id, _TASK.c.item, _TASK.c.place, _TASK.c.recurrence, _TASK.c.repeat_count)
    .where(
        _TASK.c.site_id == bindparam("site"), _TASK.c.checklist_key == bindparam("checklist"), _TASK.c.state == "closed"
    )
    .where(_TASK.c.closed_at >= bindparam("since"))
    .where(
        exists().where(TaskFinding.task_id == _TASK.c.id, TaskFinding.withdrawn_at.is_(None))
    )  # a wrong finding is no first time
    .order_by(_TASK.c.id)
)
_CHANGE = Prepared(
    update(_TASK)
    .where(_TASK.c.id == bindparam("task"))
    .values({name: bindparam(name) for name in ("state", "due_at", "rev", "repeat_count", *effectiveness.OF_A_FIX)})
)
_FINDING = insertion(TaskFinding, "task_id", "answer_id", "inspection_id", "staff_id", "added_at")
_EVENT = insertion(TaskEvent, "task_id", "kind", "at", "actor_id", "note", "photos", "details", "rev")
Key = tuple[str, str]  # item id and place


@dataclass(frozen=True, slots=True)
class Opened:
    """A task that an inspection opened or added to."""

    task_id: int
    item: str
    place: str
    kind: str
    grade: str
    due_at: datetime
    owner_account_id: int | None  # whom to tell; None = the owner has no account
    is_new: bool


def open_for(recorded: Recorded) -> tuple[Opened, ...]:
    """Write down what a recorded inspection leads to: reminders, tasks opened, tasks added to."""
    failures = [one for one in recorded.answers if one.is_failed]
    if not failures:
        return ()
    connection = db.session.connection()
    site = recorded.site
    coached = [one for one in failures if decided(recorded, one.item).kind == "coach"]
    groups = _by_item_and_place([one for one in failures if decided(recorded, one.item).kind != "coach"])
    repeated_acts: list[RecordedAnswer] = []
    met_again: list[RecordedAnswer] = []
    if coached and recorded.counts:
        coaching.remind(connection, recorded, coached)
        repeated_acts = coaching.due_for_coaching(connection, recorded, coached, site.brand)
        met_again = coaching.due_for_site(connection, recorded, coached)
    groups |= {(one.item.id, f"staff:{one.staff_id}"): [one] for one in repeated_acts}
    groups |= {(one.item.id, one.place): [one] for one in met_again}
    if not groups:
        return ()
    standing = _standing(connection, recorded, groups)
    added = _add(connection, recorded, site, {key: groups[key] for key in groups if key in standing}, standing)
    fresh = {key: ones for key, ones in groups.items() if key not in standing and _opens(recorded, ones)}
    return (*added, *_open(connection, recorded, site, fresh))


def decided(recorded: Recorded, item: Item) -> Decision:
    """What a failure of an item leads to, by the rules that held on the day of the round."""
    book = rulebook.of(db.session.connection(), recorded.business_day)
    return decide(item, recorded.checklist.id, recorded.checklist.rectify, book)


def _by_item_and_place(failures: list[RecordedAnswer]) -> dict[Key, list[RecordedAnswer]]:
    groups: dict[Key, list[RecordedAnswer]] = defaultdict(list)
    for one in failures:
        groups[(one.item.id, one.place)].append(one)
    return dict(groups)


def _opens(recorded: Recorded, ones: list[RecordedAnswer]) -> bool:
    if not all(one.is_corrected for one in ones):
        return True
    return decided(recorded, ones[0].item).grade == "at_once"


def _standing(connection: Connection, recorded: Recorded, groups: dict[Key, list[RecordedAnswer]]) -> dict[Key, Any]:
    rows = _STANDING.rows(connection, site=recorded.inspection.site_id, checklist=recorded.checklist.id)
    return {(row.item, row.place): row for row in rows if (row.item, row.place) in groups}


def _add(
    connection: Connection,
    recorded: Recorded,
    site: SiteFacts,
    groups: dict[Key, list[RecordedAnswer]],
    standing: dict[Key, Any],
) -> list[Opened]:
    """Add failures to open tasks; one that was said to be fixed is open again, with a new deadline.

    What was seen before the fix was handed in, on a tablet that comes back late, says nothing about the fix.
    """
    if not groups:
        return []
    hours = households.hours_of(site, recorded.business_day)
    changes, opened = [], []
    for key, ones in groups.items():
        task = standing[key]
        is_reopened = task.state in ("fixed", "watching") and _was_seen_after(task.fixed_at, recorded, ones)
        rule = decided(recorded, ones[0].item)
        within = rule.within_seconds if rule.grade == task.grade else None
        due = due_at(task.grade, within, recorded.received_at, hours) if is_reopened else task.due_at
        changes.append({
            "task": task.id, "state": "open" if is_reopened else task.state, "due_at": due, "rev": task.rev + 1,
            "repeat_count": task.repeat_count + 1, **effectiveness.fix_after(task, is_reopened),
        })  # fmt: skip
        opened.append(Opened(task.id, *key, task.kind, task.grade, due, task.owner_account_id, is_new=False))
    _CHANGE.run_many(connection, changes)
    revs = {change["task"]: change["rev"] for change in changes}
    _write_down(
        connection,
        recorded,
        [(one.task_id, "repeated", revs[one.task_id], groups[one.item, one.place]) for one in opened],
    )
    return opened


def _was_seen_after(fixed_at: datetime | None, recorded: Recorded, ones: list[RecordedAnswer]) -> bool:
    return fixed_at is None or any((one.at or recorded.received_at) > fixed_at for one in ones)


def _open(
    connection: Connection, recorded: Recorded, site: SiteFacts, groups: dict[Key, list[RecordedAnswer]]
) -> list[Opened]:
    if not groups:
        return []
    team = households.household(connection, site, recorded.business_day)
    if any(_owner_below_managers(recorded, key, ones, team) is None for key, ones in groups.items()):
        team = households.with_managers(connection, site, recorded.business_day)
    hours = households.hours_of(site, recorded.business_day)
    before = _lately(connection, recorded)
    rows = [_row(recorded, key, ones, team, hours, before.get(key)) for key, ones in groups.items()]
    ids = connection.execute(insert(_TASK).returning(_TASK.c.id, sort_by_parameter_order=True), rows).scalars().all()
    _write_down(
        connection, recorded, [(task_id, "opened", 1, ones) for task_id, ones in zip(ids, groups.values(), strict=True)]
    )
    accounts = {staff_id: person.account_id for staff_id, person in team.people.items()}
    owners = (row["owner_account_id"] or accounts.get(row["owner_id"]) for row in rows)
    to_tell = {one for one in owners if one is not None and one != recorded.inspection.author_id}
    urgent = [
        (task_id, row["title"], row["owner_account_id"] or accounts.get(row["owner_id"]))
        for task_id, row in zip(ids, rows, strict=True) if row["grade"] == "at_once"
    ]  # fmt: skip
    if urgent:
        telling.at_once(urgent, site, recorded.inspection.author_id, recorded.received_at)
    telling.opened(to_tell, recorded.inspection.id, site.name, recorded.received_at)
    return [
        Opened(task_id, row["item"], row["place"], row["kind"], row["grade"], row["due_at"],
               row["owner_account_id"] or accounts.get(row["owner_id"]), is_new=True)
        for task_id, row in zip(ids, rows, strict=True)
    ]  # fmt: skip


def _row(
    recorded: Recorded, key: Key, ones: list[RecordedAnswer], team: Household, hours: Hours, before: Any
) -> dict[str, Any]:
    item, inspection = ones[0].item, recorded.inspection
    rule = decided(recorded, item)
    kind, grade, within = rule.kind, rule.grade, rule.within_seconds
    if before is not None and kind != "coach":
        raised = sooner(grade)
        grade, within = raised, None if raised != grade else within
    # Somebody living must own it: where a site has nobody at all, whoever found it.
    owner = _owner_below_managers(recorded, key, ones, team) or Owner(None, inspection.author_id)
    return {
        "site_id": inspection.site_id, "checklist_key": recorded.checklist.id, "item": item.id, "place": key[1], "title": dict(item.ask),
        "kind": kind, "line": inspection.line, "grade": grade, "state": "open", "owner_id": owner.staff_id,
        "owner_account_id": None if owner.staff_id is not None else owner.account_id,
        "action": dict(rule.action) if rule.action else None, "approver": rule.approver, "needs_photo": needs_photo(kind, grade, item),
        "opened_at": recorded.received_at, "due_at": due_at(grade, within, recorded.received_at, hours),
        "repeat_count": 0, "rev": 1, "previous_id": before.id if before else None,
        "recurrence": before.recurrence + before.repeat_count + 1 if before else 0,
    }  # fmt: skip


def _lately(connection: Connection, recorded: Recorded) -> dict[Key, Any]:
    """The newest tasks of the site that were closed so lately that the same failure is a repeat."""
    window = timedelta(days=settings_store.value("repeat_days", recorded.business_day))
    rows = _LATELY.rows(
        connection,
        site=recorded.inspection.site_id,
        checklist=recorded.checklist.id,
        since=recorded.received_at - window,
    )
    return {(row.item, row.place): row for row in rows}


def _owner_below_managers(recorded: Recorded, key: Key, ones: list[RecordedAnswer], team: Household) -> Owner | None:
    rule, (_, place) = decided(recorded, ones[0].item), key
    if rule.kind == "coach":
        return resolve_owner("area", (), ones[0].place, team, not_staff=ones[0].staff_id)
    if rule.kind == "manage":
        return resolve_owner("store", (), place, team)
    named = [one.named_staff_id for one in ones if one.named_staff_id is not None]
    return resolve_owner(rule.owner, named, place, team)


def _write_down(
    connection: Connection, recorded: Recorded, steps: list[tuple[int, str, int, list[RecordedAnswer]]]
) -> None:
    inspection = recorded.inspection
    findings = [
        {"task_id": task_id, "answer_id": one.id, "inspection_id": inspection.id, "staff_id": one.named_staff_id,
         "added_at": recorded.received_at}
        for task_id, _, _, ones in steps for one in ones
    ]  # fmt: skip
    events = [
        {"task_id": task_id, "kind": kind, "at": recorded.received_at, "actor_id": inspection.author_id,
         "note": "; ".join(dict.fromkeys(one.note for one in ones if one.note)) or None,
         "photos": [sha for one in ones for sha in one.photos],
         "details": {"inspection": inspection.id, "line": inspection.line, "corrected": all(one.is_corrected for one in ones),
                     **({"rules": rules} if kind == "opened" and (rules := decided(recorded, ones[0].item).rules) else {})}, "rev": rev}
        for task_id, kind, rev, ones in steps
    ]  # fmt: skip
    _FINDING.run_many(connection, findings)
    _EVENT.run_many(connection, events)
