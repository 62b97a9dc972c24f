"""A list brought on screen: looked at row by row, taken into a draft; files given out."""

from __future__ import annotations

import io
import json
import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from inspector.audit.models import AuditEvent
from inspector.checklists import drafts, publishing
from inspector.checklists.exchange import importing
from inspector.checklists.models import ChecklistDraft
from inspector.extensions import db
from tests.checklists.exchange.sheets import workbook
from tests.checklists.exchange.test_lists import CHINESE

AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def send(visitor, content: bytes, name: str = "list.xlsx"):
    return visitor.post("/checklists/import", files={"file": (io.BytesIO(content), name)})


def confirm(visitor, page: str):
    fields = {key: re.search(f'name="{key}" value="([^"]*)"', page)[1] for key in ("token", "name", "version")}
    return visitor.post("/checklists/import/draft", **fields)


def open_drafts(app) -> list[ChecklistDraft]:
    with app.app_context():
        return drafts.all_open()


@pytest.fixture
def installed(app, cast) -> None:
    with app.app_context():
        publishing.install_pack("restaurant", AT)
        db.session.commit()


def test_a_quality_lead_brings_the_chains_own_sheet_and_gets_a_draft(app, cast, visit):
    quan = visit("quan")
    quan.post("/language", language="zh")
    assert "/checklists/import" in quan.get("/checklists").get_data(as_text=True)
    answer = send(quan, workbook(CHINESE), "whatever.txt")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for said in ("味道轩门店日常检查表", "工装干净、齐全", "没有罚款", "这一行没有分值", "第 9 行", "收进来的行"):
        assert said in page
    assert open_drafts(app) == []
    answer = confirm(quan, page)
    (draft,) = open_drafts(app)
    assert answer.headers["Location"].endswith(f"/checklists/drafts/{draft.id}")
    assert importing.read(workbook(CHINESE)).checklist.document == json.loads(draft.document)
    with app.app_context():
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "checklist.imported")).one()
        assert event.details == {"draft": draft.id, "rows": 7, "changed": 1, "left_out": 3}


def test_a_list_with_an_open_draft_is_not_begun_again(app, cast, visit):
    quan = visit("quan")
    content = workbook(CHINESE)
    page = send(quan, content).get_data(as_text=True)
    confirm(quan, page)
    again = send(quan, content).get_data(as_text=True)
    assert "A draft of this list is being worked on" in again
    assert confirm(quan, page).status_code == 409
    assert len(open_drafts(app)) == 1


def test_an_edited_workbook_of_a_published_list_becomes_the_draft_of_its_next_version(installed, app, visit):
    quan = visit("quan")
    content = quan.get("/checklists/quick-round/versions/1.xlsx").get_data()
    page = send(quan, content).get_data(as_text=True)
    assert "as version 1; the draft" in page
    confirm(quan, page)
    with app.app_context():
        draft = db.session.scalars(select(ChecklistDraft)).one()
        assert (draft.key, draft.base.number) == ("quick-round", 1)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 no list", b"PK\x03\x04rubbish", b"id: [", workbook((("罚款", "检查内容"), (50, "x")))])
def test_what_gives_no_list_gets_a_sentence_on_the_page(content, app, cast, visit):
    answer = send(visit("quan"), content)
    assert answer.status_code == 422
    assert "message--error" in answer.get_data(as_text=True)
    assert open_drafts(app) == []


@pytest.mark.parametrize(("kind", "begins"), [("yaml", b"# The daily"), ("json", b'{"filled_by"'), ("xlsx", b"PK")])
def test_a_version_is_given_out_as_any_kind_of_file(kind, begins, installed, app, visit):
    answer = visit("lin").get(f"/checklists/quick-round/versions/1.{kind}")
    assert answer.get_data().startswith(begins)
    assert "attachment" in answer.headers["Content-Disposition"]
    with app.app_context():
        assert importing.read(answer.get_data()).checklist.version == publishing.newest("quick-round").sha256


def test_the_template_can_be_taken_from_the_page(cast, visit):
    quan = visit("quan")
    assert "/checklists/import/template.xlsx" in quan.get("/checklists/import").get_data(as_text=True)
    assert importing.read(quan.get("/checklists/import/template.xlsx").get_data()).questions == 5


