"""What an uploaded staff list would change: each row judged against what is known. No database here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspector.sites.import_columns import NO, YES, Columns, contract_of, find
from inspector.sites.import_judging import Fault, Finding, Judged, cells_of, check_headings, read_date
from inspector.sites.import_reading import Row, Unreadable
from inspector.sites.refusals import N_

LONGEST_NUMBER = 40
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the list says and as the organisation knows; equal means unchanged. shift_id None = changing."""

    number: str
    name: str
    site_id: int
    position_id: int
    shift_id: int | None
    contract: str
    employer: str
    joined_on: date
    is_minor: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is judged against. Keys are lower case: codes and names.

    people: {staff number: Person at present}; began_on, first_on: {staff number: first day of the present, of the first assignment};
    gone: numbers of people who left; elsewhere: numbers of people at sites the actor may not edit.
    """

    sites: Mapping[str, int]
    positions: Mapping[str, int]
    shifts: Mapping[tuple[int, str], int]
    people: Mapping[str, Person]
    began_on: Mapping[str, date]
    first_on: Mapping[str, date]
    gone: frozenset[str]
    elsewhere: frozenset[str]
    today: date


@dataclass(frozen=True, slots=True)
class Change:
    """One row to carry out. kind: new | changed. fields: what differs; moves: the post changes, from `from_on`."""

    row: int
    kind: str
    person: Person
    before: Person | None
    fields: tuple[str, ...]
    from_on: date

    @property
    def moves(self) -> bool:
        """Whether the person gets another post."""
        return bool({"site", "position", "shift"} & set(self.fields))


class Plan(Judged[Change]):
    """What a list of people would do."""

    def of_kind(self, kind: str) -> list[Change]:
        """The changes that are new, or changed."""
        return [change for change in self.changes if change.kind == kind]


def plan(rows: Sequence[Row], known: Known) -> Plan:
    """Judge a list whose first row holds the headings.

    Raises Unreadable for a list that cannot be taken at all: a heading of fines, needed columns missing or doubled.
    """
    columns = find(rows[0].cells)
    check_headings(columns)
    faults: list[Fault] = []
    changes: list[Change] = []
    unchanged = 0
    seen: dict[str, int] = {}
    for row in rows[1:]:
        judged = _judge(row, columns, known, seen)
        if isinstance(judged, Change):
            changes.append(judged)
        elif judged is None:
            unchanged += 1
        else:
            faults.extend(judged)
    if len(rows) == 1:
        raise Unreadable(N_("The list has headings but no people."))
    return Plan(tuple(faults), tuple(changes), unchanged, columns.ignored)


def _judge(row: Row, columns: Columns, known: Known, seen: dict[str, int]) -> Change | list[Fault] | None:
    cells = cells_of(row, columns)
    faults = [Fault(row.number, key, sentence, figures) for key, sentence, figures in _faults(cells, known)]
    number = cells["number"]
    if number and number in seen:
        faults.append(Fault(row.number, "number", N_("Row %(row)s has the same staff number."), {"row": seen[number]}))
    seen.setdefault(number, row.number)
    if faults:
        return faults
    before = known.people.get(number)
    person = _person(cells, columns, known, before)
    from_on = read_date(cells.get("from_on", "")) or (max(known.today, person.joined_on) if before else person.joined_on)
    if before is None:
        return Change(row.number, "new", person, None, (), max(from_on, person.joined_on))
    fields = tuple(_differences(before, person))
    if not fields:
        return None
    change = Change(row.number, "changed", person, before, fields, from_on)
    began_on, first_on = known.began_on.get(number), known.first_on.get(number)
    if change.moves and began_on and (from_on < began_on or from_on == began_on < known.today):
        sentence = N_("The present post began on %(day)s; a move must lie after it.")
        return [Fault(row.number, "from_on" if "from_on" in columns.places else None, sentence, {"day": began_on.isoformat()})]
    if first_on and person.joined_on > first_on:
        return [Fault(row.number, "joined_on", N_("This person was already at work on %(day)s."), {"day": first_on.isoformat()})]
    return change


def _faults(cells: Mapping[str, str], known: Known) -> Iterator[Finding]:
    number, name, site, position = cells["number"], cells["name"], cells["site"], cells["position"]
    if not number:
        yield "number", N_("The staff number is missing."), {}
    elif len(number) > LONGEST_NUMBER:
        yield "number", N_("At most %(most)s characters."), {"most": LONGEST_NUMBER}
    elif number in known.elsewhere:
        yield "number", N_("This staff number belongs to somebody at a site that is not yours."), {}
    elif number in known.gone:
        yield "number", N_("This person has left. Take them back on their own page."), {}
    if not name:
        yield "name", N_("The name is missing."), {}
    elif len(name) > LONGEST_NAME:
        yield "name", N_("At most %(most)s characters."), {"most": LONGEST_NAME}
    site_id = known.sites.get(site.lower())
    if site_id is None:
        yield "site", N_("There is no site “%(text)s”, or it is not yours."), {"text": site}
    if position.lower() not in known.positions:
        yield "position", N_("There is no position “%(text)s”."), {"text": position}
    if contract_of(cells.get("contract", "")) is None:
        yield "contract", N_("“%(text)s” is no kind of contract."), {"text": cells["contract"]}
    yield from _faults_of_dates(cells)
    shift = cells.get("shift", "")
    if shift and site_id is not None and (site_id, shift.lower()) not in known.shifts:
        yield "shift", N_("This site has no shift “%(text)s”."), {"text": shift}
    if cells.get("is_minor", "").lower() not in YES | NO:
        yield "is_minor", N_("Write yes or no."), {}


def _faults_of_dates(cells: Mapping[str, str]) -> Iterator[Finding]:
    if not cells["joined_on"]:
        yield "joined_on", N_("The day of joining is missing."), {}
    for key in ("joined_on", "from_on"):
        text = cells.get(key, "")
        if text and read_date(text) is None:
            yield key, N_("“%(text)s” is no date. Write it like 2026-03-01."), {"text": text}


def _person(cells: Mapping[str, str], columns: Columns, known: Known, before: Person | None) -> Person:
    """The row as a person; a column that is not in the list leaves what is known."""
    site_id = known.sites[cells["site"].lower()]
    joined_on = read_date(cells["joined_on"])
    assert joined_on is not None
    kept_shift = before.shift_id if before and before.site_id == site_id else None
    return Person(
        number=cells["number"], name=cells["name"], site_id=site_id, position_id=known.positions[cells["position"].lower()],
        shift_id=known.shifts.get((site_id, cells["shift"].lower())) if "shift" in columns.places else kept_shift,
        contract=before.contract if before and "contract" not in columns.places else str(contract_of(cells.get("contract", ""))),
        employer=cells["employer"] if "employer" in columns.places else (before.employer if before else ""),
        joined_on=joined_on,
        is_minor=cells["is_minor"].lower() in YES if "is_minor" in columns.places else bool(before and before.is_minor),
    )  # fmt: skip


def _differences(before: Person, after: Person) -> Iterator[str]:
    for key, attribute in (
        ("name", "name"), ("site", "site_id"), ("position", "position_id"), ("shift", "shift_id"), ("contract", "contract"),
        ("employer", "employer"), ("joined_on", "joined_on"), ("is_minor", "is_minor"),
    ):  # fmt: skip
        if getattr(before, attribute) != getattr(after, attribute):
            yield key
