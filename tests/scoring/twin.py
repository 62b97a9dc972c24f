"""The engine and its twin on the device, asked about the same cases; and the smallest case on which they differ."""

import copy
import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from inspector.checklists.canonical import from_document, version_of
from inspector.checklists.library import read
from inspector.scoring.answers import check
from inspector.scoring.score import score

Json = dict[str, Any]
Pair = tuple[Json, Json]  # a checklist document and a sheet for it

Differs = Callable[[list[Pair]], list[bool]]

TWIN = Path(__file__).with_name("twin.mjs")


def differ(pairs: Sequence[Pair]) -> list[bool]:
    """For each case: do the engine and the device come to different Scores?"""
    engine = [engine_score(*pair) for pair in pairs]
    return [one != other for one, other in zip(engine, device_scores(pairs), strict=True)]


def both(document: Json, sheet: Json) -> tuple[Json, Json]:
    """The Scores of the engine and of the device."""
    return engine_score(document, sheet), device_scores([(document, sheet)])[0]


def engine_score(document: Json, sheet: Json) -> Json:
    """The Score as it goes over the wire, or the codes of what is wrong with the answers."""
    checklist = from_document(document)
    answers, faults = check(checklist, sheet)
    if faults:
        return {"error": [{"code": one.code, "item": one.item, "for": one.subject} for one in faults]}
    found: Json = json.loads(json.dumps(score(checklist, answers).as_json()))
    return found


def device_scores(pairs: Sequence[Pair]) -> list[Json]:
    """The same from the device, all from one Node process."""
    lines = [
        json.dumps({"document": document, "sheet": sheet, "version": version_of(document)}) for document, sheet in pairs
    ]
    done = subprocess.run(["node", str(TWIN)], input="\n".join(lines), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def smallest(pair: Pair, differs: Differs) -> Pair:
    """Takes parts away from a case as long as the two still differ."""
    while True:
        kept = [smaller for smaller in _smaller(pair) if is_accepted(smaller[0])]
        still = next((one for one, is_different in zip(kept, differs(kept), strict=True) if is_different), None)
        if still is None:
            return pair
        pair = still


def is_accepted(document: Json) -> bool:
    """Would the checker publish this document as it stands?"""
    found = read(json.dumps(document, ensure_ascii=False)).checklist
    return found is not None and found.document == document


def differences(one: Any, other: Any, path: tuple[Any, ...] = ()) -> Iterator[str]:
    """Each place where two Scores differ, as a line to read."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other}):
            yield from differences(one.get(key, "(absent)"), other.get(key, "(absent)"), (*path, key))
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, (*path, place))
    elif one != other:
        yield f"{'.'.join(map(str, path))}: engine {json.dumps(one)}, device {json.dumps(other)}"


def _smaller(pair: Pair) -> Iterator[Pair]:
    """The case with one part less: an answer, a section, an item, a key."""
    document, sheet = pair
    for place in range(len(sheet["answers"])):
        yield document, {**sheet, "answers": [*sheet["answers"][:place], *sheet["answers"][place + 1 :]]}
    for path in _parts(document):
        smaller, rest = copy.deepcopy(document), copy.deepcopy(sheet)
        _take(smaller, path)
        known = {item["id"] for section in smaller["sections"] for item in section["items"]}
        rest["answers"] = [answer for answer in rest["answers"] if answer["item"] in known]
        yield smaller, rest
    for key in [key for key in sheet if key != "answers"]:
        yield document, {name: value for name, value in sheet.items() if name != key}


def _parts(document: Json) -> Iterator[tuple[Any, ...]]:
    yield from (("scoring", key) for key in document["scoring"])
    for s, section in enumerate(document["sections"]):
        yield "sections", s
        yield from (("sections", s, key) for key in section if key not in ("id", "items"))
        for i, item in enumerate(section["items"]):
            yield "sections", s, "items", i
            yield from (("sections", s, "items", i, key) for key in item if key not in ("id", "type", "ask"))


def _take(document: Json, path: Sequence[Any]) -> None:
    place: Any = document
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
