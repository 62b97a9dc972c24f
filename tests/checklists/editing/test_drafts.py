"""Checklists in work over HTTP: begun, written by two people, checked, published, taken back, retired."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from inspector.accounts.models import RoleAssignment
from inspector.audit.models import AuditEvent
from inspector.checklists import drafts, library, publishing
from inspector.checklists.editing import checked, outline
from inspector.extensions import db
from tests.checklists.editing.forms_read import fields_of

AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
HTMX = {"HX-Request": "true"}


@pytest.fixture
def quick_round(app, cast) -> None:
    with app.app_context():
        publishing.install_pack("restaurant", AT)
        db.session.commit()


@dataclass(frozen=True)
class State:
    """An open draft as it stood; read and let go, so that the next request can write."""

    id: int
    revision: int
    document: dict
    last: int  # revision of the last change that can be taken back, 0 when there is none


class Desk:
    """Somebody at the editor of one draft."""

    def __init__(self, app, visitor, draft: int) -> None:
        self.app, self.visitor, self.url = app, visitor, f"/checklists/drafts/{draft}"

    def open(self, part: str) -> dict[str, str]:
        """The fields of a part as the page shows them, with the mark of what was seen."""
        page = self.visitor.get(f"{self.url}/parts/{part}", HX_Request="true")
        assert page.status_code == 200
        return dict(fields_of(page.get_data(as_text=True)))

    def save(self, part: str, fields: dict[str, str], **changed: str):
        """Send a form as it was opened, with some of it changed."""
        sent = {name: value for name, value in fields.items() if name != "csrf_token"}
        return self.visitor.post(f"{self.url}/parts/{part}", headers=HTMX, **{**sent, **changed})

    def act(self, way: str, **fields: str):
        return self.visitor.post(f"{self.url}/{way}", headers=HTMX, **fields)

    def state(self, key: str = "quick-round") -> State | None:
        """The open draft of a list."""
        with self.app.app_context():
            row = drafts.open_of(key)
            return row and State(row.id, row.revision, drafts.document_of(row), getattr(drafts.last_step(row), "revision", 0))

    def item(self, item_id: str, key: str = "quick-round") -> dict:
        return outline.part_of(self.state(key).document, outline.Target("item", item_id))

    def order(self) -> list[list[str]]:
        return [[section["id"], *(one["id"] for one in section["items"])] for section in self.state().document["sections"]]

    def newest(self, key: str = "quick-round") -> SimpleNamespace:
        """The version in force."""
        with self.app.app_context():
            found = publishing.newest(key)
            document = json.loads(found.document)
            return SimpleNamespace(number=found.number, note=found.note, pack=found.checklist.pack, document=document, sha256=found.sha256)

    def checked(self):
        return checked.check(self.state().document)



@pytest.fixture
def desk(quick_round, app, visit):
    """The quality lead at a draft of the quick round's next version."""
    quan = visit("quan")
    answer = quan.post("/checklists/quick-round/drafts")
    assert answer.status_code == 303
    return Desk(app, quan, int(re.search(r"/drafts/(\d+)", answer.location)[1]))


def test_a_copy_is_written_and_published_and_the_list_it_came_from_stays(quick_round, app, visit):
    quan = visit("quan")
    begun = quan.post("/checklists/quick-round/copies", title_zh="我们的快检", title_en="Our round", key="our-round")
    assert begun.status_code == 303
    desk = Desk(app, quan, int(re.search(r"/drafts/(\d+)", begun.location)[1]))
    assert desk.save("item/floor", desk.open("item/floor"), **{"ask.en": "Floor dry?", "points": "２．５"}).status_code == 200
    assert desk.item("floor", "our-round")["ask"]["en"] == "Floor dry?"
    assert desk.item("floor", "our-round")["points"] == "2.5"
    page = quan.get(f"{desk.url}/publication").get_data(as_text=True)
    assert 'name="note"' in page
    answer = quan.post(f"{desk.url}/publication", revision=str(desk.state("our-round").revision), note="first")
    assert answer.location == "/checklists/our-round"
    version = desk.newest("our-round")
    assert (version.number, version.note, version.pack) == (1, "first", "")
    assert outline.part_of(version.document, outline.Target("item", "floor"))["ask"]["en"] == "Floor dry?"
    assert desk.newest().sha256 == library.read(library.find_in_packs("quick-round")).checklist.version
    assert desk.state("our-round") is None
    with app.app_context():
        assert "checklist.published" in {event.action for event in db.session.query(AuditEvent)}


def test_two_people_at_two_questions_lose_nothing(desk, app, cast, visit):
    other = _second_lead(desk, cast, visit)
    assert other.visitor.post("/checklists/quick-round/drafts").location == other.url, "the second finds the draft of the first"
    mine, theirs = desk.open("item/floor"), other.open("item/tables")
    assert desk.save("item/floor", mine, **{"ask.en": "Mine?"}).status_code == 200
    assert other.save("item/tables", theirs, **{"ask.en": "Theirs?"}).status_code == 200
    assert (desk.item("floor")["ask"]["en"], desk.item("tables")["ask"]["en"]) == ("Mine?", "Theirs?")


def test_two_people_at_one_question_choose_and_both_texts_are_shown(desk, app, cast, visit):
    other = _second_lead(desk, cast, visit)
    mine, theirs = desk.open("item/floor"), other.open("item/floor")
    other.save("item/floor", theirs, **{"ask.en": "Theirs?"})
    clash = desk.save("item/floor", mine, **{"ask.en": "Mine?"})
    page = clash.get_data(as_text=True)
    assert clash.status_code == 422
    assert clash.headers["HX-Retarget"] == "#item-floor"
    assert "Theirs?" in page
    assert dict(fields_of(page))["ask.en"] == "Mine?"
    assert desk.item("floor")["ask"]["en"] == "Theirs?", "nothing is overwritten before somebody chooses"
    kept = re.search(r'name="seen" value="([0-9a-f]{16})" data-keep-mine', page)[1]
    assert desk.save("item/floor", dict(fields_of(page)), **{"ask.en": "Mine?"}).status_code == 422, "going on to type is not choosing"
    assert desk.save("item/floor", dict(fields_of(page)), seen=kept, **{"ask.en": "Mine?"}).status_code == 200
    assert desk.item("floor")["ask"]["en"] == "Mine?"


def test_what_somebody_took_out_meanwhile_does_not_come_back_in_silence(desk):
    fields = desk.open("item/floor")
    desk.act("parts/item/floor/removal")
    answer = desk.save("item/floor", fields, **{"ask.en": "Still here?"})
    assert answer.status_code == 200
    assert "faults-item-floor" in answer.get_data(as_text=True)
    assert not any("floor" in section for section in desk.order())


def test_parts_are_added_copied_moved_and_taken_out_and_each_step_can_be_taken_back(desk):
    before = desk.order()
    acts = [
        ("sections", {}), ("parts/item/floor/copies", {}), ("parts/item/floor/moves", {"by": "1"}),
        (f"parts/section/{before[-1][0]}/removal", {}),
    ]  # fmt: skip
    states = [before]
    for way, fields in acts:
        assert desk.act(way, **fields).status_code == 200
        states.append(desk.order())
        assert states[-1] != states[-2], way
    assert desk.act("undo", revision="1").headers["HX-Redirect"], "only the last change can be taken back"
    for state in reversed(states[:-1]):
        desk.act("undo", revision=str(desk.state().last))
        assert desk.order() == state


def test_a_question_goes_to_another_section_in_front_of_the_one_named(desk):
    sections = desk.order()
    goal, place = sections[0][0], sections[0][1]
    desk.act("parts/item/floor/moves", before=place, section=goal)
    assert desk.order()[0][:3] == [goal, "floor", place]


def test_what_cannot_be_read_stays_as_typed_and_is_named(desk):
    answer = desk.save("item/floor", desk.open("item/floor"), points="many", **{"on_fail.rectify.within": "soon"})
    page = answer.get_data(as_text=True)
    assert "many" in page
    assert "soon" in page
    assert desk.item("floor")["points"] == "many"
    assert desk.open("item/floor")["points"] == "many"
    review = desk.visitor.get(f"{desk.url}/publication").get_data(as_text=True)
    assert "many" in review
    assert 'name="note"' not in review, "what has faults cannot be published"
    assert desk.visitor.get(f"{desk.url}/preview").location == f"{desk.url}/publication"
    refused = desk.visitor.post(f"{desk.url}/publication", revision=str(desk.state().revision))
    assert refused.status_code == 422
    assert desk.newest().number == 1


def test_chinese_durations_and_another_type_of_answer(desk):
    desk.save("item/floor", desk.open("item/floor"), **{"on_fail.rectify.within": "48小时"})
    assert desk.item("floor")["on_fail"]["rectify"]["within"] == "172800"
    desk.save("item/floor", desk.open("item/floor"), type="rating", max="5", redraw="open")
    assert desk.item("floor")["max"] == "5"
    desk.save("item/floor", desk.open("item/floor"), type="text", redraw="open")
    assert "max" not in desk.item("floor"), "keys of another type go with it"


def test_a_condition_is_built_row_by_row(desk):
    fields = desk.open("item/tables")
    desk.save("item/tables", fields, **{"when.parts.0.item": "floor", "when.parts.0.op": "is", "redraw": "open"})
    desk.save("item/tables", desk.open("item/tables"), **{"when.parts.0.value": "fail", "when.not": "true"})
    assert desk.item("tables")["when"] == {"not": {"item": "floor", "is": "fail"}}
    desk.act("parts/item/floor/removal")
    assert "condition_item" in {one.fault.code for one in desk.checked().faults}


def test_published_only_as_it_was_looked_at_and_over_nobody_in_silence(desk, app):
    desk.save("item/floor", desk.open("item/floor"), **{"ask.en": "Floor dry?"})
    assert desk.visitor.post(f"{desk.url}/publication", revision="0").status_code == 422
    document = desk.newest().document | {"minutes": "9"}
    with app.app_context():
        publishing.publish(library.read(json.dumps(document)).checklist, None, "meanwhile", AT)
        db.session.commit()
    revision = str(desk.state().revision)
    assert desk.visitor.post(f"{desk.url}/publication", revision=revision).status_code == 422
    assert desk.visitor.post(f"{desk.url}/publication", revision=revision, over="yes").status_code == 303
    assert desk.newest().number == 3


def test_a_published_question_keeps_its_short_name_for_ever(desk):
    desk.act("parts/item/floor/name", id="ground")
    assert desk.item("floor")
    desk.act("parts/item/floor/copies")
    desk.act("parts/item/floor-2/name", id="floor-wet")
    assert desk.item("floor-wet")
    desk.act("parts/item/floor/removal")
    desk.act("parts/item/floor-wet/name", id="floor")
    assert desk.item("floor-wet"), "nor can another question take the name of one that has results"


def test_a_retired_list_is_carried_by_no_tablet_until_it_is_brought_back(desk, visit):
    gao = visit("gao")

    def carried() -> bool:
        bundle = gao.device("GET", "/api/v1/device/bundle").get_json()
        return "quick-round" in {one["id"] for one in bundle["checklists"]}

    assert carried()
    desk.visitor.post("/checklists/quick-round/retirement")
    assert not carried()
    desk.visitor.post("/checklists/quick-round/return")
    assert carried()


def test_a_draft_thrown_away_leaves_what_is_published_and_can_be_begun_again(desk):
    desk.save("item/floor", desk.open("item/floor"), **{"ask.en": "Gone?"})
    assert desk.visitor.post(f"{desk.url}/removal").status_code == 303
    assert desk.state() is None
    assert desk.visitor.get(desk.url).status_code == 404
    again = desk.visitor.post("/checklists/quick-round/drafts").location
    assert again != desk.url
    assert "Gone?" not in desk.visitor.get(again).get_data(as_text=True)


def test_the_draft_as_a_file_is_what_stands_in_it(desk):
    desk.save("item/floor", desk.open("item/floor"), **{"ask.en": "Floor dry?"})
    text = desk.visitor.get(f"{desk.url}/draft.yaml").get_data(as_text=True)
    assert library.read(text).checklist.version == desk.checked().checklist.version


def _second_lead(desk: Desk, cast, visit) -> Desk:
    """Hua becomes a quality lead too and opens the same draft."""
    with desk.app.app_context():
        scope = db.session.query(RoleAssignment).filter_by(account_id=cast.accounts["quan"]).one().scope_id
        db.session.add(RoleAssignment(account_id=cast.accounts["hua"], role="quality_lead", scope_id=scope, granted_at=AT))
        db.session.commit()
    return Desk(desk.app, visit("hua"), desk.state().id)
