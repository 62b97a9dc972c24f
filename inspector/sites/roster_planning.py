"""What an uploaded roster would change on the duty maps: each row judged against what is known. No database here.

A roster says who is on which shift of which day, and with which areas and tables. It is the whole roster of each shift that it names:
whoever is on the saved map of such a shift and not on the list comes off it, which the preview says by name. Other shifts stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from inspector.sites.duty_map import Part
from inspector.sites.import_columns import NO, YES, Columns, find
from inspector.sites.import_judging import Fault, Finding, Judged, cells_of, check_headings, read_date
from inspector.sites.import_reading import Row, Unreadable
from inspector.sites.refusals import N_
from inspector.sites.roster_known import Key, Known, words

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("工号", "员工号", "员工编号", "number", "staff number", "staff no", "employee number"),
    "day": ("日期", "营业日", "date", "day", "business day"),
    "shift": ("班次", "班", "shift"),
    "name": ("姓名", "名字", "name", "full name"),
    "site": ("门店", "店铺", "门店编码", "门店编号", "site", "site code", "store", "shop"),
    "areas": ("区域", "分区", "area", "areas", "section"),
    "tables": ("台号", "桌号", "台位", "table", "tables"),
    "is_present": ("在岗", "出勤", "present", "attendance"),
    "covers_for": ("顶替", "替班", "顶谁的班", "covers for", "cover for", "cover"),
}
NEEDED = ("number", "day", "shift")


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a shift as the list says; areas and tables in order, so that equal lines are written equally."""

    staff_id: int
    area_ids: tuple[int, ...]
    tables: tuple[str, ...]
    is_present: bool
    covers_for_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One duty map to save: the whole of it, and the ids of who comes onto it, is changed on it, comes off it."""

    key: Key
    lines: tuple[Line, ...]
    is_new: bool
    added: tuple[int, ...]
    changed: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True)
class Plan(Judged[Change]):
    """What a roster would do. left_out: shifts that a bad row keeps from being taken in."""

    left_out: int


def days_of(rows: Sequence[Row]) -> list[date]:
    """The days a list speaks of, in order; what cannot be read is left out. Raises Unreadable for a list without the needed columns."""
    columns = _columns(rows)
    found = {read_date(cells_of(row, columns)["day"]) for row in rows[1:]}
    return sorted(day for day in found if day is not None)


def plan(rows: Sequence[Row], known: Known) -> Plan:
    """Judge a list whose first row holds the headings. A shift with a bad row is left out as a whole, or people would come off it.

    Raises Unreadable for a list that cannot be taken at all: a heading of fines, needed columns missing or doubled, no rows.
    """
    columns = _columns(rows)
    if len(rows) == 1:
        raise Unreadable(N_("The list has headings but no people."))
    read = _read(rows, columns, known)
    changes = [_change(key, tuple(board.values()), known.maps.get(key)) for key, board in read.boards.items() if key not in read.spoilt]
    moving = [one for one in changes if one is not None]
    kept: list[Change] = []
    for one in moving:
        if one.key in known.over:
            read.faults.append(Fault(read.first_rows[one.key], "day", N_("This shift is over; its duty map stays as it was."), {}))
        elif one.removed and one.key[1] in read.untold:
            sentence = N_("Somebody would come off this shift, and a bad row of that day may be theirs. Put that row right first.")
            read.faults.append(Fault(read.first_rows[one.key], "day", sentence, {}))
        else:
            kept.append(one)
    return Plan(
        tuple(sorted(read.faults, key=lambda fault: fault.row)),
        tuple(sorted(kept, key=lambda one: (one.key[1], one.key[0], one.key[2]))),
        len(changes) - len(moving), columns.ignored, len(read.spoilt) + len(moving) - len(kept),
    )  # fmt: skip


@dataclass(slots=True)
class _Reading:
    """What was read so far. untold: days with a bad row whose shift nobody can tell; spoilt: shifts with a bad row."""

    boards: dict[Key, dict[int, Line]] = field(default_factory=dict)
    first_rows: dict[Key, int] = field(default_factory=dict)
    spoilt: set[Key] = field(default_factory=set)
    untold: set[date] = field(default_factory=set)
    faults: list[Fault] = field(default_factory=list)


def _read(rows: Sequence[Row], columns: Columns, known: Known) -> _Reading:
    read = _Reading()
    for row in rows[1:]:
        cells = cells_of(row, columns)
        key, day = _key(cells, known), read_date(cells["day"])
        found = [Fault(row.number, column, sentence, figures) for column, sentence, figures in _faults(cells, known)]
        if key is not None:
            read.first_rows.setdefault(key, row.number)
        if key is not None and not found:
            line, board = _line(cells, columns, key, known), read.boards.setdefault(key, {})
            if line.staff_id in board:
                found = [Fault(row.number, "number", N_("This person is on this shift twice."), {})]
            board[line.staff_id] = line
        if found and key is not None:
            read.spoilt.add(key)
        elif found and day is not None:
            read.untold.add(day)
        read.faults.extend(found)
    return read


def _columns(rows: Sequence[Row]) -> Columns:
    columns = find(rows[0].cells, COLUMNS, NEEDED)
    check_headings(columns)
    return columns


def _key(cells: Mapping[str, str], known: Known) -> Key | None:
    """The shift of a row, as far as it can be told; a row with another fault spoils it too."""
    day = read_date(cells["day"])
    post = known.post(cells["number"], day) if day else None
    site_id = known.sites.get(cells.get("site", "").lower()) or (post.site_id if post else None)
    if day is None or site_id is None or site_id not in known.sites.values():
        return None
    shift_id = known.shifts.get((site_id, cells["shift"].lower()))
    return (site_id, day, shift_id) if shift_id is not None else None


def _faults(cells: Mapping[str, str], known: Known) -> Iterator[Finding]:
    day = read_date(cells["day"])
    if day is None:
        yield "day", N_("“%(text)s” is no date. Write it like 2026-03-01."), {"text": cells["day"]}
        return
    post = known.post(cells["number"], day)
    if post is None or post.site_id not in known.sites.values():
        yield "number", N_("Nobody with the staff number “%(text)s” works at a site of yours on that day."), {"text": cells["number"]}
        return
    site = cells.get("site", "")
    if site and known.sites.get(site.lower()) != post.site_id:
        yield "site", N_("This person works at another site on that day."), {}
    if (post.site_id, cells["shift"].lower()) not in known.shifts:
        yield "shift", N_("This site has no shift “%(text)s”."), {"text": cells["shift"]}
    for word in words(cells.get("areas", "")):
        if (post.site_id, word.lower()) not in known.areas:
            yield "areas", N_("This site has no area “%(text)s”."), {"text": word}
    for word in known.table_words(cells.get("tables", ""), post.site_id):
        if not known.tables_of(word, post.site_id):
            yield "tables", N_("This site has no table “%(text)s”."), {"text": word}
    if cells.get("is_present", "").lower() not in YES | NO:
        yield "is_present", N_("Write yes or no."), {}
    covered = cells.get("covers_for", "")
    other = known.post(covered, day)
    if covered and (other is None or other.site_id != post.site_id or other.staff_id == post.staff_id):
        yield "covers_for", N_("Nobody else with the staff number “%(text)s” works here on that day."), {"text": covered}


def _line(cells: Mapping[str, str], columns: Columns, key: Key, known: Known) -> Line:
    """The row as a line of the map; a column that is not in the list leaves what the saved map says."""
    post, covered = known.post(cells["number"], key[1]), known.post(cells.get("covers_for", ""), key[1])
    assert post is not None
    before = next((part for part in known.maps.get(key, ()) if part.staff_id == post.staff_id), Part(post.staff_id))
    areas = {known.areas[key[0], word.lower()] for word in words(cells.get("areas", ""))}
    tables = {label for word in known.table_words(cells.get("tables", ""), key[0]) for label in known.tables_of(word, key[0])}
    said, has = cells.get("is_present", "").lower(), columns.places
    return Line(
        post.staff_id,
        tuple(sorted(areas if "areas" in has else before.area_ids)),
        tuple(sorted(tables if "tables" in has else before.tables)),
        said in YES or not said if "is_present" in has else before.is_present,
        (covered.staff_id if covered else None) if "covers_for" in has else before.covers_for_id,
    )  # fmt: skip


def _change(key: Key, lines: tuple[Line, ...], saved: Sequence[Part] | None) -> Change | None:
    """The map to save; None when it stands just so already."""
    before = {part.staff_id: _as_line(part) for part in saved or ()}
    now = {line.staff_id: line for line in lines}
    added = tuple(sorted(now.keys() - before.keys()))
    removed = tuple(sorted(before.keys() - now.keys()))
    changed = tuple(sorted(one for one in now.keys() & before.keys() if now[one] != before[one]))
    if saved is not None and not (added or removed or changed):
        return None
    return Change(key, tuple(now[one] for one in sorted(now)), saved is None, added, changed, removed)


def _as_line(part: Part) -> Line:
    return Line(part.staff_id, tuple(sorted(part.area_ids)), tuple(sorted(part.tables)), part.is_present, part.covers_for_id)
