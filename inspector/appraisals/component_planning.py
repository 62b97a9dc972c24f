"""What an imported list of components would change: each row judged against what is known. No database here.

Columns: component, period, staff, value, n, source (docs/components-import.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from inspector.appraisals import periods
from inspector.appraisals.scheme_rules import IMPORTED
from inspector.sites.import_columns import find
from inspector.sites.import_judging import Fault, Finding, Judged, cells_of, check_headings
from inspector.sites.import_reading import Row, Unreadable
from inspector.sites.refusals import N_

COLUMNS: dict[str, tuple[str, ...]] = {
    "component": ("项目", "考核项", "component"),
    "period": ("期间", "月份", "period", "month"),
    "staff": ("工号", "员工号", "员工编号", "工号或门店编码", "staff", "staff number", "number"),
    "value": ("数值", "得分", "百分比", "value", "percent"),
    "n": ("次数", "n", "count"),
    "source": ("来源", "source"),
}
NEEDED = tuple(COLUMNS)
HEADINGS_EN = ("component", "period", "staff", "value", "n", "source")
COMPONENT_WORDS: dict[str, str] = {
    "出勤": "attendance", "考勤": "attendance", "培训": "training", "带教": "coaching", "自检差": "self_gap", "排班": "staffing",
    "投诉": "complaints", "自评": "self", "同事评价": "peer", "顾客评价": "survey", "顾客问卷": "survey",
} | {key: key for key in IMPORTED}  # fmt: skip
EXAMPLES = {
    "zh": (("考勤", "2026-11", "W001", "95.5", "22", "考勤系统"), ("顾客问卷", "2026-11", "SH01", "91", "140", "点评后台")),
    "en": (("attendance", "2026-11", "W001", "95.5", "22", "time clock"), ("survey", "2026-11", "SH01", "91", "140", "review site")),
}
LONGEST_SOURCE = 200
MOST_N = 1_000_000


@dataclass(frozen=True, slots=True)
class Value:
    """One figure. subject: staff:7 or site:3; value: percent as written."""

    component: str
    period: str
    subject: str
    value: str
    n: int
    source: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What a list may say once."""
        return self.component, self.period, self.subject


@dataclass(frozen=True, slots=True)
class Known:
    """What a list is judged against: {staff number: id}, {site code or name in lower case: id}, what is there, and locked periods."""

    staff: Mapping[str, int]
    sites: Mapping[str, int]
    values: Mapping[tuple[str, str, str], Value]
    locked: frozenset[str]


class Plan(Judged[tuple[int, Value, Value | None]]):
    """What a list would do. changes: (row, value, what stood there before or None)."""


def plan(rows: Sequence[Row], known: Known) -> Plan:
    """Judge a list whose first row holds the headings.

    Raises Unreadable for a list that cannot be taken at all: a heading of fines, needed columns missing or doubled, no rows.
    """
    columns = find(rows[0].cells, COLUMNS, NEEDED)
    check_headings(columns)
    if len(rows) == 1:
        raise Unreadable(N_("The list has headings but no figures."))
    faults: list[Fault] = []
    changes: list[tuple[int, Value, Value | None]] = []
    seen: dict[tuple[str, str, str], int] = {}
    unchanged = 0
    for row in rows[1:]:
        cells = cells_of(row, columns)
        found = [Fault(row.number, column, sentence, figures) for column, sentence, figures in _faults(cells, known)]
        value = None if found else _value(cells, known)
        if value is not None and value.key in seen:
            found = [Fault(row.number, None, N_("Row %(row)s says the same thing already."), {"row": seen[value.key]})]
        if found or value is None:
            faults.extend(found)
            continue
        seen[value.key] = row.number
        before = known.values.get(value.key)
        if before == value:
            unchanged += 1
        else:
            changes.append((row.number, value, before))
    return Plan(tuple(faults), tuple(changes), unchanged, columns.ignored)


def _faults(cells: Mapping[str, str], known: Known) -> Iterator[Finding]:
    component = COMPONENT_WORDS.get(cells["component"].lower())
    if component is None:
        yield "component", N_("“%(text)s” is no component that can be imported."), {"text": cells["component"]}
    period = cells["period"].upper()
    if not _is_period(period):
        yield "period", N_("“%(text)s” is no period. Write it like 2026-11 or 2026-Q4."), {"text": cells["period"]}
    elif period in known.locked:
        yield "period", N_("The appraisals of %(text)s are locked. What comes later is settled in the next period."), {"text": period}
    if component == "survey":
        if cells["staff"].lower() not in known.sites:
            yield "staff", N_("A survey is of a site: there is no site “%(text)s”."), {"text": cells["staff"]}
    elif component is not None and cells["staff"] not in known.staff:
        yield "staff", N_("There is nobody with the staff number “%(text)s”."), {"text": cells["staff"]}
    if _percent(cells["value"]) is None:
        yield "value", N_("“%(text)s” is no percentage from 0 to 100. Amounts of money are not taken."), {"text": cells["value"]}
    if not (cells["n"].isascii() and cells["n"].isdigit() and 0 < int(cells["n"]) <= MOST_N):
        yield "n", N_("Write how many times it was counted, at least 1."), {}
    if not cells["source"] or len(cells["source"]) > LONGEST_SOURCE:
        yield "source", N_("Write where the figure comes from, in a few words."), {}


def _value(cells: Mapping[str, str], known: Known) -> Value:
    component = COMPONENT_WORDS[cells["component"].lower()]
    subject = f"site:{known.sites[cells['staff'].lower()]}" if component == "survey" else f"staff:{known.staff[cells['staff']]}"
    percent = str(_percent(cells["value"]))
    return Value(component, cells["period"].upper(), subject, percent, int(cells["n"]), cells["source"])


def _is_period(text: str) -> bool:
    try:
        periods.read(text)
    except ValueError:
        return False
    return True


def _percent(text: str) -> Fraction | None:
    """A percentage with at most two decimals, "95.5" or "95.5%"."""
    plain = text.strip().rstrip("%％")
    whole, _, part = plain.partition(".")
    if not (whole.isascii() and whole.isdigit() and len(whole) <= 3 and len(part) <= 2 and (not part or part.isascii() and part.isdigit())):
        return None
    value = Fraction(plain.rstrip(".") or "0")
    return value if value <= 100 else None
