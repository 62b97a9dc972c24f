"""Which answer is evidence about the person who bears it. The one place of this rule; the ledger is filled by it and pages show by it.

Pure. Source: docs/decisions.md, Evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from inspector.checklists.definition import Item
    from inspector.scoring.figures import Figure


def is_evidence(item: Item, state: str, borne_by: str, possible: Figure) -> bool:
    """Whether an answer counts: borne by a person, seen, with points to lose, no bonus, no feeling. possible: exact points."""
    return borne_by == "person" and state == "answered" and possible > 0 and not item.bonus and not item.subjective
