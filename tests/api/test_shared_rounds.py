"""Two inspectors on one round: each sends his part when he can, and it is one inspection, once, with nothing lost."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from inspector import clock
from inspector.accounts import grants
from inspector.accounts.models import CaptureGrant
from inspector.appraisals.models import LedgerEntry
from inspector.extensions import db
from inspector.inspections.models import Answer, HeldRecord, Inspection
from inspector.inspections.shared_models import RoundPart, SharedRound
from inspector.pipelines import sweeps
from inspector.rectification.models import Task
from tests import rounds
from tests.cast import Cast
from tests.visiting import Visitor

Visit = Callable[..., Visitor]
FAILS = {("floor", None)}


class Shop:
    """The garden's quick round, cut in two: the line-up is Gao's, the other sections are Lin's."""

    def __init__(self, app: Flask, cast: Cast, visit: Visit) -> None:
        self.app, self.cast = app, cast
        self.gao, self.lin = visit("gao"), visit("lin")
        with app.app_context():
            self.checklist = rounds.publish()
            self.given = rounds.answers(self.checklist, [cast.staff["mei"], cast.staff["tao"]], FAILS)
        self.sections = [section.id for section in self.checklist.sections]
        self.section_of = {item.id: section.id for section in self.checklist.sections for item in section.items}
        self.own, self.theirs = self.sections[:1], self.sections[1:]
        self.round_id = str(uuid.uuid4())

    def begun(self, **changes: Any) -> dict[str, Any]:
        return {
            "id": self.round_id, "checklist_id": "quick-round", "checklist_version": self.checklist.version,
            "site": {"id": self.cast.sites["garden"]}, "answers": {}, "started_at": rounds.MOMENT, **changes,
        }  # fmt: skip

    def share(self, visitor: Visitor | None = None, **changes: Any) -> Any:
        wish = {"partner_id": self.cast.accounts["lin"], "own": self.own, "theirs": self.theirs, "begun": self.begun(), **changes}
        return (visitor or self.gao).device("PUT", f"/api/v1/device/rounds/{self.round_id}", wish)

    def part(self, name: str, sections: list[str] | None = None, **changes: Any) -> dict[str, Any]:
        mine = sections if sections is not None else {"gao": self.own, "lin": self.theirs}[name]
        given = [one for one in self.given if self.section_of[one["item"]] in mine]
        own = {"id": self.round_id} if name == "gao" else {}
        on_shift = {"staff": [f"staff:{self.cast.staff[one]}" for one in ("mei", "tao")]}
        return self.envelope(name, given, **{"subjects": on_shift, "round_id": self.round_id, **own, **changes})

    def envelope(self, name: str, given: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
        return rounds.submission(self.checklist, site=self.cast.sites["garden"], author=self.cast.accounts[name], given=given, **changes)

    def partners(self, visitor: Visitor) -> Any:
        return visitor.device("GET", f"/api/v1/device/rounds/partners?site={self.cast.sites['garden']}")

    def count(self, model: Any) -> int:
        with self.app.app_context():
            return int(db.session.scalar(select(func.count()).select_from(model)) or 0)

    def inspection(self) -> Any:
        with self.app.app_context():
            found = db.session.scalars(select(Inspection)).one()
            return found.id, found.percent, found.answer_count, found.is_complete, found.author_id


@pytest.fixture
def shop(app: Flask, cast: Cast, visit: Visit) -> Shop:
    return Shop(app, cast, visit)


def put(visitor: Visitor, envelope: dict[str, Any]) -> Any:
    return visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))


def test_two_parts_become_the_inspection_that_one_person_would_have_made(app: Flask, shop: Shop, visit: Visit) -> None:
    alone = put(shop.gao, shop.envelope("gao", shop.given))
    with app.app_context():
        want = {(a.item, a.subject, a.state, a.earned, a.possible, a.staff_id) for a in db.session.scalars(select(Answer))}
    evidence, tasks, percent = shop.count(LedgerEntry), shop.count(Task), alone.json["score"]["percent"]
    shop.share()
    first = put(shop.lin, shop.part("lin"))
    assert first.status_code == 201 and first.json["waits_for_part"] and first.json["score"] is None and first.json["inspection"] is None
    assert first.headers["X-Inspector-Ack"].startswith(first.json["id"])
    assert shop.count(Inspection) == 1, "half a round is no inspection"
    second = put(shop.gao, shop.part("gao"))
    assert second.status_code == 201 and not second.json["waits_for_part"] and second.json["inspection"] is not None
    with app.app_context():
        merged = db.session.get_one(Inspection, second.json["inspection"])
        assert {(a.item, a.subject, a.state, a.earned, a.possible, a.staff_id) for a in merged.answers} == want
        assert merged.percent == percent and merged.author_id == shop.cast.accounts["gao"]
        assert merged.active_seconds == 2 * 280
    assert shop.count(Inspection) == 2 and shop.count(LedgerEntry) == 2 * evidence
    assert tasks <= shop.count(Task) <= 2 * tasks, "a repeat of an open finding may add to it"
    page = shop.lin.get(f"/inspections/{second.json['inspection']}").get_data(as_text=True)
    assert "高峰" in page and "林岚" in page and "Walked by two" in page


def test_parts_sent_again_are_acknowledged_again_and_count_once(shop: Shop) -> None:
    shop.share()
    parts = [(shop.gao, shop.part("gao")), (shop.lin, shop.part("lin"))]
    for _ in range(3):
        for visitor, envelope in parts:
            answer = put(visitor, envelope)
            assert answer.status_code in (200, 201)
            assert answer.headers["X-Inspector-Ack"] == f"{envelope['id']} {hashlib.sha256(rounds.encoded(envelope)).hexdigest()}"
    assert (shop.count(Inspection), shop.count(RoundPart), shop.count(HeldRecord)) == (1, 2, 0)
    told = shop.gao.device("POST", "/api/v1/device/submissions/status", {"ids": [shop.round_id]}).json
    assert told[shop.round_id]["status"] == "complete"


def test_a_photo_that_comes_after_the_round_was_put_together_is_the_rounds(shop: Shop) -> None:
    shop.share()
    picture = rounds.photo()
    announced = rounds.attachment(picture, "floor")
    envelope = shop.part("lin", attachments=[announced])
    assert put(shop.lin, envelope).json["missing"] == [announced["sha256"]]
    assert put(shop.gao, shop.part("gao")).json["inspection"] is not None
    assert shop.inspection()[3] is False
    shop.lin.device("PUT", f"/api/v1/device/blobs/{envelope['id']}/{announced['sha256']}", picture, Content_Type="image/jpeg")
    again = put(shop.lin, envelope)
    assert again.json["status"] == "complete" and "X-Inspector-Ack" in again.headers
    assert shop.inspection()[3] is True


def test_of_a_section_counts_what_its_inspector_says_and_the_other_word_is_named(shop: Shop) -> None:
    shop.share()
    put(shop.gao, shop.part("gao", sections=shop.sections))  # he had filled more before it was shared
    theirs = shop.part("lin")
    for one in theirs["answers"]:
        one["value"] = "pass" if one["item"] == "floor" else one["value"]
    receipt = put(shop.lin, theirs)
    with shop.app.app_context():
        said = db.session.scalars(select(Answer).where(Answer.item == "floor")).one()
        assert said.value == "pass"
    page = shop.lin.get(f"/inspections/{receipt.json['inspection']}").get_data(as_text=True)
    assert "do not count" in page


def test_after_a_day_the_one_part_counts_and_the_late_one_is_held_for_a_person(shop: Shop) -> None:
    shop.share()
    put(shop.gao, shop.part("gao"))
    with shop.app.app_context():
        sweeps.run(clock.now() + timedelta(hours=23))
        db.session.commit()
    assert shop.count(Inspection) == 0
    with shop.app.app_context():
        sweeps.run(clock.now() + timedelta(hours=25))
        db.session.commit()
    assert shop.count(Inspection) == 1
    late = put(shop.lin, shop.part("lin"))
    assert late.json["flag"] == "held" and "X-Inspector-Ack" in late.headers
    with shop.app.app_context():
        assert db.session.scalars(select(HeldRecord.reason)).all() == ["late_part"]
    assert shop.count(Inspection) == 1


@pytest.mark.parametrize("case", ["unknown", "not shared with the author", "another version"])
def test_a_part_of_no_round_known_here_is_held_whole(shop: Shop, case: str) -> None:
    if case != "unknown":
        shop.share(partner_id=shop.cast.accounts["nora"])
    envelope = shop.part("lin") if case != "another version" else shop.part("gao", checklist_version="sha256:" + "0" * 64)
    answer = put(shop.lin if case != "another version" else shop.gao, envelope)
    assert answer.json["flag"] == "held" and "X-Inspector-Ack" in answer.headers
    assert shop.count(RoundPart) == 0


def test_the_second_inspector_is_told_what_waits_until_the_part_has_come(shop: Shop) -> None:
    assert shop.lin.device("GET", "/api/v1/device/rounds").json["rounds"] == []
    answers = {"a|": {"reason": "exempt", "state": "na"}, "b|": {"reason": None, "state": "answered"}}
    shop.share(begun=shop.begun(answers=answers, comment="mine", active_seconds=12.5))
    [waiting] = shop.lin.device("GET", "/api/v1/device/rounds").json["rounds"]
    assert waiting["owner"] == "高峰" and waiting["sections"] == shop.theirs and waiting["document"]["sections"]
    begun = waiting["begun"]
    assert (list(begun["answers"]), begun["comment"], begun["active_seconds"]) == (["a|"], "", 0)
    assert begun["site"]["id"] == shop.cast.sites["garden"]
    assert shop.gao.device("GET", "/api/v1/device/rounds").json["rounds"] == []
    put(shop.lin, shop.part("lin"))
    assert shop.lin.device("GET", "/api/v1/device/rounds").json["rounds"] == []


def test_who_may_share_with_whom_and_how(shop: Shop, visit: Visit) -> None:
    names = [one["name"] for one in shop.partners(shop.gao).json["partners"]]
    assert "林岚" in names and not {"高峰", "梅香", "孙敬"} & set(names)
    assert shop.partners(visit("sun")).status_code == 404
    assert shop.share(partner_id=shop.cast.accounts["mei"]).status_code == 400
    assert shop.share(theirs=[*shop.theirs, *shop.own]).status_code == 400
    assert shop.share(theirs=shop.theirs[:1]).status_code == 400
    assert shop.share(visit("sun")).status_code == 403
    assert shop.share().status_code == 200
    assert shop.share(own=shop.theirs, theirs=shop.own).status_code == 200, "another way, while nothing has come"
    shop.share()
    put(shop.lin, shop.part("lin"))
    assert shop.share(own=shop.theirs, theirs=shop.own).status_code == 409
    assert shop.gao.device("DELETE", f"/api/v1/device/rounds/{shop.round_id}").status_code == 409


def test_a_round_called_off_holds_the_part_that_comes_all_the_same(shop: Shop) -> None:
    shop.share()
    assert shop.gao.device("DELETE", f"/api/v1/device/rounds/{shop.round_id}").status_code == 200
    with shop.app.app_context():
        assert db.session.get_one(SharedRound, shop.round_id).state == "called_off"
    assert shop.share().status_code == 200, "another change of mind"
    assert shop.gao.device("DELETE", f"/api/v1/device/rounds/{shop.round_id}").status_code == 200
    assert put(shop.lin, shop.part("lin")).json["flag"] == "held"
    alone = put(shop.gao, shop.part("gao", sections=shop.sections, round_id=None))
    assert alone.json["inspection"] is not None and alone.json["score"] is not None


def test_two_tablets_with_two_wrong_clocks_make_one_round_by_our_clock(shop: Shop) -> None:
    shop.share()
    day_ms = 24 * 3600 * 1000
    put(shop.lin, shop.part("lin", client={"build": "test", "skew_ms": -2 * day_ms}))
    put(shop.gao, shop.part("gao", client={"build": "test", "skew_ms": 400 * day_ms}))
    with shop.app.app_context():
        found = db.session.scalars(select(Inspection)).one()
        assert (found.submitted_at - found.started_at).days == 402


def test_a_part_that_was_held_goes_to_its_round_when_a_person_accepts_it(shop: Shop, visit: Visit) -> None:
    shop.share()
    put(shop.gao, shop.part("gao"))
    with shop.app.app_context():
        grant = grants.give(shop.cast.accounts["lin"], str(uuid.uuid4()), "", clock.now())
        db.session.execute(update(CaptureGrant).where(CaptureGrant.id == grant.id).values(revoked_at=clock.now()))
        db.session.commit()
    envelope = shop.part("lin")
    held = visit().device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope), grant=grant.secret)
    assert held.json["flag"] == "held" and shop.count(Inspection) == 0
    nora = visit("nora")
    with shop.app.app_context():
        held_id = db.session.scalars(select(HeldRecord.id)).one()
    nora.read_token(f"/held/{held_id}")
    assert nora.post(f"/held/{held_id}/decision", decision="accept", reason="She was there.").status_code == 303
    assert (shop.count(Inspection), shop.count(RoundPart)) == (1, 2)


def test_half_a_round_is_never_accepted_as_a_whole_one(shop: Shop, visit: Visit) -> None:
    put(shop.lin, shop.part("lin"))
    nora = visit("nora")
    with shop.app.app_context():
        held_id = db.session.scalars(select(HeldRecord.id)).one()
    nora.read_token(f"/held/{held_id}")
    assert "half a round cannot count" in nora.get(f"/held/{held_id}").get_data(as_text=True)
    assert nora.post(f"/held/{held_id}/decision", decision="accept", reason="I say so.").status_code == 409
    assert shop.count(Inspection) == 0
