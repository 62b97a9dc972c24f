"""The life of a cycle and of one appraisal in it, as tables: what may follow what, and what may be done when.

Pure. Source: docs/decisions.md, Cycles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

STATES = ("open", "collect", "propose", "discuss", "acknowledge", "appeal", "locked", "called_off")
MOVES: Mapping[str, Sequence[str]] = {
    "open": ("collect", "called_off"),
    "collect": ("propose", "called_off"),
    "propose": ("discuss", "collect"),
    "discuss": ("acknowledge", "collect"),
    "acknowledge": ("appeal", "collect"),
    "appeal": ("locked", "collect"),
    "locked": (),
    "called_off": (),
}
BACK = "collect"  # a step back always leads here, needs a reason, and everything is looked at again
APPRAISAL_STATES = ("open", "proposed", "confirmed")
_AFTER_CUT = ("collect", "propose", "discuss", "acknowledge", "appeal")
_DECIDING = ("propose", "discuss", "acknowledge", "appeal")  # what a recalculation reopened may be proposed again until the lock
# what may be done with one appraisal -> the states of its cycle in which it may
ACTIONS: Mapping[str, Sequence[str]] = {
    "recalculate": ("open", *_AFTER_CUT),
    "rate": ("open", "collect", "propose"),
    "adjust": ("collect", "propose"),
    "propose": _DECIDING,
    "confirm": _DECIDING,
    "talk": ("discuss", "acknowledge", "appeal"),
    "sign": ("acknowledge", "appeal", "locked"),
}


def may_move(state: str, to: str) -> bool:
    """Whether a cycle may go from one state to another."""
    return to in MOVES.get(state, ())


def is_back(state: str, to: str) -> bool:
    """Whether a move leads back to what was before."""
    return to == BACK and state not in ("open", "collect")


def may(action: str, cycle_state: str) -> bool:
    """Whether something may be done with an appraisal in a state of its cycle. Raises KeyError for an unknown action."""
    return cycle_state in ACTIONS[action]


def needs_second(coefficient: int | None, is_near_edge: bool, is_adjusted: bool) -> bool:
    """Whether a second person must confirm what was proposed: under 1.0, at an edge of a band, or adjusted by hand."""
    return (coefficient is not None and coefficient < 100) or is_near_edge or is_adjusted
