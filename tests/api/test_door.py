"""The one way in: idempotent, acknowledged only when whole, held rather than refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspector import clock
from inspector.checklists.models import ChecklistRow
from inspector.extensions import db
from inspector.inspections.models import Answer, HeldRecord, Inspection
from inspector.sites import people, settings_store
from inspector.sites.models import Site, StaffMember
from tests import rounds
from tests.cast import Cast
from tests.visiting import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def envelope(app: Flask, cast: Cast) -> dict[str, Any]:
    """A quick round of the garden by Gao over Mei and Tao, all well."""
    with app.app_context():
        checklist = rounds.publish()
        given = rounds.answers(checklist, [cast.staff["mei"], cast.staff["tao"]])
    return rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given)


def put(visitor: Visitor, envelope: dict[str, Any], body: bytes | None = None, **options: Any) -> Any:
    return visitor.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", body or rounds.encoded(envelope), **options)


def count(app: Flask, model: Any) -> int:
    with app.app_context():
        return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_a_submission_is_acknowledged_with_the_hash_of_its_exact_bytes(app: Flask, visit: Visit, envelope: dict[str, Any]) -> None:
    answer = put(visit("gao"), envelope)
    assert answer.status_code == 201
    assert answer.headers["X-Inspector-Ack"] == f"{envelope['id']} {hashlib.sha256(rounds.encoded(envelope)).hexdigest()}"
    assert answer.json["status"] == "complete" and answer.json["score"]["percent"] == "100.0"
    assert count(app, Answer) == len(envelope["answers"])


def test_the_same_bytes_again_give_the_same_receipt_and_nothing_twice(app: Flask, visit: Visit, envelope: dict[str, Any]) -> None:
    gao = visit("gao")
    first, second = put(gao, envelope), put(gao, envelope)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json == second.json
    assert count(app, Inspection) == 1 and count(app, Answer) == len(envelope["answers"])


def test_other_bytes_under_the_same_id_are_refused_and_kept_for_a_person(app: Flask, visit: Visit, envelope: dict[str, Any]) -> None:
    gao = visit("gao")
    put(gao, envelope)
    other = put(gao, {**envelope, "comment": "changed"})
    assert other.status_code == 409 and "X-Inspector-Ack" not in other.headers
    assert count(app, Inspection) == 1 and count(app, HeldRecord) == 1


def test_it_is_not_acknowledged_before_the_last_photo_is_here(app: Flask, visit: Visit, envelope: dict[str, Any]) -> None:
    gao, picture = visit("gao"), rounds.photo()
    announced = rounds.attachment(picture, "floor")
    envelope["attachments"] = [announced]
    first = put(gao, envelope)
    assert first.json["status"] == "incomplete" and first.json["missing"] == [announced["sha256"]]
    assert "X-Inspector-Ack" not in first.headers
    blob = f"/api/v1/device/blobs/{envelope['id']}/{announced['sha256']}"
    assert gao.device("PUT", blob, picture, Content_Type="image/jpeg").status_code == 201
    assert gao.device("PUT", blob, picture, Content_Type="image/jpeg").status_code == 200
    last = put(gao, envelope)
    assert last.json["status"] == "complete" and "X-Inspector-Ack" in last.headers
    assert count(app, Inspection) == 1


def test_bytes_that_are_not_the_announced_ones_are_not_stored(visit: Visit, envelope: dict[str, Any]) -> None:
    picture = rounds.photo()
    url = f"/api/v1/device/blobs/{envelope['id']}/{hashlib.sha256(b'another').hexdigest()}"
    answer = visit("gao").device("PUT", url, picture, Content_Type="image/jpeg")
    assert answer.status_code == 422 and answer.json["error"]["code"] == "hash_mismatch"


def test_a_photo_may_come_in_parts_and_is_told_by_its_offset(visit: Visit, envelope: dict[str, Any]) -> None:
    gao, picture = visit("gao"), rounds.photo(size=(1200, 900))
    url = f"/api/v1/device/blobs/{envelope['id']}/{hashlib.sha256(picture).hexdigest()}"
    half = len(picture) // 2
    parts = {"Content_Type": "application/offset+octet-stream", "Upload_Length": str(len(picture))}
    assert gao.device("HEAD", url).status_code == 404
    assert gao.device("PATCH", url, picture[:half], Upload_Offset="0", **parts).status_code == 204
    assert gao.device("HEAD", url).headers["Upload-Offset"] == str(half)
    assert gao.device("PATCH", url, picture[half:], Upload_Offset=str(half + 1), **parts).status_code == 409
    assert gao.device("PATCH", url, picture[half:], Upload_Offset=str(half), **parts).status_code == 201
    assert gao.device("HEAD", url).headers["Upload-Offset"] == str(len(picture))


def test_a_photo_of_one_record_is_not_told_of_in_another(visit: Visit, envelope: dict[str, Any]) -> None:
    gao, picture = visit("gao"), rounds.photo()
    sha256 = hashlib.sha256(picture).hexdigest()
    gao.device("PUT", f"/api/v1/device/blobs/{envelope['id']}/{sha256}", picture, Content_Type="image/jpeg")
    elsewhere = "0b7b3a52-6d7e-4c1f-9b57-3a1d2f4e5a6b"
    assert gao.device("HEAD", f"/api/v1/device/blobs/{elsewhere}/{sha256}").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"\xff\xfe", b'{"wire": 1, "wire": 1}', b'{"wire": NaN}', b"[" * 5000 + b"]" * 5000, b'{"wire": 1e999}',
        b'{"wire": "\\ud800"}', b'{"wire": ' + b"9" * 5000 + b"}",
    ],
)  # fmt: skip
def test_what_is_no_submission_is_a_sentence_and_never_a_crash(visit: Visit, envelope: dict[str, Any], body: bytes) -> None:
    answer = visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", body)
    assert answer.status_code == 400 and answer.json["error"]["code"] == "malformed" and answer.json["error"]["message"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "not-a-uuid"), ("site_id", "1"), ("site_id", True), ("line", "whim"), ("started_at", "yesterday"),
        ("started_at", "2026-11-12T18:00:00"), ("active_seconds", -1), ("answers", "all good"), ("answers", [{"item": 1}]),
        ("answers", [{"item": "floor", "for": "dog:1", "state": "answered", "value": "pass"}]), ("wire", 2), ("attachments", [{}]),
        ("subjects", {"staff": ["staff:1", "staff:1"]}), ("duty", [{"staff": "nobody"}]), ("comment", 5),
    ],
)  # fmt: skip
def test_a_wrong_field_of_the_envelope_is_named(visit: Visit, envelope: dict[str, Any], field: str, value: Any) -> None:
    wrong = {**envelope, field: value}
    answer = visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(wrong))
    assert answer.status_code == 400
    assert any(path.startswith(field) for path in answer.json["error"]["details"]["fields"])


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"checklist_version": "sha256:" + "0" * 64}, "unknown_checklist"),
        ({"checklist_id": "rest-floor"}, "unknown_checklist"),
        ({"site_id": 9999}, "unknown_site"),
    ],
)
def test_what_cannot_be_recorded_is_held_whole(app: Flask, visit: Visit, envelope: dict[str, Any], changes: Any, reason: str) -> None:
    held = {**envelope, **changes}
    answer = put(visit("gao"), held)
    assert answer.status_code == 201 and answer.json["flag"] == "held" and "X-Inspector-Ack" in answer.headers
    with app.app_context():
        record = db.session.execute(select(HeldRecord)).scalar_one()
        assert record.reason == reason and record.body == rounds.encoded(held)
    again = put(visit("gao"), held)
    assert again.json["code"] == answer.json["code"] and count(app, HeldRecord) == 1


def test_a_round_at_a_site_that_is_not_ones_own_is_held(visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    answer = put(visit("gao"), {**envelope, "site_id": cast.sites["harbour"]})
    assert answer.json["flag"] == "held" and answer.json["inspection"] is None


def test_nobody_sends_in_another_ones_name(app: Flask, visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    answer = put(visit("sun"), envelope)
    assert answer.status_code == 403 and answer.json["error"]["code"] == "foreign_author"
    assert count(app, Inspection) == 0


def test_nobody_scores_himself(app: Flask, visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    with app.app_context():
        given = rounds.answers(rounds.publish(), [cast.staff["gao"]])
    answer = put(visit("gao"), {**envelope, "answers": given, "subjects": {"staff": [f"staff:{cast.staff['gao']}"]}})
    assert answer.json["flag"] == "held" and count(app, Inspection) == 0


def test_a_faulty_answer_is_stored_flagged_and_scored_as_unanswered(app: Flask, visit: Visit, envelope: dict[str, Any]) -> None:
    envelope["answers"][0]["value"] = "splendid"
    answer = put(visit("gao"), envelope)
    assert answer.status_code == 201 and answer.json["flag"] == "invalid"
    with app.app_context():
        faulty = db.session.execute(select(Answer).where(Answer.is_faulty)).scalar_one()
        assert faulty.item == envelope["answers"][0]["item"] and faulty.value == "splendid"


def test_a_session_alone_opens_nothing_without_our_own_header_and_origin(visit: Visit, envelope: dict[str, Any]) -> None:
    gao = visit("gao")
    url, body = f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)
    for headers in ({"X_Inspector_Client": ""}, {"Sec_Fetch_Site": "cross-site"}, {"Sec_Fetch_Site": ""}, {"Sec_Fetch_Site": "", "Origin": "https://evil.test"}):
        answer = gao.device("PUT", url, body, **headers)
        assert answer.status_code == 403 and answer.json["error"]["code"] == "cross_site", headers
    assert gao.device("PUT", url, body, X_Inspector_Client="old;wire=0").status_code == 426


def test_a_grant_sends_when_the_session_is_over_and_reads_nothing(visit: Visit, envelope: dict[str, Any]) -> None:
    made = visit("gao").device("POST", "/api/v1/device/grants", {"device_id": "7d1c1f3a-4a4b-4b5c-8d6e-9f0a1b2c3d4e", "label": "Tablet 1"})
    assert made.status_code == 201
    stranger = visit()
    assert put(stranger, envelope).status_code == 401
    assert stranger.device("GET", "/api/v1/device/bundle", grant=made.json["secret"]).status_code == 403
    assert put(stranger, envelope, grant=made.json["secret"]).status_code == 201


def test_what_a_revoked_grant_brings_is_held_for_review_not_lost(app: Flask, visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    from inspector.accounts.models import CaptureGrant

    made = visit("gao").device("POST", "/api/v1/device/grants", {"device_id": "7d1c1f3a-4a4b-4b5c-8d6e-9f0a1b2c3d4e", "label": "Tablet 1"})
    with app.app_context():
        grant = db.session.execute(select(CaptureGrant)).scalar_one()
        grant.revoked_at = rounds.RECEIVED
        db.session.commit()
    answer = put(visit(), envelope, grant=made.json["secret"])
    assert answer.status_code == 201 and answer.json["flag"] == "held"


def test_a_grant_for_one_site_brings_nothing_in_for_another(app: Flask, visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    from inspector.accounts import grants

    with app.app_context():
        made = grants.give(
            cast.accounts["gao"], "7d1c1f3a-4a4b-4b5c-8d6e-9f0a1b2c3d4e", "", clock.now(), site_ids=[cast.sites["harbour"]]
        )
        db.session.commit()
    assert put(visit(), envelope, grant=made.secret).json["flag"] == "held"


def test_status_tells_of_ones_own_records_only_and_acknowledges_nothing(visit: Visit, envelope: dict[str, Any]) -> None:
    put(visit("gao"), envelope)
    unknown = "0b7b3a52-6d7e-4c1f-9b57-3a1d2f4e5a6b"
    own = visit("gao").device("POST", "/api/v1/device/submissions/status", {"ids": [envelope["id"], unknown]})
    assert own.json[envelope["id"]]["status"] == "complete" and own.json[unknown]["status"] == "unknown"
    assert "X-Inspector-Ack" not in own.headers
    other = visit("sun").device("POST", "/api/v1/device/submissions/status", {"ids": [envelope["id"]]})
    assert other.json[envelope["id"]]["status"] == "unknown"


def test_the_bundle_holds_ones_own_sites_and_nobody_elses_people(visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    bundle = visit("gao").device("GET", "/api/v1/device/bundle").json
    assert [site["id"] for site in bundle["sites"]] == [cast.sites["garden"]]
    names = {person["name"] for person in bundle["sites"][0]["staff"]}
    assert "梅香" in names and "薄云" not in names and "高峰" not in names  # nor oneself: nobody is scored by himself
    assert {one["id"] for one in bundle["checklists"]} >= {"quick-round", "rest-floor", "auto-recep"}


def test_a_site_is_offered_the_checklists_of_its_packs(app: Flask, visit: Visit, cast: Cast) -> None:
    with app.app_context():
        everything = {row.key for row in db.session.scalars(select(ChecklistRow)) if row.is_for_rounds}
        db.session.get_one(Site, cast.sites["garden"]).packs = ["restaurant"]
        db.session.commit()
    offered = {
        site["id"]: set(site["checklists"]) for site in visit("nora").device("GET", "/api/v1/device/bundle").json["sites"]
    }
    assert "quick-round" in offered[cast.sites["garden"]] and "auto-recep" not in offered[cast.sites["garden"]]
    assert offered[cast.sites["harbour"]] == everything
    carried = {one["id"] for one in visit("gao").device("GET", "/api/v1/device/bundle").json["checklists"]}
    assert carried == offered[cast.sites["garden"]]  # what is filled nowhere here would only fill the device


@pytest.mark.parametrize("name", ["gao", "lin", "nora", "quan"])  # supervisor, store manager, area manager, quality lead
def test_no_tablet_is_offered_what_a_shopper_a_guest_or_oneself_fills_in(visit: Visit, cast: Cast, name: str) -> None:
    bundle = visit(name).device("GET", "/api/v1/device/bundle").json
    carried = {one["id"] for one in bundle["checklists"]}.union(*(site["checklists"] for site in bundle["sites"]))
    assert "quick-round" in carried
    assert carried.isdisjoint({"ms-restaurant", "ms-auto", "ms-phone", "ms-counter", "sv-customer", "sf-staff"})


def test_who_moved_away_is_offered_only_where_the_person_works_now(app: Flask, visit: Visit, cast: Cast) -> None:
    with app.app_context():
        mei, today = db.session.get_one(StaffMember, cast.staff["mei"]), clock.today("Asia/Shanghai")
        post = people.Post(cast.sites["harbour"], mei.assignments[-1].position_id)
        people.move(mei, post, today, today)
        db.session.commit()
    sites = visit("nora").device("GET", "/api/v1/device/bundle").json["sites"]
    where = [site["id"] for site in sites if cast.staff["mei"] in {one["id"] for one in site["staff"]}]
    assert where == [cast.sites["harbour"]]


def test_a_newcomer_is_shown_for_as_long_as_the_organisation_says(app: Flask, visit: Visit, cast: Cast) -> None:
    today = clock.today("Asia/Shanghai")
    with app.app_context():
        db.session.get_one(StaffMember, cast.staff["mei"]).joined_on = today - timedelta(days=20)
        db.session.commit()
    assert not shown(visit, cast, "mei")["is_newcomer"]
    with app.app_context():
        settings_store.change("newcomer_days", "30", today, None, clock.now())
        db.session.commit()
    assert shown(visit, cast, "mei")["is_newcomer"]


def shown(visit: Visit, cast: Cast, name: str) -> Any:
    staff = visit("gao").device("GET", "/api/v1/device/bundle").json["sites"][0]["staff"]
    return next(one for one in staff if one["id"] == cast.staff[name])


def test_a_held_record_can_be_taken_in_with_all_its_consequences(app: Flask, visit: Visit, cast: Cast, envelope: dict[str, Any]) -> None:
    put(visit("gao"), {**envelope, "site_id": cast.sites["harbour"]})
    qiu = visit("qiu")
    page = qiu.get("/held").get_data(as_text=True)
    assert "高峰" in page
    with app.app_context():
        held = db.session.execute(select(HeldRecord.id)).scalar_one()
    assert visit("lin").get(f"/held/{held}").status_code == 404  # of another site
    assert qiu.post(f"/held/{held}/decision", decision="accept", reason="").status_code == 422
    assert qiu.post(f"/held/{held}/decision", decision="accept", reason="borrowed for the evening").status_code == 303
    assert count(app, Inspection) == 1
    again = put(visit("gao"), {**envelope, "site_id": cast.sites["harbour"]})
    assert again.status_code == 200 and again.json["inspection"] is not None


def test_a_round_over_a_self_check_line_enters_no_evidence(app: Flask, visit: Visit, envelope: dict[str, Any]) -> None:
    from inspector.appraisals.models import LedgerEntry

    put(visit("gao"), {**envelope, "line": "self"})
    assert count(app, LedgerEntry) == 0


def test_the_score_opens_down_to_its_points(visit: Visit, envelope: dict[str, Any]) -> None:
    number = put(visit("gao"), envelope).json["inspection"]
    lin = visit("lin")
    assert lin.get(f"/inspections/{number}").status_code == 200
    trace = lin.get(f"/inspections/{number}/trace").get_data(as_text=True)
    assert "100.0 %" in trace
    assert visit("qiu").get(f"/inspections/{number}").status_code == 404


def test_a_bundle_that_has_not_changed_is_not_sent_again(visit: Visit, envelope: dict[str, Any]) -> None:
    gao = visit("gao")
    first = gao.device("GET", "/api/v1/device/bundle", Accept_Encoding="gzip")
    again = gao.device("GET", "/api/v1/device/bundle", If_None_Match=first.headers["ETag"])
    assert again.status_code == 304
    assert again.get_data() == b""
    put(gao, {**envelope, "duty": [{"staff": envelope["answers"][0]["for"], "areas": [], "tables": [], "present": True}]})
    other = gao.device("GET", "/api/v1/device/bundle", If_None_Match='"0123"')
    assert other.status_code == 200
