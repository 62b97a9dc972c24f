"""Correcting a round on its page: the form, the difference, the second person, a photo that was left out."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from inspector.extensions import db
from inspector.inspections.models import Attachment, Inspection, Revision
from tests import rounds
from tests.reports import builder


@pytest.fixture
def round_of_nora(app, cast):
    """The id of a round of the garden by Nora, the floor failed and Mei without her cap."""
    with app.app_context():
        return builder.submit(cast, failed=[("floor", None), ("hair", "mei")]).inspection_id


def form_of(page):
    """{name: value} of the hidden fields of the correction form, and which answer is chosen."""
    return dict(re.findall(r'<input type="hidden" name="(command|base_rev|item|subject|has_who)" value="([^"]*)"', page))


def hand_in(visitor, inspection_id, query, **fields):
    page = visitor.get(f"/inspections/{inspection_id}/corrections/new?{query}").get_data(as_text=True)
    return visitor.post(f"/inspections/{inspection_id}/corrections", **{**form_of(page), **fields})


def test_the_inspector_corrects_an_answer_and_both_versions_stay_readable(app, visit, round_of_nora):
    nora = visit("nora")
    answer = hand_in(nora, round_of_nora, "item=floor", state="answered", value="pass", reason="It was only a shadow")
    assert answer.status_code == 303
    page = nora.get(answer.location).get_data(as_text=True)
    assert "It was only a shadow" in page and "Revision 2" in page
    first, second = (nora.get(f"/inspections/{round_of_nora}/versions/{rev}").get_data(as_text=True) for rev in (1, 2))
    assert "counts no more" in first and "counts no more" not in second
    assert first != second
    shown = nora.get(f"/inspections/{round_of_nora}").get_data(as_text=True)
    assert "revision 2" in shown
    assert nora.get(f"/inspections/{round_of_nora}/trace").status_code == 200
    assert nora.get(f"/inspections/{round_of_nora}/versions/3").status_code == 404


def test_what_lowers_a_person_waits_on_the_desk_of_the_manager(app, visit, round_of_nora, cast):
    mei = f"staff:{cast.staff['mei']}"
    made = hand_in(visit("nora"), round_of_nora, f"item=uniform&for={mei}", state="answered", value="fail", reason="Seen on the photo")
    lin = visit("lin")
    assert "Seen on the photo" in lin.get("/held").get_data(as_text=True)
    page = lin.get(made.location).get_data(as_text=True)
    assert "Lower" in page and "Confirm the correction" in page
    assert "Confirm the correction" not in visit("nora").get(made.location).get_data(as_text=True)
    assert lin.post(f"{made.location}/decision", decision="refuse", reason="").status_code == 422
    assert lin.post(f"{made.location}/decision", decision="confirm", reason="").status_code == 303
    with app.app_context():
        assert db.session.get_one(Inspection, round_of_nora).rev == 2
    assert "Seen on the photo" not in lin.get("/held").get_data(as_text=True)
    assert "lower now" in visit("mei").get("/notices").get_data(as_text=True)


def test_a_photo_that_was_left_out_is_added_without_its_place(app, visit, round_of_nora):
    picture = {"photos": (BytesIO(rounds.photo()), "a.jpg")}
    nora = visit("nora")
    page = nora.get(f"/inspections/{round_of_nora}/corrections/new?item=floor").get_data(as_text=True)
    fields = {**form_of(page), "state": "answered", "value": "fail", "reason": "It was still on the phone"}
    answer = nora.post(f"/inspections/{round_of_nora}/corrections", files=picture, **fields)
    assert answer.status_code == 303
    with app.app_context():
        photo = db.session.scalars(select(Attachment).where(Attachment.inspection_id == round_of_nora)).one()
        assert (photo.item, photo.is_here) == ("floor", True)
        photo_id = photo.id
    assert nora.get(f"/photos/{photo_id}").status_code == 200
    assert f"/photos/{photo_id}/thumb" in nora.get(f"/inspections/{round_of_nora}").get_data(as_text=True)


def test_a_form_that_changes_nothing_or_gives_no_reason_says_so_and_keeps_what_was_written(app, visit, round_of_nora):
    nora = visit("nora")
    same = hand_in(nora, round_of_nora, "item=tables", state="answered", value="pass", reason="Nothing really")
    assert same.status_code == 422 and "Nothing really" in same.get_data(as_text=True)
    assert hand_in(nora, round_of_nora, "item=tables", state="answered", value="fail", reason="").status_code == 422
    assert hand_in(nora, round_of_nora, "item=tray", state="answered", k="5", n="2", reason="Counted again").status_code == 422
    with app.app_context():
        assert db.session.scalars(select(Revision)).all() == []


def test_an_unknown_person_is_named_later_on_the_page(app, visit, cast):
    with app.app_context():
        envelope = builder.envelope(cast, "garden", "nora", failed=[], people=["mei"])
        text = rounds.encoded(envelope).decode().replace(f'"staff:{cast.staff["mei"]}"', '"staff:unknown-1"')
    nora = visit("nora")
    receipt = nora.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", text.encode()).json
    answer = hand_in(nora, receipt["inspection"], "subject=staff:unknown-1", to=f"staff:{cast.staff['tao']}", reason="He signed the sheet")
    assert answer.status_code == 303
    with app.app_context():
        made = db.session.scalars(select(Revision)).one()
        assert made.state == "confirmed", "all of it was good, so it lowers nobody"
        assert {a.subject for a in made.inspection.answers if a.subject} == {f"staff:{cast.staff['tao']}"}
