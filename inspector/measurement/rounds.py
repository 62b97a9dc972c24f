"""Rounds about people, as the estimate of severity takes them. Pure data, without numpy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Rounds:
    """A column for each thing known of a round about one person; all of one length.

    staff, inspector, checklist, site: ids; site None where it is not asked after. items: scored items, > 0. percent: points, mostly
    0..100. conditions: of what was beyond the person, such as peak or the staffing band, the level of each round.
    """

    staff: Sequence[str]
    inspector: Sequence[str]
    checklist: Sequence[str]
    items: Sequence[float]
    percent: Sequence[float]
    site: Sequence[str] | None = None
    conditions: Mapping[str, Sequence[str]] = field(default_factory=dict)
