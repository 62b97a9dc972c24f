"""Practice on one scale through its pages: nobody sees anything before all are in, and then everybody sees the same."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from inspector import clock
from inspector.extensions import db
from inspector.fairness import calibration
from inspector.fairness.models import CalibrationAnswer, CalibrationSet
from inspector.inspections.models import Attachment, Inspection
from inspector.notices.models import Notice
from tests.reports import builder


def photos(app, cast, names=("gao", "nora", "sun")) -> tuple[str, list[int]]:
    """A set of two photos that some judge: its address and cases."""
    with app.app_context():
        ids = []
        for site, by, who in (("garden", "gao", "mei"), ("harbour", "sun", "bo")):
            builder.submit(
                cast, site, by, failed=[("floor", None)], people=[who], photos={"floor": builder.picture(site)}, notes={"floor": "wet"},
                started=builder.STARTED,
            )  # fmt: skip
        ids = list(db.session.scalars(select(Attachment.id).where(Attachment.kind == "photo").order_by(Attachment.id)))
        at = clock.now()
        people = [cast.accounts[name] for name in names]
        made = calibration.make_photos("Floors", at.date() + timedelta(days=3), people, ids, cast.accounts["quan"], at)
        db.session.commit()
        db.session.expire_all()
        return f"/calibration/{made.id}", [case.id for case in made.cases]


def judge(visitor, url, cases, *values):
    """Judge all photos and hand in."""
    for case, value in zip(cases, values, strict=True):
        assert visitor.post(f"{url}/cases/{case}", value=value).status_code == 303
    assert visitor.post(f"{url}/finish").status_code == 303


def test_nobody_sees_what_others_said_before_all_are_in(app, cast, visit):
    url, cases = photos(app, cast)
    gao, nora, sun, quan = (visit(name) for name in ("gao", "nora", "sun", "quan"))
    page = gao.get(url).get_data(as_text=True)
    assert "Photo 1 of 2" in page and "Garden" not in page
    assert gao.get(f"{url}/cases/{cases[1]}/photo").mimetype == "image/jpeg"  # taken at a site that is not his
    judge(gao, url, cases, "fail", "pass")
    judge(nora, url, cases, "pass", "pass")
    for visitor in (gao, quan, sun):
        page = visitor.get(url).get_data(as_text=True)
        assert "Said the same" not in page and "not yet" in page
    judge(sun, url, cases, "pass", "fail")
    for visitor in (gao, quan):
        page = visitor.get(url).get_data(as_text=True)
        assert "33 %" in page and "1 of 1 as most of the others" not in page
        assert "1 time stricter" in page and "kappa" in page and "高峰" in page
    assert visit("lin").get(url).status_code == 404  # was not asked


def test_what_was_handed_in_is_changed_no_more_and_nothing_is_handed_in_with_a_gap(app, cast, visit):
    url, cases = photos(app, cast)
    gao = visit("gao")
    assert gao.post(f"{url}/cases/{cases[0]}", value="fail").status_code == 303
    assert gao.post(f"{url}/finish").status_code == 409
    assert gao.post(f"{url}/cases/{cases[0]}", value="pass").status_code == 303  # thought better of it
    judge(gao, url, cases[1:], "unclear")
    assert gao.post(f"{url}/cases/{cases[0]}", value="fail").status_code == 409
    assert visit("quan").post(f"{url}/closure").status_code == 409  # with one alone there is nothing to compare
    with app.app_context():
        assert list(db.session.scalars(select(CalibrationAnswer.value).order_by(CalibrationAnswer.case_id))) == [
            "pass",
            "unclear",
        ]


def test_the_quality_lead_makes_a_set_and_everybody_chosen_is_told(app, cast, visit):
    photos(app, cast)
    quan = visit("quan")
    page = quan.get("/calibration/new").get_data(as_text=True)
    assert page.count('name="photos"') == 2
    short = quan.post("/calibration/new", title="Uniforms", due_on="2030-01-01", people=[cast.accounts["gao"]])
    assert short.status_code == 422 and 'value="Uniforms"' in short.get_data(as_text=True)
    assert "Choose at least two." in short.get_data(as_text=True)
    with app.app_context():
        picked = db.session.scalar(select(Attachment.id).where(Attachment.kind == "photo"))
    people = [cast.accounts["gao"], cast.accounts["sun"]]
    made = quan.post("/calibration/new", title="Uniforms", due_on="2030-01-01", people=people, photos=[picked])
    assert made.status_code == 303
    with app.app_context():
        told = db.session.scalars(select(Notice.account_id).where(Notice.url == made.headers["Location"]))
        assert set(told) == set(people)


def test_a_joint_round_is_compared_answer_by_answer_once_both_rounds_are_there(app, cast, visit):
    with app.app_context():
        builder.submit(
            cast,
            "garden",
            "gao",
            failed=[("floor", None)],
            people=["mei"],
            notes={"floor": "wet"},
            started=builder.STARTED,
        )
        day = db.session.scalar(select(Inspection.business_day))
        who = [cast.accounts["gao"], cast.accounts["nora"]]
        made = calibration.make_joint(
            "Together", cast.sites["garden"], "quick-round", day, who, cast.accounts["quan"], clock.now()
        )
        db.session.commit()
        url = f"/calibration/{made.id}"
    assert "not yet" in visit("gao").get(url).get_data(as_text=True)
    with app.app_context():
        builder.submit(
            cast, "garden", "nora", failed=[], people=["mei"], started=builder.STARTED + timedelta(minutes=1)
        )
        db.session.commit()
        found = calibration.result_of(db.session.scalars(select(CalibrationSet)).one())
        assert found.split == (("floor", None),)
        assert {judge.rater: judge.stricter for judge in found.judges} == {who[0]: 1, who[1]: 0}
    assert "Talk about these" in visit("quan").get(url).get_data(as_text=True)
