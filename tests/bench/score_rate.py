"""How many filled checklists of 60 items the engine scores in a second, JSON in and JSON out.

    python tests/bench/score_rate.py [SHEETS]

The ratio is to reading and writing the same lines with the json module in the same run, so that it means the
same on every machine. Aim: 2,000 a second on one core (docs/performance.md).
"""

from __future__ import annotations

import contextlib
import io
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspector.checklists.canonical import from_document
from inspector.checklists.definition import Checklist
from inspector.scoring.door import score_file

AIM = 2000  # a second
SECTIONS, ITEMS_EACH = 6, 10
TYPES = ("verdict", "verdict", "verdict", "k_of_n", "rating", "points", "choice", "verdict", "verdict", "verdict")
DIMENSIONS = ("appearance", "greeting", "service_language", "hygiene", "safety", "responsiveness")
OWN_KEYS: dict[str, dict[str, Any]] = {
    "rating": {"max": "5"},
    "points": {"points": "5"},
    "choice": {"options": [{"id": name, "points": str(n)} for n, name in enumerate(("bad", "fair", "good"))]},
}


def checklist() -> Checklist:
    sections = [
        {"id": f"s{s}", "weight": str(10 + s), "dimension": DIMENSIONS[s], "items": [_item(s, i) for i in range(ITEMS_EACH)]}
        for s in range(SECTIONS)
    ]
    grades = [{"grade": "A", "from": "90"}, {"grade": "B", "from": "80"}, {"grade": "C"}]
    scoring = {"roll_up": "mean", "pass_from": "85", "grades": grades}
    return from_document({"id": "bench", "title": {"und": "Bench"}, "scoring": scoring, "sections": sections})


def sheet(chance: random.Random) -> str:
    answers = [_answer(f"s{s}-{i}", TYPES[i], chance) for s in range(SECTIONS) for i in range(ITEMS_EACH)]
    return json.dumps({"answers": answers})


def seconds(work: Callable[[], object]) -> float:
    """The best of three, in time of this process, so that the load of the machine counts little."""
    best = float("inf")
    for _ in range(3):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def main(count: int = 4000) -> int:
    chance = random.Random(1)
    lines = [sheet(chance) for _ in range(count)]
    subject = checklist()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.jsonl"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            ours = seconds(lambda: score_file(subject, path, "en"))
    baseline = seconds(lambda: [json.dumps(json.loads(line)) for line in lines])
    rate = count / ours
    met = "met" if rate >= AIM else f"missed by {100 * (1 - rate / AIM):.0f} %"
    print(f"scored {rate:,.0f} sheets of {SECTIONS * ITEMS_EACH} items a second; aim {AIM:,}: {met}")
    print(f"json alone {count / baseline:,.0f} a second; ratio of times {ours / baseline:.2f}")
    return 0 if rate >= AIM else 1


def _item(s: int, i: int) -> dict[str, Any]:
    return {"id": f"s{s}-{i}", "ask": {"und": "?"}, "type": TYPES[i], **OWN_KEYS.get(TYPES[i], {})}


def _answer(item: str, kind: str, chance: random.Random) -> dict[str, Any]:
    common = {"item": item, "for": None, "at": "2026-11-22T12:03:11.250+08:00"}
    if chance.random() < 0.05:
        return {**common, "state": "na", "value": None, "reason": "closed"}
    n = chance.randint(1, 6)
    value: dict[str, Any] = {
        "verdict": "pass" if chance.random() < 0.9 else "fail",
        "k_of_n": {"k": chance.randint(0, n), "n": n},
        "rating": str(chance.randint(1, 5)),
        "points": str(chance.randint(0, 5)),
        "choice": chance.choice(["good", "fair", "bad"]),
    }
    return {**common, "state": "answered", "value": value[kind]}


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
