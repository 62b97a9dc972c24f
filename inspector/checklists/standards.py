"""The register of standards: the service facts that checklist questions cite by id."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent / "standards"
REGISTER = FOLDER / "standards.csv"
Words = Mapping[str, str]  # language -> text


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
    def is_own(self) -> bool:
        """Whether the organisation wrote it (own_standards.py); the register came with Inspector."""
        return False

    @property
    def is_unverified(self) -> bool:
        """Whether it quotes a share or an average that nobody could verify; it is kept to be found, and nothing rests on it."""
        return self.note.startswith("BENCHMARK")

    @property
    def moment(self) -> Words | None:
        """What impresses or disappoints the guest here; None where the source says nothing."""
        return word("moment", self._moment_parts[0]) if self.moment_of_truth else None

    @property
    def management_point(self) -> Words | None:
        """How the source says the failure is prevented; None where it does not."""
        return word("point", self._moment_parts[1]) if self._moment_parts[1] else None

    @property
    def step(self) -> Words:
        """The step of the service in both languages."""
        return word("step", self.process_step)

    @property
    def roles(self) -> list[Words]:
        """Who does it, in both languages."""
        return [word("role", one) for one in self.role.split("/")]

    @property
    def is_reference(self) -> bool:
        """Whether it is a figure or a word to look up, which no question can ask about."""
        return self.id in reference_only()

    @property
    def is_front_stage(self) -> bool:
        """Whether a guest can notice it, so that it lies before the line of visibility: a shopper or a guest could report it."""
        return not {"mystery_shopper", "customer_survey"}.isdisjoint(self.observable_by)

    @property
    def _moment_parts(self) -> tuple[str, str]:
        moment, _, point = self.moment_of_truth.removeprefix("MOT:").partition(";要点:")
        return moment, point


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


@cache
def reference_only() -> frozenset[str]:
    """The ids that hold a figure or a word and nothing that could be inspected."""
    return frozenset(json.loads((FOLDER / "reference_only.json").read_text(encoding="utf-8")))


def word(kind: str, key: str) -> Words:
    """A word of the register in both languages. kind: step | role | moment | point. A word that nobody translated is itself."""
    return _words().get((kind, key), {"zh": key, "en": key})


@cache
def _words() -> Mapping[tuple[str, str], Words]:
    with (FOLDER / "words.csv").open(encoding="utf-8", newline="") as lines:
        found = {(row["kind"], row["key"]): MappingProxyType({"zh": row["zh"], "en": row["en"]}) for row in csv.DictReader(lines)}
    return MappingProxyType(found)


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
