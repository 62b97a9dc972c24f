"""How a fix proves itself: what must be seen again, by whom and how soon; what a look at a watched task changes. Pure.

Source: docs/decisions.md, Watching. Nobody is praised for what nobody saw: where a look is asked for, time alone closes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

OUTSIDE_LINES = frozenset(("area", "audit"))
# photo: what somebody else accepted is enough; sample: the same, but some are looked at again; observations: so many good ones in a row
RECHECKS = ("photo", "sample", "round", "visit", "observations")
USUAL: Mapping[str, str] = {
    "at_once": "visit", "this_shift": "sample", "day": "photo", "three_days": "visit", "week": "observations", "works": "photo",
}  # fmt: skip
WATCHED_LONG = frozenset(("three_days", "week", "works"))  # what takes longer to come back


@dataclass(frozen=True, slots=True)
class Recheck:
    """looks: observations that must be good, 0 = the photo that somebody else verified is enough. by: round, or visit from outside."""

    looks: int
    by: str
    watched: timedelta


@dataclass(frozen=True, slots=True)
class Watch:
    """What was set: how long a fix is watched, how many of a sample are looked at again, observations after training.

    own: {grade: one of RECHECKS} where the organisation decided otherwise than USUAL.
    """

    short: timedelta = timedelta(days=7)
    long: timedelta = timedelta(days=30)
    sample_percent: int = 20
    observations: int = 3
    own: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at a watched task, oldest first in a row of them. counts: by somebody whose look may prove it."""

    seen: int
    failed: int
    counts: bool


def recheck_of(grade: str, task_id: int, watch: Watch = Watch()) -> Recheck:
    """How a verified fix of a grade proves itself."""
    how = watch.own.get(grade, USUAL[grade])
    looks = {
        "photo": 0, "sample": int(is_sampled(task_id, watch.sample_percent)), "round": 1, "visit": 1, "observations": watch.observations,
    }[how]  # fmt: skip
    return Recheck(looks, "visit" if how == "visit" else "round", watch.long if grade in WATCHED_LONG else watch.short)


def is_sampled(task_id: int, percent: int) -> bool:
    """Whether a task belongs to the sample that is looked at again: evenly over the numbers, the same whoever asks and whenever."""
    return (
        task_id * 61
    ) % 100 < percent  # 61 shares nothing with 100, so a hundred tasks in a row fall on a hundred numbers


def is_look_of_weight(by: str, line: str, is_of_fixer: bool, is_from_outside: bool) -> bool:
    """Whether a look may prove a fix: never a self-check's, never that of who fixed it; a visit's only from outside the store."""
    if line == "self" or is_of_fixer:
        return False
    return by == "round" or (line in OUTSIDE_LINES and is_from_outside)


def good_looks(looks: Sequence[Look]) -> int:
    """Good observations in a row up to now; a bad one begins anew."""
    good = 0
    for one in looks:
        if one.failed:
            good = 0
        elif one.counts:
            good += one.seen
    return good


def needs_whys(grade: str, repeats: int, third: int = 3) -> bool:
    """Whether the cause must be followed by five whys: what must be put right at once, and what came back a third time."""
    return grade == "at_once" or repeats >= third
