"""The life of a task held against a small model of it by random commands; and that none is ever on nobody's screen."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from inspector.accounts.models import Account
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import lifecycle, queries
from inspector.rectification.lifecycle import TaskCommand
from inspector.rectification.models import Task
from tests.rectification.shop import START

PHOTO = "b" * 64
FLOOR = ("gao", "lin", "nora")  # act and verify at the garden
PEOPLE = (*FLOOR, "mei", "qiu")  # mei only where it is hers; qiu leads another site
# move: from which states, to which, its event, who may ("act", "verify"), what it cannot do without
TABLE = {
    "accept": (("open",), "accepted", "accepted", "act", ""),
    "fix": (("open", "accepted"), "fixed", "fixed", "act", "photo"),
    "verify": (("fixed",), "watching", "verified", "verify", ""),
    "return": (("fixed", "watching"), "accepted", "returned", "verify", "note"),
    "close": (("watching",), "closed", "closed", "verify", ""),
    "reopen": (("closed",), "open", "reopened", "verify", "note"),
    "comment": (("open", "accepted", "fixed", "watching", "closed"), "", "commented", "act", "note or photo"),
    "contain": (("open", "accepted", "fixed", "watching"), "", "contained", "act", "note"),
    "hand_over": (("open", "accepted"), "", "handed_over", "act", "colleague"),
}
QUIET = {
    "accepted",
    "commented",
    "contained",
    "handed_over",
}  # what others did in these does not stand against a command


@dataclass
class Model:
    """What a task should be: state, owner, who fixed it, its events in order."""

    state: str = "open"
    owner: str = "gao"
    fixed_by: str | None = None
    events: list[str] = field(default_factory=lambda: ["opened"])
    done: set[str] = field(default_factory=set)

    def answer(self, who, move, uuid, base, note, photo, to):
        """What the command is answered; carries it out where that is "done"."""
        if who == "qiu" or (who == "mei" and self.owner != "mei"):
            return "not_found"
        if uuid in self.done:
            return "done"
        states, then, event, right, wants = TABLE[move]
        if right == "verify" and (who not in FLOOR or who == self.fixed_by):
            return "forbidden"
        is_fit = base == len(self.events) or move in ("comment", "contain") or set(self.events[base:]) <= QUIET
        if self.state not in states or not is_fit:
            return "conflict"
        has = {"": True, "photo": photo, "note": note, "note or photo": note or photo, "colleague": to != self.owner}[
            wants
        ]
        if not has:
            return "bad_form"
        self.state, self.owner = then or self.state, to if move == "hand_over" else self.owner
        self.fixed_by = who if move == "fix" else None if move in ("return", "reopen") else self.fixed_by
        self.events.append(event)
        self.done.add(uuid)
        return "done"


@pytest.mark.parametrize("seed", [11, 12])
def test_random_commands_do_what_the_model_says(shop, seed):
    shop.submit({("floor", None): "fail"})
    task, model, dice = db.session.scalars(select(Task)).one(), Model(), random.Random(seed)
    actors, at, uuids = {who: shop.actor(who) for who in PEOPLE}, START + timedelta(minutes=10), [str(uuid4())]
    answers = []
    for _ in range(80):
        at += timedelta(minutes=dice.randint(1, 50))
        who = dice.choice(PEOPLE)
        fitting = [move for move, row in TABLE.items() if model.state in row[0]]
        move = dice.choice(fitting if dice.random() < 0.8 else list(TABLE))
        uuid = dice.choice(uuids) if dice.random() < 0.1 else str(uuid4())
        base = len(model.events) if dice.random() < 0.7 else dice.randint(1, len(model.events))
        note, photo, to = dice.random() < 0.8, dice.random() < 0.8, dice.choice(("mei", "gao"))
        said_at = None if dice.random() < 0.5 else at - timedelta(hours=dice.randint(-3000, 40))
        expected, before = model.answer(who, move, uuid, base, note, photo, to), (task.rev, task.due_at)
        wish = TaskCommand(
            uuid=uuid, task_id=task.id, move=move, base_rev=base, actor=actors[who], at=at, note="拖过了" if note else None,
            photos=(PHOTO,) if photo else (), says={"staff": str(shop.staff[to])}, said_at=said_at,
        )  # fmt: skip
        try:
            lifecycle.apply(wish)
            db.session.commit()
            found = "done"
        except Problem as problem:
            db.session.rollback()
            found = problem.kind.code
        uuids.append(uuid)
        answers.append(found)
        assert found == expected, (move, who, base, model, answers)
        assert (task.state, [event.kind for event in task.events]) == (model.state, model.events)
        assert (task.owner_id, task.fixed_by_id) == (shop.staff[model.owner], shop.accounts.get(model.fixed_by))
        assert task.rev == len(model.events) and (found == "done" or task.rev == before[0]), (
            "a refused command writes nothing"
        )
        assert task.due_at >= before[1], "no move takes time away"
        assert (
            (task.fixed_at is not None)
            == (task.fixed_by_id is not None)
            == (task.state in ("fixed", "watching", "closed"))
        )
        assert task.fixed_at is None or task.opened_at <= task.fixed_at <= at
    assert {"done", "forbidden", "conflict", "bad_form", "not_found"} <= set(answers)


def test_no_unfinished_task_is_on_nobodys_screen(shop):
    failed = {("floor", None): "fail", ("exits-clear", None): "fail", ("uniform", "mei"): "fail"}
    for day in range(4):
        shop.submit(
            failed, at=START + timedelta(days=day), area="bar" if day % 2 else "hall", people=("mei", "tao", "zhu")
        )
    tasks = db.session.scalars(select(Task)).all()
    assert {one.kind for one in tasks} >= {"fix", "coach"}
    names = [one for one in shop.accounts if db.session.get_one(Account, shop.accounts[one]).is_active]
    actors = [shop.actor(one) for one in names]
    for task in tasks:
        for state in ("open", "accepted", "fixed", "watching"):
            task.state, task.fixed_by_id = state, shop.accounts["gao"] if state == "fixed" else None
            db.session.flush()
            screens = [queries.to_verify(one) if state == "fixed" else queries.mine(one) for one in actors]
            seers = [
                one for one, screen in zip(actors, screens, strict=True) if queries.count(Task.id == task.id, screen)
            ]
            listed = [
                one
                for one in actors
                if queries.count(Task.id == task.id, queries.visible(one)) and one.may("tasks.act", task.site_id)
            ]
            assert listed, "the managers of its site see it"
            assert seers, f"{task.kind} {state}: nobody must do the next thing"
