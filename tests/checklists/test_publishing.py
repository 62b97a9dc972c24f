"""Versions are frozen, found by their hash, and the same content is the same version."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from inspector.checklists import library, publishing
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.extensions import db

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
SMALL = """
id: small-round
title: {zh: 小检查, en: Small round}
kind: round
pack: own
sections:
  - id: floor
    items:
      - {id: clean, type: verdict, ask: {zh: 地面干净, en: Floor clean}}
"""


def checklist(text: str = SMALL):
    found = library.read(text)
    assert found.checklist, [fault.sentence() for fault in found.faults]
    return found.checklist


def test_a_version_holds_exactly_the_bytes_its_hash_was_made_of(context):
    version = publishing.publish(checklist(), None, "first", AT)
    assert version.sha256 == "sha256:" + hashlib.sha256(version.document.encode()).hexdigest()
    assert (version.number, version.note, version.published_at) == (1, "first", AT)


def test_the_same_content_is_the_same_version_however_it_is_written(context):
    first = publishing.publish(checklist(), None, "", AT)
    rewritten = SMALL.replace("{zh: 地面干净, en: Floor clean}", "{en: Floor clean, zh: 地面干净}") + "\n# a remark\n"
    assert publishing.publish(checklist(rewritten), None, "again", AT).id == first.id
    assert len(db.session.scalars(select(ChecklistVersion)).all()) == 1


def test_another_content_is_the_next_version_and_the_old_one_stays(context):
    first = publishing.publish(checklist(), None, "", AT)
    before = first.document
    second = publishing.publish(checklist(SMALL.replace("Small round", "Little round")), None, "", AT)
    assert (second.number, second.checklist_id) == (2, first.checklist_id)
    assert db.session.get(ChecklistVersion, first.id).document == before
    assert publishing.newest("small-round").id == second.id
    assert db.session.scalars(select(ChecklistRow)).one().title["en"] == "Little round"


def test_every_shipped_list_installs_once(context):
    first = publishing.install_pack(None, AT)
    again = publishing.install_pack(None, AT)
    assert [one.id for one in first] == [one.id for one in again]
    assert {one.checklist.key for one in first} >= {"quick-round", "rest-floor", "auto-recep"}
    assert all(one.number == 1 for one in first)


def test_a_compiled_version_is_the_checklist_that_was_published(context):
    published = checklist()
    publishing.publish(published, None, "", AT)
    assert publishing.compiled(published.version) == published
    assert publishing.compiled(published.version) is publishing.compiled(published.version)


def test_there_is_nothing_compiled_under_an_unknown_hash_and_it_is_asked_for_again(context):
    later = checklist(SMALL.replace("small-round", "later-round"))
    with pytest.raises(LookupError):
        publishing.compiled(later.version)
    publishing.publish(later, None, "", AT)
    assert publishing.compiled(later.version).id == "later-round"
