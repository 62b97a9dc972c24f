"""Fills one checklist as an inspector would on the floor: what is seen, what fails, what is said about it.

Pure but for the random source, which comes from outside: the same source gives the same answers.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from inspector.checklists.definition import Checklist, Item

UNSEEN_EVENT, UNSEEN_PERSON, UNSEEN_STATE = 0.15, 0.15, 0.05  # how often something is not seen; 11 percent in all
NOT_APPLICABLE = 0.07  # where that is allowed; 5 percent in all
CORRECTED, REMINDED = 0.46, 0.6
NOTED, CAUSED = 0.55, 0.4
NAMED_ACTS = 0.75  # of a person's acts, the person is named
CAUSES = ("people", "people", "people", "method", "material", "machine", "environment", "other")
REASONS = {"na": "本时段不适用", "unseen": "这一轮没碰到"}
POSTURE = "standing_posture"


@dataclass(frozen=True, slots=True)
class Scene:
    """What a round meets.

    people: subjects of those on the round; serving: those of them who serve guests; exempt:
    those without posture items; tables: where a dirty one may be.

    fails: (item, subject, u) -> whether it is found to fail; u: a draw from 0 to 1, the same for two inspectors of a joint round.
    bulk: share of answers given in bulk. must_fail, must_pass: what a story asks for, over everything else.
    """

    people: tuple[str, ...]
    serving: tuple[str, ...]
    exempt: frozenset[str]
    tables: tuple[str, ...]
    has: frozenset[str]
    fails: Callable[[Item, str | None, float], bool]
    bulk: float
    must_fail: frozenset[str] = frozenset()
    must_pass: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)


def fill(checklist: Checklist, scene: Scene, random: Random, truth: Random) -> list[dict[str, Any]]:
    """The answers of one round in the order of the list, without moments and photos.

    random: what this inspector does; truth: what is so, shared by those who look at the same time.
    """
    given: list[dict[str, Any]] = []
    said: dict[str, Any] = {}
    for section in checklist.sections:
        in_bulk = random.random() < scene.bulk
        for subject in scene.people if section.repeat == "staff" else (None,):
            for item in section.items:
                if _is_asked(item, scene, said):
                    entry = _answer(item, subject, section.repeat is not None, scene, random, truth)
                    entry["bulk"] = in_bulk and item.bulk and entry["state"] == "answered" and not _is_found(entry)
                    said[item.id] = entry["value"]
                    given.append(entry)
    return given


def _is_asked(item: Item, scene: Scene, said: Mapping[str, Any]) -> bool:
    if item.type in ("all_of", "instruction"):
        return False
    if item.applies is not None:
        if item.applies.has is not None and item.applies.has not in scene.has:
            return False
        if item.applies.lacks is not None and item.applies.lacks in scene.has:
            return False
    if item.id in ("off-par-count", "off-par-reported"):
        return said.get("off-par") in ("short", "excess", "both")
    if item.id == "chill-under-2h":
        return said.get("fridge") is not None and not 0 <= float(said["fridge"]) <= 8
    return item.when is None


def _answer(
    item: Item, subject: str | None, is_person: bool, scene: Scene, random: Random, truth: Random
) -> dict[str, Any]:
    draw, mishap = truth.random(), random.random()
    named = subject
    if (
        subject is None
        and item.owner == "actor"
        and item.observe == "event"
        and scene.serving
        and random.random() < NAMED_ACTS
    ):
        named = random.choice(scene.serving)
    state = _state(item, subject, is_person, scene, mishap)
    entry: dict[str, Any] = {"item": item.id, "for": named, "state": state, "value": None, "reason": None}
    if state != "answered":
        entry["for"], entry["reason"] = subject, REASONS[state] if random.random() < 0.2 or state == "na" else None
        return entry
    is_found = not scene.must_pass and (item.id in scene.must_fail or scene.fails(item, named, draw))
    entry["value"] = (_bad if is_found else _good)(item, random)
    if is_found and item.on_fail.kind is not None:
        _remark(entry, item, scene, random)
    return entry


def _state(item: Item, subject: str | None, is_person: bool, scene: Scene, mishap: float) -> str:
    if item.id in scene.must_fail or scene.must_pass or not item.is_scored:
        return "answered"
    if subject in scene.exempt and item.dimension == POSTURE:
        return "na"
    may_be_na = item.na != "forbid" and not is_person
    if may_be_na and mishap < NOT_APPLICABLE:
        return "na"
    rest = mishap - (NOT_APPLICABLE if may_be_na else 0)
    if item.critical != "none":
        return "answered"
    unseen = UNSEEN_PERSON if is_person else UNSEEN_EVENT if item.observe == "event" else UNSEEN_STATE
    return "unseen" if rest < unseen else "answered"


def _is_found(entry: Mapping[str, Any]) -> bool:
    return "corrected" in entry


def _remark(entry: dict[str, Any], item: Item, scene: Scene, random: Random) -> None:
    is_act = item.on_fail.kind == "coach"
    entry["corrected"] = item.id not in scene.must_fail and random.random() < CORRECTED
    entry["reminded"] = is_act and random.random() < REMINDED
    chips = [note["zh"] for note in item.notes if "zh" in note]
    if item.id in scene.notes:
        entry["note"] = scene.notes[item.id]
    elif chips and random.random() < NOTED:
        entry["note"] = chips[min(int(random.expovariate(0.8)), len(chips) - 1)]
    if random.random() < CAUSED:
        entry["cause"] = random.choice(CAUSES)
    if entry["for"] is None and item.id in ("tables", "tables-littered", "plates-due") and scene.tables:
        entry["for"] = f"table:{random.choice(scene.tables)}"


def _good(item: Item, random: Random) -> Any:
    kind = item.type
    if kind == "k_of_n":
        seen = (item.needed or random.choice((1, 2, 2, 3))) + (random.random() < 0.2)
        return {"k": seen, "n": seen}
    if kind == "number":
        return _figure_within(item, random)
    if kind == "stopwatch":
        return str(int(float(item.target_seconds or 60) * random.uniform(0.3, 1.0)))
    if kind == "deduct":
        return 0
    if kind == "rating":
        best = int(item.max or len(item.levels))
        return best if random.random() < 0.85 else max(best - 1, item.fails_at + 1)
    if kind == "choices":
        return [option.id for option in item.options if option.scored]
    if kind == "choice":
        return item.options[0].id if random.random() < 0.85 else random.choice(item.options).id
    return "pass" if kind == "verdict" else "ok"


def _figure_within(item: Item, random: Random) -> str:
    if item.id == "fridge":
        return f"{random.uniform(2.2, 6.4):.1f}"
    least = int(item.least or 0)
    return str(random.randint(least, int(item.most) if item.most is not None else least + 3))


def _bad(item: Item, random: Random) -> Any:
    kind = item.type
    if kind == "k_of_n":
        seen = item.needed or random.choice((1, 2, 2, 3))
        return {"k": max(seen - (1 if random.random() < 0.8 else 2), 0), "n": seen}
    if kind == "number":
        return (
            f"{random.uniform(9.2, 12.4):.1f}"
            if item.id == "fridge"
            else str(int(item.most or 0) + random.choice((1, 1, 2)))
        )
    if kind == "stopwatch":
        return str(int(float(item.limit_seconds or 120) * random.uniform(1.02, 1.5)))
    if kind == "deduct":
        return random.choice((1, 1, 2))
    if kind == "rating":
        return item.fails_at
    if kind == "choices":
        held = [option.id for option in item.options if option.scored]
        held.pop(random.randrange(len(held)))
        return held
    return "fail" if kind == "verdict" else _good(item, random)
