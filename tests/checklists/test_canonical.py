"""The canonical document and its version: what is hashed must never depend on how the file was laid out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from inspector.checklists.canonical import canonical_text, from_document, version_of
from inspector.checklists.library import pack_files, read

VECTORS = json.loads((Path(__file__).parent.parent / "vectors/canonical/documents.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_a_written_checklist_is_read_as_its_canonical_document(vector):
    found = read(vector["yaml"])
    assert found.faults == ()
    assert found.checklist is not None
    assert found.checklist.document == vector["document"]
    assert found.checklist.version == vector["version"]


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["id"] for vector in VECTORS])
def test_the_version_is_the_hash_of_the_sorted_compact_text_in_utf_8(vector):
    text = json.dumps(vector["document"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert version_of(vector["document"]) == "sha256:" + hashlib.sha256(text.encode("utf-8")).hexdigest()


def test_layout_order_and_idle_digits_do_not_change_the_version():
    one = read("id: a\ntitle: T\nscoring: {decimals: 1, pass_from: 85}\nsections: [{id: s, items: [{id: i, ask: Q, type: verdict}]}]\n")
    other = read(
        "# a comment\ntitle: 'T'\nsections:\n  - items:\n      - type: verdict\n        ask: Q\n        id: i\n    id: s\n"
        "scoring:\n  pass_from: 85.0\n  decimals: 1\nid: a\n"
    )
    assert one.checklist is not None
    assert other.checklist is not None
    assert one.checklist.version == other.checklist.version


def test_an_exported_document_reads_back_to_the_same_version():
    for path in pack_files():
        found = read(path)
        assert found.checklist is not None, [fault.sentence() for fault in found.faults]
        again = read(canonical_text(found.checklist.document))
        assert again.faults == ()
        assert again.checklist is not None
        assert again.checklist.version == found.checklist.version
        assert from_document(json.loads(canonical_text(found.checklist.document))) == found.checklist
