"""The register of standards: the service facts that checklist questions cite by id."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

REGISTER = Path(__file__).parent / "standards" / "standards.csv"


@dataclass(frozen=True)
class Standard:
    """One service fact with its figure, in both languages."""

    id: str
    section: str  # part of the source text
    industry: str
    role: str  # who does it, in Chinese
    process_step: str
    dimensions: tuple[str, ...]  # of the closed list; the first is the main one
    factor: str  # tangibles | reliability | responsiveness | assurance | empathy
    observable_by: tuple[str, ...]
    fact: Mapping[str, str]  # language -> sentence
    threshold: str  # the figure in words, "" where the fact has none
    answer_type: str
    is_critical: bool
    hours: Decimal | None  # suggested time to put it right; 0.25 is on the spot
    moment_of_truth: str
    note: str

    @property
    def is_unverified(self) -> bool:
        """Whether it quotes a share or an average that nobody could verify; it is kept to be found, and nothing rests on it."""
        return self.note.startswith("BENCHMARK")


@cache
def read() -> Mapping[str, Standard]:
    """Read the whole register: standard id -> Standard, in the order of the file, read-only.

    Raises ValueError when an id stands twice.
    """
    register: dict[str, Standard] = {}
    with REGISTER.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            standard = _standard(row)
            if standard.id in register:
                raise ValueError(f"{REGISTER.name}: {standard.id} stands twice")
            register[standard.id] = standard
    return MappingProxyType(register)


def _standard(row: dict[str, str]) -> Standard:
    return Standard(
        id=row["id"],
        section=row["section"],
        industry=row["industry"],
        role=row["role"],
        process_step=row["process_step"],
        dimensions=tuple(row["dimension"].split("|")),
        factor=row["servqual"],
        observable_by=tuple(row["observable_by"].split("|")),
        fact=MappingProxyType({"zh": row["fact_zh"], "en": row["fact_en"]}),
        threshold=row["threshold"],
        answer_type=row["answer_type"],
        is_critical=row["critical"] == "yes",
        hours=Decimal(row["hours"]) if row["hours"] else None,
        moment_of_truth=row["moment_of_truth"],
        note=row["note"],
    )
