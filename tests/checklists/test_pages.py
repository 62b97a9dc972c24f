"""Checklists on screen: read, exported, checked, published."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from inspector.checklists import library, publishing
from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.extensions import db
from tests.checklists.test_publishing import SMALL

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)
LISTS = [path.stem for path in library.pack_files()]


def own_versions() -> list[ChecklistVersion]:
    return list(
        db.session.scalars(select(ChecklistVersion).join(ChecklistRow).where(ChecklistRow.key == "small-round"))
    )


@pytest.fixture
def installed(app, cast) -> None:
    with app.app_context():
        publishing.install_pack(None, AT)
        db.session.commit()


def test_every_shipped_list_is_listed_and_can_be_read(installed, visit):
    lin = visit("lin")
    index = lin.get("/checklists").get_data(as_text=True)
    for key in LISTS:
        assert f"/checklists/{key}" in index
        page = lin.get(f"/checklists/{key}")
        assert page.status_code == 200
        checklist = library.read(library.find_in_packs(key)).checklist
        text = page.get_data(as_text=True)
        assert all(f'id="item-{item.id}"' in text for item in checklist.items)


@pytest.mark.parametrize("kind", ["yaml", "json"])
def test_an_exported_version_read_again_is_the_same_version(installed, visit, kind):
    for key in LISTS:
        text = visit("lin").get(f"/checklists/{key}/versions/1.{kind}").get_data(as_text=True)
        assert library.read(text).checklist.version == library.read(library.find_in_packs(key)).checklist.version


def test_a_list_of_ones_own_is_exported_in_reading_order(cast, visit):
    quan = visit("quan")
    quan.post("/checklists/versions", text=SMALL)
    text = quan.get("/checklists/small-round/versions/1.yaml").get_data(as_text=True)
    assert text.index("id: small-round") < text.index("title:") < text.index("sections:")
    assert library.read(text).checklist.version == library.read(SMALL).checklist.version


def test_a_fault_is_named_with_its_line_and_nothing_typed_is_lost(cast, visit, app):
    broken = SMALL.replace("type: verdict", "type: verdikt").replace("kind: round", "kind: walk")
    answer = visit("quan").post("/checklists/drafts", text=broken)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Line 4" in page
    assert "Line 9" in page
    assert "type: verdikt" in page
    assert visit("quan").post("/checklists/versions", text=broken).status_code == 422
    with app.app_context():
        assert own_versions() == []


def test_a_draft_is_shown_as_it_will_read_and_published_only_then(cast, visit, app):
    quan = visit("quan")
    answer = quan.post("/checklists/drafts", files={"file": (io.BytesIO(SMALL.encode("utf-8-sig")), "small.yml")})
    assert answer.status_code == 200
    assert "Floor clean" in answer.get_data(as_text=True)
    with app.app_context():
        assert own_versions() == []
    assert quan.post("/checklists/versions", text=SMALL, note="our own").status_code == 303
    page = quan.get("/checklists/small-round").get_data(as_text=True)
    assert "our own" in page
    with app.app_context():
        assert own_versions()[0].published_by_id == cast.accounts["quan"]


def test_what_is_in_force_already_is_not_published_twice(cast, visit):
    quan = visit("quan")
    quan.post("/checklists/versions", text=SMALL)
    page = quan.post("/checklists/drafts", text=SMALL).get_data(as_text=True)
    assert "This is word for word version 1" in page
    assert 'formaction="/checklists/versions"' not in page


def test_an_older_version_can_be_read_and_says_that_it_is_older(cast, visit):
    quan = visit("quan")
    quan.post("/checklists/versions", text=SMALL)
    quan.post("/checklists/versions", text=SMALL.replace("Floor clean", "Floor dry"))
    page = quan.get("/checklists/small-round?version=1").get_data(as_text=True)
    assert "Floor clean" in page
    assert "In force is version 2." in page
    assert quan.get("/checklists/small-round?version=9").status_code == 404


@pytest.mark.parametrize("content", [b"\xff\xfe\x00broken", b"%PDF-1.7\xff", b"{" * 5000, b"a: &x 1\nb: *x", b""])
def test_a_file_that_is_no_checklist_is_refused_with_a_sentence(cast, visit, content):
    answer = visit("quan").post("/checklists/drafts", files={"file": (io.BytesIO(content), "x.yml")})
    assert answer.status_code == 422
    assert "Line 1" in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["ada", "nora", "lin", "gao", "aud"])
def test_only_the_quality_lead_publishes(cast, visit, name, app):
    assert visit(name).post("/checklists/versions", text=SMALL).status_code == 403
    assert visit(name).get("/checklists/new").status_code == 403
    with app.app_context():
        assert own_versions() == []


def test_staff_do_not_read_checklists_here(cast, visit):
    assert visit("mei").get("/checklists").status_code == 403


def test_the_json_of_a_version_is_its_document_to_the_byte(cast, visit, app):
    visit("quan").post("/checklists/versions", text=SMALL)
    content = visit("quan").get("/checklists/small-round/versions/1.json").data
    with app.app_context():
        assert content.decode() == own_versions()[0].document
    assert json.loads(content)["id"] == "small-round"


def test_a_list_says_what_is_not_scored_and_counts_for_nobody_and_how_far_a_figure_may_go(installed, visit):
    page = visit("lin").get("/checklists/ms-phone?lang=en").text
    channel, rings, heard = (page.split(f'id="item-{key}"')[1].split("</li>\n<li")[0] for key in ("channel", "rings", "felt-heard"))
    assert "not scored" in channel.split('id="item-')[0]
    assert "≤ 3 rings ± 3" in rings
    assert "not scored" in heard.split('id="item-')[0] and "nobody: it is a personal view" in heard
