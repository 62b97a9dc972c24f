"""A task is seen to on the floor without a network: kept on the tablet first, sent by itself, and what came of it is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from inspector import clock
from inspector.extensions import db
from inspector.rectification.models import Task, TaskEvent
from tests import rounds
from tests.cast import Cast
from tests.faults import floor
from tests.faults.oracles import check_store
from tests.journeys import runner_steps as step
from tests.reports import builder

API = "**/api/v1/**"


def test_a_task_is_fixed_without_a_network_and_arrives_with_its_photo(
    app: Flask, cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    step.crew(app, cast, 1)
    with app.app_context():
        found = {"floor": rounds.photo()}
        builder.submit(cast, failed=[("floor", None)], people=["mei"], started=clock.now() - timedelta(hours=1), photos=found)
        task = db.session.scalars(select(Task.id)).one()
    server = serve()
    context = browse(locale="en-US", has_touch=True, viewport={"width": 390, "height": 844}, forgives=("/api/v1/",))
    page = context.new_page()
    step.sign_in(page, server.url, "gao")
    page.locator("a[href='#/tasks']").click()
    card = page.locator(f"#task-{task}")
    card.wait_for()

    floor.until(page, lambda kept: any(key.startswith("picture:") for key in kept["ref"]), "ref")
    page.reload()
    card.wait_for()
    for address in (API, "**/photos/**"):
        context.route(address, lambda route: route.abort())
    card.locator(".task-head").click()
    page.wait_for_function("() => document.querySelector('.task-before img')?.naturalWidth > 0")  # as it was found, also now
    card.get_by_role("button", name="Accept", exact=True).click()
    card.locator(".task-done", has_text="Accept").wait_for()
    assert "In progress" in card.inner_text()
    card.locator(".task-head").click()
    card.get_by_role("button", name="Hand in as fixed", exact=True).click()
    assert "photo" in card.locator(".field__error").inner_text()
    card.locator("input[type=file]").set_input_files({"name": "a.jpg", "mimeType": "image/jpeg", "buffer": step.picture()})
    card.locator(".thumb-photo img").wait_for()
    card.locator("textarea").fill("Mopped and dried")
    card.get_by_role("button", name="Hand in as fixed", exact=True).click()
    card.locator(".task-done", has_text="Hand in as fixed").wait_for()
    page.locator(".sync", has_text="waiting: 2").wait_for()
    page.reload()
    page.locator(f"#task-{task} .task-done").nth(1).wait_for()
    assert "To verify" in page.locator(f"#task-{task}").inner_text()

    context.unroute(API)
    page.locator(".sync").click()
    page.get_by_role("button", name="Send now").first.click()
    page.locator(".record--on_server").nth(1).wait_for()
    with app.app_context():
        events = db.session.execute(select(TaskEvent.kind, TaskEvent.note, TaskEvent.photos).order_by(TaskEvent.id)).all()
        assert [one.kind for one in events] == ["opened", "accepted", "fixed"]
        assert events[-1].note == "Mopped and dried" and len(events[-1].photos) == 1
    server.stop()
    check_store(server.data)
