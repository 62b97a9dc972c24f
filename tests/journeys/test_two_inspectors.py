"""Two inspectors walk one round: shared with a few taps, one of them without a network, and it is one inspection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import expect
from sqlalchemy import select

from inspector.extensions import db
from inspector.inspections.models import Answer, Inspection
from inspector.inspections.shared_models import RoundPart
from tests.cast import PARTS, Cast
from tests.journeys import runner_steps as step
from tests.journeys.looking import Looker


def test_a_round_is_shared_each_fills_his_part_and_it_counts_once(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 2)
    url = serve().url
    owner, partner = (browse(has_touch=True, locale="en-US", forgives=("/api/v1/",)).new_page() for _ in range(2))
    step.sign_in(owner, url, "gao")
    step.start(owner, "quick-round")
    sections = owner.locator(".tab > span").all_inner_texts()
    owner.locator(".bar .tool").last.click()
    owner.get_by_role("button", name="Two inspectors").click()
    owner.locator("dialog[open] .chip", has_text=PARTS["lin"].name).click()
    Looker(owner, "en")("share a round", "dialog[open] .button--primary:enabled")
    owner.locator("dialog[open] .button--primary").click()
    expect(owner.locator(".tab > span")).to_have_text(sections[:2])
    expect(owner.locator(".bar__title")).to_contain_text(f"with {PARTS['lin'].name}")

    step.sign_in(partner, url, "lin")
    partner.locator(".start-row--part").click()
    expect(partner.locator(".tab > span")).to_have_text(sections[2:])
    partner.context.set_offline(True)
    partner.reload()  # the part is on this device
    partner.locator(".tab").nth(1).click()
    for row in range(3):
        partner.locator(".control--verdict").nth(row).locator(".answer--pass").click()
    step.saved(partner)
    step.onward(partner)
    partner.locator(".thumb--submit .button").click()
    partner.get_by_text("Saved on this tablet").wait_for()

    owner.locator(".grid__corner .answer--all").click()
    owner.locator(".tab").nth(1).click()
    owner.locator(".section__head .answer--all").click()
    step.saved(owner)
    step.onward(owner)
    step.submit(owner)
    owner.get_by_text("The round counts when your colleague's part is here too").wait_for()

    partner.context.set_offline(False)
    partner.get_by_role("button", name="Send now").click()
    partner.wait_for_selector(".stamp--on_server")
    with app.app_context():
        inspection = db.session.scalars(select(Inspection)).one()
        assert len(db.session.scalars(select(RoundPart.id)).all()) == 2
        assert inspection.author_id == cast.accounts["gao"] and inspection.is_complete
        assert {answer.state for answer in inspection.answers} <= {"answered", "unseen"} and inspection.percent == "100.0"
        assert len(db.session.scalars(select(Answer.item)).all()) == len(inspection.answers)
    owner.goto(f"{url}/app#/")
    owner.reload()
    owner.wait_for_selector(".today .start-row")
    assert owner.locator(".start-row--draft").count() == 0
