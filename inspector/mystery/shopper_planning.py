"""What an imported list of shoppers would change: each row judged against the register. No database here.

A shopper is known by the contact. One bad row refuses the whole list: half a register would send the wrong people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from inspector.sites.import_columns import find
from inspector.sites.import_judging import Fault, Finding, Judged, cells_of, check_headings
from inspector.sites.import_reading import Row, Unreadable
from inspector.sites.refusals import N_

COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "name"),
    "contact": ("联系方式", "手机", "电话", "微信", "邮箱", "contact", "phone", "e mail", "email"),
    "rest_days": ("间隔天数", "休息天数", "rest days", "days between"),
    "avoided": ("回避门店", "不去的门店", "never to", "avoided sites"),
}
NEEDED = ("name", "contact")
HEADINGS_EN = ("Name", "Contact", "Rest days", "Never to")
EXAMPLES = {"zh": ("丁一诺", "138-0000-1122", "90", "SH01、SH02"), "en": ("Ding Yinuo", "138-0000-1122", "90", "SH01, SH02")}
LONGEST = {"name": 100, "contact": 200}
MOST_REST = 730
_SEPARATORS = str.maketrans({"、": ",", "，": ",", ";": ",", "；": ","})


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the list says and as the register knows; equal means unchanged."""

    name: str
    contact: str
    rest_days: int
    avoided_site_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is judged against. shoppers: {contact as compared: (id, Person)}; sites: {code or name in lower case: id}."""

    shoppers: Mapping[str, tuple[int, Person]]
    sites: Mapping[str, int]
    rest_days: int  # where the list says nothing


@dataclass(frozen=True, slots=True)
class Change:
    """One row to carry out. shopper_id: None = somebody new."""

    row: int
    shopper_id: int | None
    person: Person


class Plan(Judged[Change]):
    """What a list would do; with a fault, nothing."""


def key_of(contact: str) -> str:
    """A contact as it is compared: whatever its case, spaces and dashes."""
    return "".join(sign for sign in contact.lower() if sign.isalnum() or sign in "@._+")


def plan(rows: Sequence[Row], known: Known) -> Plan:
    """Judge a list whose first row holds the headings. Raises Unreadable for a list that cannot be taken at all."""
    columns = find(rows[0].cells, COLUMNS, NEEDED)
    check_headings(columns)
    if len(rows) == 1:
        raise Unreadable(N_("The list has headings but no shoppers."))
    faults: list[Fault] = []
    changes: list[Change] = []
    seen: dict[str, int] = {}
    unchanged = 0
    for row in rows[1:]:
        cells = cells_of(row, columns)
        found, key = list(_faults(cells, known)), key_of(cells["contact"])
        if key and key in seen:
            found.append(("contact", N_("Row %(row)s has the same contact."), {"row": seen[key]}))
        seen.setdefault(key, row.number)
        faults += [Fault(row.number, column, sentence, figures) for column, sentence, figures in found]
        if found:
            continue
        shopper_id, before = known.shoppers.get(key, (None, None))
        person = _person(cells, before, known)
        if person == before:
            unchanged += 1
        else:
            changes.append(Change(row.number, shopper_id, person))
    return Plan(tuple(faults), () if faults else tuple(changes), unchanged, columns.ignored)


def _faults(cells: Mapping[str, str], known: Known) -> Iterator[Finding]:
    if not cells["name"]:
        yield "name", N_("The name is missing."), {}
    if not key_of(cells["contact"]):
        yield "contact", N_("The contact is missing; by it a shopper is known again."), {}
    for key, most in LONGEST.items():
        if len(cells[key]) > most:
            yield key, N_("At most %(most)s characters."), {"most": most}
    rest = cells.get("rest_days", "")
    if rest and not (rest.isascii() and rest.isdigit() and int(rest) <= MOST_REST):
        yield "rest_days", N_("“%(text)s” is no number of days from 0 to %(most)s."), {"text": rest, "most": MOST_REST}
    for word in _words(cells.get("avoided", "")):
        if word.lower() not in known.sites:
            yield "avoided", N_("There is no site “%(text)s”, or it is not yours."), {"text": word}


def _person(cells: Mapping[str, str], before: Person | None, known: Known) -> Person:
    """What a row says; an empty or missing cell leaves what is known."""
    rest, avoided = cells.get("rest_days", ""), cells.get("avoided", "")
    return Person(
        cells["name"], before.contact if before else cells["contact"],
        int(rest) if rest else before.rest_days if before else known.rest_days,
        tuple(sorted({known.sites[word.lower()] for word in _words(avoided)})) if avoided else before.avoided_site_ids if before else (),
    )  # fmt: skip


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.translate(_SEPARATORS).split(",") if word.strip()]
