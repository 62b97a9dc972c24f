"""Faster than paper: how many taps a round costs (docs: product numbers), counted in a real browser against a real server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask

from inspector.checklists import library, publishing
from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from tests.cast import BEGAN, Cast
from tests.journeys import runner_steps as step

MOST_TAPS_QUICK_ROUND = 40
MOST_TAPS_LINE_UP = 25

LINE_UP = """
id: line-up
title: {zh: 班前仪容, en: Line-up}
kind: round
pack: restaurant
filled_by: supervisor
minutes: 4
scoring: {observed_from: 70, pass_from: 85}
sections:
  - id: people
    title: {zh: 仪容, en: Appearance}
    dimension: appearance
    repeat: staff
    items:
""" + "".join(
    f"      - {{id: part-{n}, ask: {{zh: 第{n}项合格吗, en: Is part {n} fine}}, type: verdict, observe: state, owner: actor, "
    f"notes: [{{zh: 不整洁, en: Untidy}}], on_fail: {{kind: coach, note: optional, photo: optional}}}}\n"
    for n in range(1, 9)
)


def test_a_quick_round_with_six_people_and_two_failures_costs_at_most_forty_taps(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 6)
    page = browse(has_touch=True).new_page()
    page.add_init_script(step.COUNT_TAPS)
    step.sign_in(page, serve().url, "gao")
    before = step.taps(page)
    step.start(page, "quick-round")

    page.locator(".grid__corner .answer--all").click()
    page.locator(".cell--pass").nth(7).click()
    page.locator(".detail .chip").first.click()
    step.take_photo(page)
    step.onward(page)
    page.locator(".section__head .answer--all").click()
    page.locator(".answer--fail").nth(1).click()
    page.locator(".detail .chip").first.click()
    step.take_photo(page)
    step.onward(page)
    for row, needed in enumerate((2, 2, 3, 3, 2, 2)):
        for _ in range(needed):
            page.locator(".seen").nth(row).locator(".answer--pass").click()
    step.onward(page)
    for row in range(3):
        page.locator(".control--verdict").nth(row).locator(".answer--pass").click()
    step.onward(page)
    step.submit(page)

    photos_chosen = 2
    assert step.taps(page) - before + photos_chosen <= MOST_TAPS_QUICK_ROUND
    with app.app_context():
        inspection = db.session.query(Inspection).one()
        answers = db.session.query(Answer).filter_by(inspection_id=inspection.id).all()
        assert not any(answer.is_bulk for answer in answers if isinstance(answer.value, dict)), "no event item was answered in bulk"
        assert sum(answer.is_failed for answer in answers) == 2
        assert all(answer.note for answer in answers if answer.is_failed)
        assert len(answers) == 6 * 4 + 4 + 6 + 3


def test_a_line_up_of_ten_people_with_three_failures_costs_at_most_twenty_five_taps(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 10)
    with app.app_context():
        read = library.read(LINE_UP)
        assert read.checklist, read.faults
        publishing.publish(read.checklist, None, "", BEGAN)
        db.session.commit()
    page = browse(has_touch=True).new_page()
    page.add_init_script(step.COUNT_TAPS)
    step.sign_in(page, serve().url, "gao")
    before = step.taps(page)
    step.start(page, "line-up")

    page.locator(".grid__corner .answer--all").click()
    for cell in (3, 25, 71):
        page.locator(".cell").nth(cell).click()
        page.locator(".detail .chip").first.click()
    step.onward(page)
    step.submit(page)

    assert step.taps(page) - before <= MOST_TAPS_LINE_UP
    with app.app_context():
        answers = db.session.query(Answer).all()
        assert len(answers) == 80
        assert sum(answer.is_bulk for answer in answers) == 77, "a fail is never in bulk"
