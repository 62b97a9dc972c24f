"""Whom guests of the demo met: asked "was this you?", who said yes, who said no, and what the quality lead found then."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from random import Random

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.demo import duty_maps
from inspector.demo.founding import Shop, Worker, World, local
from inspector.extensions import db
from inspector.inspections import payload
from inspector.mystery import attribution, served
from inspector.mystery.models import Visit
from inspector.mystery.report_models import Report
from inspector.pipelines import mystery_attribution
from inspector.rectification import lifecycle
from inspector.rectification.models import Task
from inspector.sites import duty

ANSWERED_AFTER, LOOKED_AFTER = timedelta(hours=26), timedelta(days=2)
STILL_OPEN = timedelta(days=21)
COACHED = "班前会上讲了客人遇到的情况,带着练了三遍,一周里每餐抽看"
FOUND = "当晚排班与临时调台对不上,查不清是谁。这次由门店承担,不算到个人。"


def happen(world: World, shop: Shop, visit: Visit, said: str, lead: Actor) -> None:
    """Say where the guest of a visit just told sat, ask whoever had the table, and let them answer.

    said: confirmed, denied, or reviewed for a denial that the quality lead has looked at.
    """
    report, at = visit.report, visit.released_at
    assert report is not None and at is not None  # it was told
    began = payload.read(report.body).started_at
    day = began.date()
    _draw_up_maps(world, shop, day, visit.id)
    waiters = sorted((one for one in shop.workers if _may_be_asked(one, day)), key=lambda one: one.number)
    if not any(_sat_with(report, one) for one in waiters):
        return
    mystery_attribution.ask(visit, lead.account_id, at)
    for one in visit.attributions:
        by = next(worker.account_id for worker in shop.workers if worker.id == one.staff_id)
        assert by is not None
        mystery_attribution.answer(one, "denied" if said == "reviewed" else said, by, at + ANSWERED_AFTER)
        if said == "reviewed":
            attribution.review(one, FOUND, None, lead.account_id, at + LOOKED_AFTER)


def see_to_tasks(world: World, actors: Mapping[int, Actor], lead: Actor) -> None:
    """What guests met again and again: coached by whoever owns it and looked at by the quality lead; the newest still wait."""
    until = local(world.today, 0) - STILL_OPEN
    for task in db.session.scalars(
        select(Task).where(Task.line == "mystery", Task.state == "open").order_by(Task.id)
    ).all():
        last = max(event.at for event in task.events)
        owner = task.owner_account_id or (task.owner.account_id if task.owner is not None else None)
        if last < until and owner is not None and owner in actors:
            for days, move, actor in ((1, "accept", actors[owner]), (3, "fix", actors[owner]), (5, "verify", lead)):
                _move(task, move, actor, last + timedelta(days=days))


def _move(task: Task, move: str, actor: Actor, at: datetime) -> None:
    if move in lifecycle.allowed(task, actor):
        name = str(uuid.uuid5(uuid.NAMESPACE_OID, f"guests/{task.id}/{task.rev}/{move}"))
        note = COACHED if move == "fix" else None
        lifecycle.apply(lifecycle.TaskCommand(name, task.id, move, task.rev, actor, at, note))


def _draw_up_maps(world: World, shop: Shop, day: date, number: int) -> None:
    for key, shift in shop.shifts.items():
        if duty.on(shop.site.id, day, shift.id) is None:
            duty_maps.save_for(world, shop, day, key, Random(number), is_short=False)


def _may_be_asked(worker: Worker, day: date) -> bool:
    return (
        worker.position == "waiter"
        and worker.account_id is not None
        and worker.is_there(day)
        and not duty_maps.is_new(worker, day)
    )


def _sat_with(report: Report, worker: Worker) -> bool:
    """Seat the guest at a table of somebody; false where the rules would not name them for it."""
    began = payload.read(report.body).started_at
    parts = served.parts_at(report.visit.site, began.date(), began)
    tables = sorted(table for part in parts if part.staff_id == worker.id for table in part.tables)
    if not tables:
        return False
    report.served = {"table": tables[0], "area_id": None, "met": {}}
    return any(one.candidate.staff_id == worker.id for one in served.candidates_of(report).values())
