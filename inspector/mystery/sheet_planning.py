"""What a list of visits would bring: each row judged against the form and the visits that an agency was given. No database here.

A row is one visit and is taken as a whole or not at all. Its own number says whether it is here already (docs/visits-import.md).
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from inspector.checklists.definition import Checklist, Item
from inspector.clock import business_day
from inspector.mystery import plain, rules, sheet_photos
from inspector.mystery.sheet_answers import Answer, Unclear, clock, read
from inspector.mystery.sheet_columns import ANSWER, EXAMPLES, NEEDED, asked, columns_of, photo_item
from inspector.mystery.sheet_photos import NO_PHOTOS, Photos
from inspector.scoring.answers import check
from inspector.sites.import_columns import find
from inspector.sites.import_judging import Fault, Finding, Judged, cells_of, check_headings, read_date
from inspector.sites.import_reading import Row, Unreadable
from inspector.sites.refusals import N_

LONGEST_VISIT = timedelta(hours=8)
HERE_ALREADY = N_("A visit with this number is here already, with other answers. Only one that was asked again may be changed.")
LONGEST = {"reference": 40, "shopper": 40, "table": 40}


@dataclass(frozen=True, slots=True)
class Place:
    """A site that an agency was given visits to."""

    id: int
    zone: str
    day_ends_at: str
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """A visit that is still to be made; fields as in models.Visit."""

    visit_id: int
    site_id: int
    first_on: date
    last_on: date
    day_kind: str
    meal: str
    begins_at: str
    ends_at: str


@dataclass(frozen=True, slots=True)
class Here:
    """A visit that came already. rows: identities of what was sent of it; is_asked: a revision is awaited."""

    visit_id: int
    campaign_id: int
    site_id: int
    rows: frozenset[str]
    is_asked: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is judged against. sites: {code or name in lower case: id}; here: {reference: Here}; language: of the reader."""

    agency_id: int
    campaign_id: int
    checklist: Checklist
    sites: Mapping[str, int]
    places: Mapping[int, Place]
    slots: Sequence[Slot]
    here: Mapping[str, Here]
    at: datetime
    language: str
    package: Photos = NO_PHOTOS


@dataclass(frozen=True, slots=True)
class Sent:
    """One visit to take in. body: the report (docs/payload.md, Submission); is_again: the revision that was asked for."""

    row: int
    reference: str
    shopper: str
    visit_id: int
    site_id: int
    started_at: datetime
    ended_at: datetime
    answers: int
    body: bytes
    is_again: bool
    photos: tuple[tuple[str, int], ...]  # SHA-256 and bytes


@dataclass(frozen=True)
class Plan(Judged[Sent]):
    """What a list would do. unnamed: photos that no row names and that would not be kept."""

    unnamed: tuple[str, ...]


@dataclass(slots=True)
class _Judged:
    """One row on its way."""

    row: Row
    cells: dict[str, str]
    faults: list[Finding] = field(default_factory=list)
    site: Place | None = None
    began: datetime | None = None
    ended: datetime | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    photos: list[str] = field(default_factory=list)  # names


def plan(rows: Sequence[Row], known: Known) -> Plan:
    """Judge a list whose first row holds the headings. Raises Unreadable for a list that cannot be taken at all."""
    columns = find(rows[0].cells, columns_of(known.checklist), NEEDED)
    check_headings(columns)
    if len(rows) == 1:
        raise Unreadable(N_("The list has headings but no visits."))
    faults: list[Fault] = []
    changes: list[Sent] = []
    seen: dict[str, int] = {}
    unchanged, free = 0, list(known.slots)
    shown: dict[str, int] = {}
    for row in rows[1:]:
        judged = _Judged(row, cells_of(row, columns))
        if judged.cells["reference"].lower() in EXAMPLES:
            continue  # the row that shows how; nobody made that visit
        _judge(judged, known)
        reference = judged.cells["reference"]
        if reference and reference in seen:
            judged.faults.append(("reference", N_("Row %(row)s has the same number."), {"row": seen[reference]}))
        seen.setdefault(reference, row.number)
        judged.photos = sheet_photos.names_of(judged.cells.get("photos", ""))
        judged.faults += sheet_photos.faults(judged.photos, photo_item(known.checklist), known.package, shown)
        shown |= {name: row.number for name in judged.photos if name not in shown}
        identity = _identity(judged, known)
        here = known.here.get(reference)
        if here is not None and identity in here.rows:
            unchanged += 1  # also when its day is long over: what is here is not judged again
            continue
        visit_id = None if judged.faults else _visit_for(judged, here, free, known)
        if visit_id is None:
            faults += [Fault(row.number, column, sentence, figures) for column, sentence, figures in judged.faults]
        else:
            changes.append(_sent(judged, visit_id, identity, known, here is not None))
    unnamed = tuple(sorted({*known.package.kept, *known.package.bad} - shown.keys()))
    return Plan(tuple(faults), tuple(changes), unchanged, columns.ignored, unnamed)


def _judge(judged: _Judged, known: Known) -> None:
    cells, faults = judged.cells, judged.faults
    for key, most in LONGEST.items():
        if len(cells.get(key, "")) > most:
            faults.append((key, N_("At most %(most)s characters."), {"most": most}))
    if not cells["reference"]:
        faults.append(("reference", N_("Each visit needs a number of its own, by which it is known again."), {}))
    if not cells["shopper"]:
        faults.append(("shopper", N_("Write a code for the shopper, not a name."), {}))
    site_id = known.sites.get(cells["site"].lower())
    judged.site = known.places.get(site_id) if site_id is not None else None
    if judged.site is None:
        faults.append(("site", N_("No visit to “%(text)s” was given to this agency in this campaign."), {"text": cells["site"]}))
    day = read_date(cells["day"])
    if day is None:
        faults.append(("day", N_("“%(text)s” is no day. Write it like 2026-11-20."), {"text": cells["day"]}))
    times = {key: clock(cells[key]) for key in ("from", "until")}
    for key, found in times.items():
        if found is None:
            faults.append((key, N_("“%(text)s” is no time. Write it like 18:30."), {"text": cells[key]}))
    if day is not None and judged.site is not None:
        _place_in_time(judged, day, times["from"], times["until"], known)
    if day is not None:
        _answer(judged, day, known)


def _place_in_time(judged: _Judged, day: date, begins: time | None, ends: time | None, known: Known) -> None:
    if begins is None or ends is None or judged.site is None:
        return
    zone = ZoneInfo(judged.site.zone)
    judged.began = datetime.combine(day, begins, zone)
    judged.ended = datetime.combine(day + timedelta(days=ends <= begins), ends, zone)  # past midnight
    if judged.ended - judged.began > LONGEST_VISIT:
        judged.faults.append(("until", N_("The visit would have lasted more than %(hours)s hours."), {"hours": 8}))
    elif judged.ended > known.at:
        judged.faults.append(("day", N_("This visit would not be over yet."), {}))


def _answer(judged: _Judged, day: date, known: Known) -> None:
    items = {ANSWER + one.id: one for one in asked(known.checklist)}
    for key, item in items.items():
        try:
            found = _read(item, judged.cells.get(key, ""), day, known)
        except Unclear as unclear:
            judged.faults.append((key, unclear.sentence, unclear.figures))
            continue
        if found is not None:
            judged.answers[item.id] = found
    raw = [{"item": item, "state": state, "value": value} for item, (state, value) in judged.answers.items()]
    for fault in check(known.checklist, {"answers": raw})[1]:
        text = judged.cells.get(f"{ANSWER}{fault.item}", "")
        judged.faults.append((f"{ANSWER}{fault.item}", N_("“%(text)s” is no answer that this question takes."), {"text": text}))
    if not judged.faults and judged.site is not None:
        draft = {"site": {"attributes": list(judged.site.attributes)}, **_written(judged.answers)}
        for name in sorted(judged.answers.keys() - plain.shown(known.checklist, draft)[0]):
            judged.faults.append((ANSWER + name, N_("The other answers say that this is not asked. Empty the cell."), {}))


def _read(item: Item, text: str, day: date, known: Known) -> Answer | None:
    found = read(item, text, day, known.language)
    if found is not None and found[0] in plain.STATES and not plain.may_be(item, found[0], known.checklist.scoring.unseen):
        raise Unclear(N_("“%(text)s” is no answer that this question takes."), text=text)
    return found


def _visit_for(judged: _Judged, here: Here | None, free: list[Slot], known: Known) -> int | None:
    """The visit a good row is of; a fault is noted when there is none."""
    assert judged.site is not None and judged.began is not None
    if here is not None:
        if here.campaign_id == known.campaign_id and here.site_id == judged.site.id and here.is_asked:
            return here.visit_id
        judged.faults.append(("reference", HERE_ALREADY, {}))
        return None
    fitting = [one for one in free if one.site_id == judged.site.id]
    if not fitting:
        judged.faults.append(("site", N_("Every visit to this site that was given to the agency is here already."), {}))
        return None
    chosen = max(fitting, key=lambda one: (_fit(one, judged, judged.site), -one.visit_id))
    free.remove(chosen)
    return chosen.visit_id


def _fit(slot: Slot, judged: _Judged, site: Place | None) -> tuple[bool, bool, bool, bool]:
    assert site is not None and judged.began is not None
    day = business_day(judged.began, site.zone, time.fromisoformat(site.day_ends_at))
    seen, hour = rules.when(judged.began, site.zone, site.day_ends_at), judged.began.strftime("%H:%M")
    return (
        slot.first_on <= day <= slot.last_on, slot.day_kind in ("any", "weekend" if seen.is_weekend else "weekday"),
        slot.meal in ("any", seen.meal), (slot.begins_at or "00:00") <= hour <= (slot.ends_at or "24:00"),
    )  # fmt: skip


def _sent(judged: _Judged, visit_id: int, identity: str, known: Known, is_again: bool) -> Sent:
    site, began, ended = judged.site, judged.began, judged.ended
    assert site is not None and began is not None and ended is not None
    said = dict(_said(judged, known.checklist, began))
    draft = {
        "id": identity, "checklist_id": known.checklist.id, "checklist_version": known.checklist.version,
        "site": {"id": site.id, "attributes": list(site.attributes)}, "started_at": began.isoformat(), "finished_at": ended.isoformat(),
        **_written(said), "served": {"table": judged.cells.get("table", ""), "met": {}},
    }  # fmt: skip
    photos = tuple(known.package.kept[name] for name in judged.photos)
    item = photo_item(known.checklist)
    draft["photos"] = [sheet_photos.attached(_named(identity, one[0]), item, *one) for one in photos] if item is not None else []
    body = plain.report(known.checklist, draft, ended, site.zone, build="list")
    return Sent(
        judged.row.number, judged.cells["reference"], judged.cells["shopper"], visit_id, site.id, began, ended, len(judged.answers), body,
        is_again, photos,
    )  # fmt: skip


def _written(said: Mapping[str, Answer]) -> plain.Draft:
    """Answers as a draft holds them; a list says no moment of any."""
    answers = {
        plain.key_of(item): {**plain.blank(), "state": state, "value": value, "at": None} for item, (state, value) in said.items()
    }
    return {"answers": answers, "photos": [], "comment": ""}


def _said(judged: _Judged, checklist: Checklist, began: datetime) -> Iterator[tuple[str, Answer]]:
    """The answers in the order of the form; when the visit began is an answer too, and events nobody wrote of were not seen."""
    arrival = plain.arrival_of(checklist)
    for item in checklist.items:
        if item is arrival:
            yield item.id, ("answered", began.strftime("%Y-%m-%dT%H:%M"))
        elif item.id in judged.answers:
            yield item.id, judged.answers[item.id]
        elif item.type == "k_of_n" and item.observe == "event" and plain.may_be(item, "unseen", checklist.scoring.unseen):
            yield item.id, ("unseen", None)


def _identity(judged: _Judged, known: Known) -> str:
    """A UUID that is the same for the same row and photos of the same agency, and another when a cell or a photo differs."""
    cells = judged.cells
    photos = [known.package.kept[name][0] for name in judged.photos if name in known.package.kept]
    return _named(str(known.agency_id), *(f"{key}={cells[key]}" for key in sorted(cells) if cells[key]), *photos)


def _named(*parts: str) -> str:
    return str(uuid.UUID(bytes=hashlib.sha256("\n".join(parts).encode()).digest()[:16], version=4))
