"""Control charts of what failed at one site, question by question and week by week. A signal means look, never punish.

Self-checks, mystery visits and second looks are left out. Source: docs/decisions.md, Looks, not verdicts; measurement/charts.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, cast, func, select

from inspector.checklists import publishing
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.measurement.charts import Chart, Count, p_chart

WEEKS = 12
FEWEST_WEEKS = 5  # with answers, before limits mean anything
FEWEST_FAILED = 5
SHOWN = 12
RECENT = 4  # weeks in which a signal is news


@dataclass(frozen=True, slots=True)
class Week:
    """A point with what it was made of. begins: its Monday."""

    begins: date
    failed: int
    asked: int
    p: float
    lower: float
    upper: float
    signal: str | None


@dataclass(frozen=True, slots=True)
class Item:
    """The chart of one question. top: the upper end of what is drawn, 0..1."""

    question: dict[str, str]
    list_title: dict[str, str]
    chart: Chart
    weeks: Sequence[Week]
    top: float

    @property
    def signals(self) -> list[Week]:
        """The weeks of the last RECENT that lie beyond what chance explains, newest first."""
        return [week for week in reversed(self.weeks[-RECENT:]) if week.signal]


def of_site(site_id: int, today: date) -> list[Item]:
    """The charts of a site: what calls for a look first, then what fails most."""
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    found = [item for key, counts in _counts(site_id, first).items() if (item := _item(key, counts)) is not None]
    return sorted(found, key=lambda one: (not one.signals, -one.chart.p_bar))[:SHOWN]


def _counts(site_id: int, first: date) -> dict[tuple[str, str], dict[date, list[int]]]:
    """{(list, item): {Monday: [failed, asked]}}."""
    chosen: Any = select(
        ChecklistRow.key, Answer.item, Inspection.business_day, func.sum(cast(Answer.is_failed, Integer)).label("failed"),
        func.count().label("asked"),
    )  # fmt: skip
    rows = db.session.execute(
        chosen.join(Inspection, Inspection.id == Answer.inspection_id)
        .join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .where(Inspection.site_id == site_id, Inspection.business_day >= first, Inspection.line.in_(("area", "audit")))
        .where(Inspection.flag.is_(None), Inspection.reinspects.is_(None), Answer.state == "answered", Answer.is_faulty.is_(False))
        .group_by(ChecklistRow.key, Answer.item, Inspection.business_day)
    )
    found: dict[tuple[str, str], dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    for row in rows:
        week = found[row.key, row.item][row.business_day - timedelta(days=row.business_day.weekday())]
        week[0], week[1] = week[0] + row.failed, week[1] + row.asked
    return found


def _item(key: tuple[str, str], counts: dict[date, list[int]]) -> Item | None:
    days = sorted(counts)
    if len(days) < FEWEST_WEEKS or sum(counts[day][0] for day in days) < FEWEST_FAILED:
        return None
    newest = publishing.newest(key[0])
    checklist = publishing.compiled(newest.sha256) if newest else None
    asked = next((item for item in checklist.items if item.id == key[1]), None) if checklist else None
    if checklist is None or asked is None:
        return None  # a question that is asked no more
    chart = p_chart(Count(day.isoformat(), *counts[day]) for day in days)
    weeks = [
        Week(day, counts[day][0], counts[day][1], point.p, point.lcl, min(1.0, point.ucl), point.signal)
        for day, point in zip(days, chart.points, strict=True)
    ]
    top = min(1.0, 1.1 * max(max(week.p, week.upper) for week in weeks))
    return Item(dict(asked.ask), dict(checklist.title), chart, weeks, top)
