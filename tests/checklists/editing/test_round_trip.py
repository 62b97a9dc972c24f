"""A list opened in the editor and saved part by part, without a change by its author, stays the same list, word for word."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import render_template

from inspector.checklists import drafts, library
from inspector.checklists.canonical import canonical_text
from inspector.checklists.editing import checked, form, outline, showing
from inspector.checklists.editing.outline import Target
from inspector.checklists.keys import every_key
from tests.checklists.editing.forms_read import fields_of

AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
EVERY_KEY = Path(__file__).with_name("every_key.yml")
FILES = [*library.pack_files(), EVERY_KEY]


def document_of(path: Path) -> dict:
    read = library.read(path)
    assert read.checklist, [fault.sentence() for fault in read.faults]
    return json.loads(canonical_text(read.checklist.document))


def targets(document) -> list[Target]:
    return [
        Target("head"),
        *(Target("section", section["id"]) for section in document["sections"]),
        *(Target("item", item["id"]) for item in outline.items(document)),
    ]


def keys_in(value) -> set[str]:
    if isinstance(value, list):
        return {key for one in value for key in keys_in(one)}
    return {key for name, one in value.items() for key in (name, *keys_in(one))} if isinstance(value, dict) else set()


def test_the_list_of_every_key_has_every_key():
    left_out = {"start", "is", "pass_to", "lt", "le", "gt", "pack"}  # of sheets that deduct, and of conditions tested as vectors
    assert every_key() - keys_in(document_of(EVERY_KEY)) <= left_out


SEEN: set[str] = set()  # shapes of parts that were drawn: the same keys in the same types are one form, whatever its words


def is_new(part: dict) -> bool:
    """Whether no part of this shape was drawn yet; one with a line break in a text always is drawn."""
    shape = json.dumps([part.get("type"), part.get("kind"), sorted(keys_in(part)), part.get("on_fail") == "never"])
    if shape in SEEN and "\\n" not in json.dumps(part):
        return False
    SEEN.add(shape)
    return True


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_its_author_did_not_change_stays_word_for_word(app, cast, path):
    document = document_of(path)
    with app.test_request_context("/", headers={"Accept-Language": "en"}):
        row = drafts.begin({**document, "id": f"{document['id']}-mine"}, cast.accounts["quan"], AT)
        types = {item["id"]: item["type"] for item in outline.items(document)}
        whole = showing.editing(row)
        for target in targets(document):
            editing = replace(whole, opened=target)
            part = outline.part_of(editing.document, target)
            if not is_new(part):
                continue
            page = render_template("checklists/editor/_part.html", editing=editing, target=target, part=part)
            pairs = [(name, value) for name, value in fields_of(page) if name not in ("csrf_token", "seen")]
            if target.kind == "head":
                after = form.read_head(pairs, part)
            else:
                after = (form.read_item if target.kind == "item" else form.read_section)(pairs, part, types)
            assert after == part
        written = drafts.document_of(row) | {"id": document["id"]}
        assert checked.check(written).checklist.version == library.read(path).checklist.version
