"""The service blueprint of an industry: its steps in order, what guest, front stage and back stage do, what hangs on each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from inspector.checklists.standards import FOLDER, Standard, Words


@dataclass(frozen=True, slots=True)
class Step:
    """One step. A lane in which nobody does anything is None. process_steps: of the register, whose standards hang here."""

    name: Words
    guest: Words | None
    front: Words | None
    back: Words | None
    process_steps: tuple[str, ...]

    def hung(self, industry: str, register: Mapping[str, Standard]) -> list[Standard]:
        """The standards that hang on this step, in the order of the register."""
        return [one for one in register.values() if one.industry == industry and one.process_step in self.process_steps]

    def lanes(self, industry: str, register: Mapping[str, Standard]) -> Mapping[str, list[Standard]]:
        """What hangs here, on either side of the line of visibility: lane (front | back) -> its standards."""
        hung = self.hung(industry, register)
        return {"front": [one for one in hung if one.is_front_stage], "back": [one for one in hung if not one.is_front_stage]}


@cache
def read() -> Mapping[str, tuple[Step, ...]]:
    """Industry -> its steps in the order of the service."""
    import yaml  # slow to load, and few ask

    written = yaml.safe_load((FOLDER / "blueprints.yml").read_text(encoding="utf-8"))
    return MappingProxyType({industry: tuple(map(_step, steps)) for industry, steps in written.items()})


def _step(written: Mapping[str, Mapping[str, str]]) -> Step:
    lanes = (written.get("guest"), written.get("front"), written.get("back"))
    return Step(written["name"], *lanes, tuple(written["steps"]))
