"""The register of standards and the service blueprint on screen, and the words they are said in."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from inspector import clock
from inspector.checklists import blueprints, publishing, standards
from inspector.checklists.models import ChecklistRow
from inspector.extensions import db
from inspector.inspections.models import Inspection
from tests import rounds

SWEPT = "S1-WAITER-013"  # floor swept, then mopped: behind the line of visibility
GREETED = "S1-WAITER-032"  # the greeting phrase: a guest hears it
STANDARDS = list(standards.read().values())


@pytest.fixture
def installed(app, cast) -> None:
    with app.app_context():
        publishing.install_pack(None, clock.now())
        db.session.commit()


def test_steps_roles_moments_and_management_points_are_said_in_both_languages():
    for one in STANDARDS:
        said = [one.step, *one.roles, *(text for text in (one.moment, one.management_point) if text)]
        for text in said:
            assert re.search("[\u4e00-\u9fff]", text["zh"]), (one.id, text)
            assert not re.search("[\u4e00-\u9fff]", text["en"]), (one.id, text)


@pytest.mark.parametrize("industry", ["restaurant", "auto_service"])
def test_every_standard_hangs_on_exactly_one_step(industry):
    steps = blueprints.read()[industry]
    hung = Counter(one.id for step in steps for one in step.hung(industry, standards.read()))
    assert hung == Counter(one.id for one in STANDARDS if one.industry == industry)
    assert all(step.hung(industry, standards.read()) for step in steps)


def test_the_car_shop_has_the_fourteen_steps_of_its_example():
    assert len(blueprints.read()["auto_service"]) == 14


def test_every_step_says_its_lanes_in_both_languages():
    for step in (step for steps in blueprints.read().values() for step in steps):
        assert step.guest or step.front or step.back
        for text in (step.name, step.guest, step.front, step.back):
            assert text is None or text["zh"] and text["en"]


def test_the_register_is_narrowed_by_industry_step_dimension_and_words(installed, visit):
    lin = visit("lin")
    page = lin.get("/standards?industry=restaurant&step=opening").get_data(as_text=True)
    assert SWEPT in page and GREETED not in page
    assert SWEPT in lin.get("/standards?q=mopped").get_data(as_text=True)
    assert SWEPT not in lin.get("/standards?q=mopped&dimension=greeting").get_data(as_text=True)
    # a step of another industry is let go when the industry changes
    assert "S0-4S01-001" in lin.get("/standards?industry=auto_service&step=opening").get_data(as_text=True)


def test_a_standard_shows_what_is_asked_of_whom_and_the_questions_that_rest_on_it(installed, visit):
    page = visit("lin").get("/standards/S0-4S01-006").get_data(as_text=True)
    assert "answered late" in page and "apologise unasked" in page
    assert "/checklists/" in page and "#item-" in page
    assert visit("lin").get("/standards/S9-NONE-001").status_code == 404


def test_a_standard_stands_out_once_no_list_in_use_asks_about_it(installed, visit, app):
    lin = visit("lin")
    assert SWEPT not in lin.get("/standards?cover=none").get_data(as_text=True)
    with app.app_context():
        for row in db.session.scalars(select(ChecklistRow)):
            row.retired_at = clock.now()
        db.session.commit()
    assert "No checklist in use asks about this standard." in lin.get(f"/standards/{SWEPT}").get_data(as_text=True)
    assert SWEPT in lin.get(f"/standards?cover=none&q={SWEPT}").get_data(as_text=True)
    assert "No question asks this" not in lin.get("/standards?q=S2-6.1-010").get_data(as_text=True)  # a figure to look up


def test_the_blueprint_parts_what_a_guest_can_notice_from_what_holds_it_up(installed, visit):
    page = visit("lin").get("/standards/blueprints/restaurant").get_data(as_text=True)
    assert "Line of interaction" in page and "Line of visibility" in page
    front = re.findall(r"blueprint__lane--front(.*?)blueprint__line--visibility", page, re.S)
    assert any(GREETED in one for one in front) and not any(SWEPT in one for one in front)
    assert page.count(f"/standards/{SWEPT}") == 1
    assert visit("lin").get("/standards/blueprints/nowhere").status_code == 404


def test_results_count_answers_from_outside_apart_from_self_checks_and_only_of_ones_own_sites(app, cast, visit):
    with app.app_context():
        checklist = rounds.publish()
        cited = next(item for item in checklist.items if item.standards and item.type == "verdict" and item.id == "floor")
        given = rounds.answers(checklist, [cast.staff["mei"]], failing={(cited.id, None)})
        good = rounds.answers(checklist, [cast.staff["mei"]])
    for line, answers in (("area", given), ("area", good), ("self", good), ("self", good)):
        envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=answers, line=line)
        assert visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).status_code == 201
    url = f"/standards/{cited.standards[0]}/results"
    with app.app_context():
        for found in db.session.scalars(select(Inspection)):
            found.business_day = clock.today("Asia/Shanghai")
        db.session.commit()
    page = visit("lin").get(url).get_data(as_text=True)
    assert "(1/2)" in page and "(2/2)" in page and "50 %" in page
    assert 'class="trend__dot"' in page
    assert "Nobody has been asked about it yet." in visit("qiu").get(url).get_data(as_text=True)
    with app.app_context():
        for found in db.session.scalars(select(Inspection)):
            found.business_day = clock.today("Asia/Shanghai") - timedelta(days=200)
        db.session.commit()
    old = visit("lin").get(url).get_data(as_text=True)
    assert "Last inspected on" in old and "Not in the last 12 weeks." in old
