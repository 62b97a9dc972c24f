"""Standards of the organisation's own, beside the register that comes with Inspector: written, changed with a day from which, retired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select

from inspector.checklists.models import OwnStandard, OwnStandardVersion
from inspector.checklists.standards import Standard, Words
from inspector.extensions import db

PREFIX = "OWN-"


@dataclass(frozen=True)
class HouseStandard(Standard):
    """A standard of the organisation's own, as it stands in its newest version that is in force."""

    number: int = 1
    since: date | None = None
    is_retired: bool = False
    own_moment: Words | None = None
    own_point: Words | None = None

    @property
    def is_own(self) -> bool:
        """Whether the organisation wrote it."""
        return True

    @property
    def moment(self) -> Words | None:
        """What impresses or disappoints the guest here."""
        return self.own_moment

    @property
    def management_point(self) -> Words | None:
        """How the failure is prevented."""
        return self.own_point

    @property
    def is_reference(self) -> bool:
        """An own standard is there to be asked about, until it is retired."""
        return self.is_retired


def read(on: date) -> Mapping[str, Standard]:
    """Own standards as they hold on a day, by id; a version that begins later is not yet seen, a first one always is."""
    statement = select(OwnStandard, OwnStandardVersion).join(OwnStandardVersion).order_by(OwnStandard.id, OwnStandardVersion.number)
    found: dict[str, Standard] = {}
    for row, version in db.session.execute(statement):
        if version.number == 1 or version.valid_from <= on:
            found[row.key] = _standard(row, version)
    return MappingProxyType(found)


def find(key: str) -> OwnStandard | None:
    """The row of an own standard."""
    return db.session.scalar(select(OwnStandard).where(OwnStandard.key == key))


def make(content: Mapping[str, Any], valid_from: date, by: int | None, at: datetime) -> OwnStandard:
    """A new standard with the next number of the house. content: fields of OwnStandardVersion.content."""
    number = (db.session.scalar(select(func.max(OwnStandard.id))) or 0) + 1
    row = OwnStandard(key=f"{PREFIX}{number:03}")
    db.session.add(row)
    db.session.flush()
    change(row, content, valid_from, by, at)
    return row


def change(row: OwnStandard, content: Mapping[str, Any], valid_from: date, by: int | None, at: datetime) -> OwnStandardVersion:
    """The next version, from a day on; what was before stays to be read."""
    number = (db.session.scalar(select(func.max(OwnStandardVersion.number)).where(OwnStandardVersion.standard_id == row.id)) or 0) + 1
    version = OwnStandardVersion(
        standard_id=row.id, number=number, content=dict(content), valid_from=valid_from, written_by_id=by, written_at=at
    )
    db.session.add(version)
    db.session.flush()
    return version


def versions(row: OwnStandard) -> list[OwnStandardVersion]:
    """All versions, the newest first."""
    statement = select(OwnStandardVersion).where(OwnStandardVersion.standard_id == row.id).order_by(OwnStandardVersion.number.desc())
    return list(db.session.scalars(statement))


def _standard(row: OwnStandard, version: OwnStandardVersion) -> HouseStandard:
    content = version.content
    return HouseStandard(
        id=row.key, section=content.get("source", ""), industry=content["industry"], role=content.get("role", ""),
        process_step=content["step"], dimensions=(content["dimension"],), factor=content.get("factor", ""),
        observable_by=tuple(content["observable_by"]), fact=content["fact"],
        threshold=content.get("threshold", ""), answer_type="", is_critical=False, hours=None, moment_of_truth="", note="",
        number=version.number, since=version.valid_from, is_retired=row.retired_at is not None,
        own_moment=content.get("moment") or None, own_point=content.get("point") or None,
    )  # fmt: skip
