"""What is gathered about a person for one period, as plain values: where they worked, what was measured there, what came before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from inspector.appraisals.appraising import Measured
from inspector.appraisals.outcomes import History, Person
from inspector.appraisals.scheme_models import Scheme
from inspector.appraisals.summary import Month


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where and as what a person worked for some days of a period, and what was measured there. scheme None: none was in force."""

    site_id: int
    site: str
    position_id: int
    position: Mapping[str, str]
    first_on: date
    last_on: date
    scheme: Scheme | None
    measured: Sequence[Measured]

    @property
    def days(self) -> int:
        """How many days, both ends included."""
        return (self.last_on - self.first_on).days + 1


@dataclass(frozen=True, slots=True)
class Gathered:
    """Everything one person's appraisal is made from. month: all rounds of the period pooled, for the least evidence.

    multiplier: of the site that pays. evidence: [(kind, id, hash)] of everything read.
    """

    staff_id: int
    stretches: Sequence[Stretch]
    month: Month
    person: Person
    history: History
    mystery: tuple[Fraction, int] | None
    survey: tuple[Fraction, int] | None
    newcomer_days: int
    evidence: Sequence[tuple[str, int, str]]
