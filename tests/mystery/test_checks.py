"""What a reviewer is pointed at: each check with a report that raises it and nothing else, and one that raises none."""

from __future__ import annotations

from copy import deepcopy
from datetime import date, datetime, timedelta

import pytest

from inspector.checklists import library
from inspector.inspections import payload
from inspector.mystery import checks
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.sites.models import Site
from tests import rounds
from tests.mystery import shop

BEGAN = datetime.fromisoformat("2026-11-12T19:37:11+08:00")  # a Thursday
PHOTO = rounds.photo()
FORM = shop.FORM.replace("multiline: true, required: true", "multiline: true, required: true, min_length: 20") + "".join(
    f"      - {{id: q{n}, ask: {{zh: 看到了{n}, en: Seen {n}}}, type: verdict, required: false}}\n" for n in range(10)
) + "      - {id: felt, ask: {zh: 您觉得受欢迎吗, en: Did you feel welcome}, type: verdict, subjective: true, required: false}\n"
VERDICTS = ("pass", "fail", "pass", "pass", "fail", "pass", "pass", "pass", "fail", "pass")


@pytest.fixture(scope="module")
def checklist():
    found = library.read(FORM)
    assert found.checklist is not None, found.faults
    return found.checklist


@pytest.fixture
def raised(checklist):
    """raised(change, …) is the codes of the checks of a sound report after a change, in their order.

    What a report has in common with others is asked of the database: tests/mystery/test_review.py.
    """

    def codes(change=lambda body: None, *, meal="dinner", day_kind="weekday", first=date(2026, 11, 10), late=timedelta(hours=2)):
        site = Site(timezone="Asia/Shanghai", day_ends_at="04:00")
        visit = Visit(first_on=first, last_on=first + timedelta(days=6), meal=meal, day_kind=day_kind, site=site, reports=[Report()])
        told = {"checklist": {"id": checklist.id, "version": "sha256:" + "0" * 64}, "site": {"id": 1}}
        body = deepcopy(shop.report(told, BEGAN, PHOTO, "pass"))
        body["answers"] += [
            {**body["answers"][0], "item": f"q{n}", "value": value, "at": (BEGAN + timedelta(minutes=10 + n)).isoformat()}
            for n, value in enumerate(VERDICTS)
        ]
        change(body)
        sent = payload.read(rounds.encoded(body))
        return [one.code for one in checks.of_itself(visit, sent, checklist, BEGAN + timedelta(hours=1) + late)]

    return codes


def answer(body, item):
    return next(one for one in body["answers"] if one["item"] == item)


def test_a_sound_report_raises_nothing(raised):
    assert raised() == []


@pytest.mark.parametrize(
    ("circumstances", "code"),
    [
        ({"first": date(2026, 11, 13)}, "outside_days"),
        ({"first": date(2026, 11, 1)}, "outside_days"),
        ({"day_kind": "weekend"}, "other_day_kind"),
        ({"meal": "lunch"}, "other_meal"),
        ({"late": timedelta(hours=24)}, "late"),
    ],
)
def test_window_and_time_of_sending(raised, circumstances, code):
    assert raised(**circumstances) == [code]


def test_answers_within_a_few_minutes_were_hardly_seen(raised):
    def hurry(body):
        for number, one in enumerate(body["answers"]):
            one["at"] = (BEGAN + timedelta(seconds=20 * number)).isoformat()

    assert raised(hurry) == ["short"]


@pytest.mark.parametrize("minutes", [-30, 600])
def test_a_moment_outside_the_visit_is_implausible(raised, minutes):
    assert raised(lambda body: answer(body, "seated").update(at=(BEGAN + timedelta(minutes=minutes)).isoformat())) == ["times"]


def test_a_missing_answer_a_short_story_and_a_missing_receipt_are_each_named(raised):
    assert raised(lambda body: body["answers"].remove(answer(body, "story"))) == ["incomplete", "brief_story"]
    assert raised(lambda body: answer(body, "story").update(value="还行")) == ["brief_story"]
    assert raised(lambda body: (body["attachments"].clear(), answer(body, "receipt").update(value=["0" * 64]))) == ["no_photo"]


def test_straight_lining_needs_ten_verdicts_and_nearly_all_alike(raised):
    def alike(body):
        for n in range(10):
            answer(body, f"q{n}")["value"] = "pass"

    def few(body):
        alike(body)
        for n in range(3):
            body["answers"].remove(answer(body, f"q{n}"))

    assert raised(alike) == ["straight"]
    assert raised(few) == []


def test_a_feeling_that_cost_a_point_is_flagged(raised):
    def unwelcome(body):
        body["answers"].append({**answer(body, "q1"), "item": "felt"})

    assert raised(unwelcome) == ["feeling"]
