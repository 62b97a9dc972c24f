"""An unfinished round and two devices of one person: mirrored, handed over, and nothing that was typed on either is lost."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector import clock
from inspector.accounts import grants
from inspector.extensions import db
from inspector.inspections.models import ServerDraft
from inspector.pipelines import sweeps
from tests import rounds

OLD, NEW = str(uuid4()), str(uuid4())


@pytest.fixture
def draft(app, cast):
    """A draft as a device keeps it."""
    with app.app_context():
        checklist = rounds.publish()
    return {"id": str(uuid4()), "checklist_id": checklist.id, "checklist_version": checklist.version, "answers": {}, "photos": [],
            "active_seconds": 12.5, "site": {"id": cast.sites["garden"], "name": "Garden"}, "title": {"en": "Quick round"}}  # fmt: skip


def put(visitor, draft, base, device=OLD, **more):
    body = {"base_rev": base, "draft": draft, "device_id": device, "label": "tablet", "done": 1, "total": 17, **more}
    return visitor.device("PUT", f"/api/v1/device/drafts/{draft['id']}", body)


def take(visitor, draft, base, device=NEW):
    body = {"base_rev": base, "device_id": device, "label": "other tablet"}
    return visitor.device("POST", f"/api/v1/device/drafts/{draft['id']}/handover", body)


def with_answer(draft, key, value):
    return {**draft, "answers": {**draft["answers"], key: {"state": "answered", "value": value}}}


def test_a_draft_is_kept_whole_with_its_figures_and_grows_by_revisions(visit, draft):
    gao = visit("gao")
    assert [put(gao, draft, 0).json["rev"], put(gao, with_answer(draft, "floor|", "fail"), 1).json["rev"]] == [1, 2]
    shown = gao.device("GET", f"/api/v1/device/drafts/{draft['id']}").json
    assert shown["draft"] == with_answer(draft, "floor|", "fail") and shown["draft"]["active_seconds"] == 12.5
    assert gao.device("GET", "/api/v1/device/drafts").json["drafts"][0]["device"] == {"id": OLD, "label": "tablet"}


def test_a_draft_is_its_authors_alone_and_no_grant_reads_it(app, visit, cast, draft):
    put(visit("gao"), draft, 0)
    for other in ("lin", "nora", "aud", "ada"):
        visitor = visit(other)
        assert visitor.device("GET", f"/api/v1/device/drafts/{draft['id']}").status_code == 404
        assert put(visitor, draft, 1).status_code == 404
        assert take(visitor, draft, 1).status_code == 404
        assert visitor.device("GET", "/api/v1/device/drafts").json == {"drafts": []}
    with app.app_context():
        secret = grants.give(cast.accounts["gao"], OLD, "tablet", clock.now()).secret
        db.session.commit()
    assert visit().device("GET", "/api/v1/device/drafts", grant=secret).status_code == 403


def test_case_098_a_fresh_device_never_overwrites_what_the_server_has(visit, draft):
    gao = visit("gao")
    put(gao, with_answer(draft, "floor|", "fail"), 0)
    empty = put(gao, draft, 0)
    assert (empty.status_code, empty.json["error"]["details"]["state"]) == (409, "newer")
    assert empty.json["draft"]["answers"] == with_answer(draft, "floor|", "fail")["answers"], "it is given what is there"
    fresh = put(gao, draft, 0, device=NEW)
    assert (fresh.status_code, fresh.json["error"]["details"]["state"]) == (409, "moved")
    assert gao.device("GET", f"/api/v1/device/drafts/{draft['id']}").json["draft"]["answers"] != {}


def test_a_draft_handed_over_brings_its_list_and_says_which_photos_stay_behind(app, visit, draft):
    gao, picture = visit("gao"), rounds.photo()
    shas = [hashlib.sha256(picture).hexdigest(), "0" * 64]
    draft["photos"] = [{"slot": str(uuid4()), "sha256": sha, "key": "floor|", "type": "image/jpeg"} for sha in shas]
    assert put(gao, draft, 0).json["missing"] == shas
    assert gao.device("PUT", f"/api/v1/device/blobs/{draft['id']}/{shas[0]}", picture, Content_Type="image/jpeg").status_code == 201
    assert take(gao, draft, 7).status_code == 409, "only what the new device has seen is handed over"
    taken = take(gao, draft, 1).json
    assert (taken["rev"], taken["device"]["id"]) == (2, NEW)
    assert [one["here"] for one in taken["photos"]] == [True, False]
    assert taken["document"]["id"] == "quick-round"
    got = gao.device("GET", f"/api/v1/device/drafts/{draft['id']}/photos/{shas[0]}")
    assert got.get_data() == picture
    assert gao.device("GET", f"/api/v1/device/drafts/{draft['id']}/photos/{shas[1]}").status_code == 404


def test_what_was_typed_before_the_old_device_heard_of_it_is_given_to_the_new_one(visit, draft):
    gao = visit("gao")
    put(gao, draft, 0)
    take(gao, draft, 1)
    late = put(gao, with_answer(draft, "tables|", "fail"), 1)
    assert (late.status_code, late.json["error"]["details"]["state"], late.json["device"]["label"]) == (409, "moved", "other tablet")
    mine = put(gao, with_answer(draft, "floor|", "pass"), 2, device=NEW)
    left = mine.json["left"]
    assert left["draft"]["answers"].keys() == {"tables|"}
    merged = with_answer(with_answer(draft, "floor|", "pass"), "tables|", "fail")
    assert put(gao, merged, mine.json["rev"], device=NEW, took=left["sha256"]).json["left"] is None


def test_a_mirror_goes_when_its_round_has_arrived_or_after_thirty_quiet_days(app, visit, cast, draft):
    gao = visit("gao")
    put(gao, draft, 0)
    other = {**draft, "id": str(uuid4())}
    put(gao, other, 0)
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"]])
    envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, id=other["id"])
    gao.device("PUT", f"/api/v1/device/submissions/{other['id']}", rounds.encoded(envelope))
    assert [one["id"] for one in gao.device("GET", "/api/v1/device/drafts").json["drafts"]] == [draft["id"]]
    assert put(gao, other, 1).json["error"]["details"]["state"] == "submitted"
    with app.app_context():
        for days, left in ((29, {draft["id"]}), (31, set())):
            sweeps.run(clock.now() + timedelta(days=days))
            db.session.commit()
            assert set(db.session.scalars(select(ServerDraft.id))) == left
