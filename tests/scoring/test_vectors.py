"""Every vector holds: the same files decide for the server and for the device."""

from __future__ import annotations

import json

import pytest

from inspector.checklists import library
from inspector.checklists.canonical import from_document
from inspector.scoring.answers import check
from inspector.scoring.figures import fixed
from inspector.scoring.pooling import pool_counts
from inspector.scoring.score import score
from tests.scoring.vectors import differences, vectors

ALL = vectors()


@pytest.mark.parametrize("vector", ALL, ids=[vector["id"] for vector in ALL])
def test_the_engine_gives_what_the_vector_says(vector):
    checklist = from_document(vector["checklist"])
    if "sheets" in vector:
        scores = [score(checklist, check(checklist, sheet)[0]) for sheet in vector["sheets"]]
        pooled = pool_counts(vector["pooled"]["item"], scores)
        assert pooled.percent is not None
        expected = vector["pooled"]
        assert (str(pooled.k), str(pooled.n), fixed(pooled.percent, 1)) == (expected["k"], expected["n"], expected["percent"])
        return
    answers, faults = check(checklist, vector["answers"])
    assert [fault.code for fault in faults] == vector.get("error", [])
    if "expect" in vector:
        assert differences(vector["expect"], score(checklist, answers).as_json()) == []


@pytest.mark.parametrize("vector", ALL, ids=[vector["id"] for vector in ALL])
def test_the_checklist_of_the_vector_is_one_that_check_accepts(vector):
    found = library.read(json.dumps(vector["checklist"], ensure_ascii=False))
    assert [(fault.line, fault.sentence()) for fault in found.faults] == []
    assert found.checklist is not None
    assert found.checklist.document == vector["checklist"]


def test_every_vector_has_its_own_id():
    assert len({vector["id"] for vector in ALL}) == len(ALL)
