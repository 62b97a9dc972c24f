"""Reads the rounds that saw one point at a site, before and after: what an improvement item is measured by."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select

from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.rectification.improving import Round
from inspector.sites.models import Site

BRAND_ROUNDS = 500  # the newest of the brand


def of_site(
    site_id: int,
    checklist: str,
    item: str,
    since: date | None = None,
    until: date | None = None,
    most: int | None = None,
) -> list[Round]:
    """The rounds that saw a point at a site, newest first. Self-checks, withdrawn rounds and second looks do not count."""
    found = _rounds(checklist, item).where(Inspection.site_id == site_id)
    if since is not None:
        found = found.where(Inspection.business_day >= since)
    if until is not None:
        found = found.where(Inspection.business_day <= until)
    return [Round(row[0], row[1], bool(row[2])) for row in db.session.execute(found.limit(most))]


def by_ids(checklist: str, item: str, ids: Collection[int]) -> list[Round]:
    """Certain rounds as they stand now, newest first."""
    rows = db.session.execute(_rounds(checklist, item).where(Inspection.id.in_(list(ids))))
    return [Round(row[0], row[1], bool(row[2])) for row in rows]


def brand_rate(site_id: int, checklist: str, item: str) -> Fraction:
    """The share of the brand's rounds that found the point wrong."""
    brand = select(Site.brand).where(Site.id == site_id).scalar_subquery()
    newest = _rounds(checklist, item).join(Site, Site.id == Inspection.site_id).where(Site.brand == brand)
    rows = db.session.execute(newest.limit(BRAND_ROUNDS)).all()
    return Fraction(sum(int(row[2]) for row in rows), len(rows)) if rows else Fraction(0)


def _rounds(checklist: str, item: str) -> Select[*tuple[Any, ...]]:
    versions = (
        select(ChecklistVersion.id)
        .join(ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id)
        .where(ChecklistRow.key == checklist)
    )
    return (
        select(Inspection.id, Inspection.business_day, func.max(cast(Answer.is_failed, Integer)))
        .join(Answer, Answer.inspection_id == Inspection.id)
        .where(Answer.item == item, Answer.state == "answered", Inspection.checklist_version_id.in_(versions))
        .where(Inspection.line != "self", Inspection.flag.is_(None), Inspection.reinspects.is_(None))
        .group_by(Inspection.id, Inspection.business_day)
        .order_by(Inspection.business_day.desc(), Inspection.id.desc())
    )
