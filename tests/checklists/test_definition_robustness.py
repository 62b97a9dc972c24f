"""Whatever a document holds, reading it gives a checklist or faults, and a checklist that was accepted can be scored."""

from __future__ import annotations

import json
import random
from typing import Any

from inspector.checklists.canonical import canonical_text
from inspector.checklists.library import read
from inspector.scoring.answers import check
from inspector.scoring.score import score
from tests.scoring.vectors import vectors

CASES = 600
JUNK: list[Any] = [None, True, "", "0", "-1", "1e9", "9" * 30, [], {}, [[]], "never", {"item": "x"}, "0.0001", "\x00", 3, 2.5]
VALUES: list[Any] = ["pass", "fail", "1", 3, {"k": 1, "n": 3}, {"k": 0, "n": 0}, ["a"], [], "0.5", None, True]
LONGEST = 3000  # characters of a document that is spoilt


def places(tree: Any) -> list[tuple[Any, Any]]:
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    return [place for key in keys for place in [(tree, key), *places(tree[key])]]


def spoilt(document: str, parts: list[str], chance: random.Random) -> str:
    """The document with one to three values replaced, removed or taken from elsewhere."""
    tree = json.loads(document)
    for _ in range(chance.randint(1, 3)):
        inside, key = chance.choice(places(tree))
        if isinstance(inside, dict) and chance.random() < 0.2:
            del inside[key]
        else:
            inside[key] = chance.choice(JUNK) if chance.random() < 0.4 else json.loads(chance.choice(parts))
    return json.dumps(tree)


def test_a_spoilt_document_gives_faults_or_a_checklist_that_can_be_scored():
    chance = random.Random(20261122)
    documents = [text for vector in vectors() if len(text := json.dumps(vector["checklist"])) < LONGEST]
    parts = [json.dumps(inside[key]) for text in documents for inside, key in places(json.loads(text))]
    accepted = 0
    for _ in range(CASES):
        found = read(spoilt(chance.choice(documents), parts, chance))
        assert all(fault.sentence("zh") for fault in (*found.faults, *found.warnings))
        if found.checklist is None:
            assert found.faults
            continue
        accepted += 1
        again = read(canonical_text(found.checklist.document)).checklist
        assert again == found.checklist
        answers = [
            {"item": item.id, "for": chance.choice([None, "staff:1"]), "value": chance.choice(VALUES)}
            for item in found.checklist.items
        ]
        checked, _ = check(found.checklist, {"answers": answers, "subjects": {"staff": ["staff:1"]}})
        assert score(found.checklist, checked).as_json()["engine"] == 1
    assert accepted > CASES // 20
