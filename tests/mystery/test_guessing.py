"""A manager who knows when every party sat down in the house still cannot tell which of them was the guest.

The same wave is played in several worlds that differ by nothing but which site was visited when, within one half of a month and one meal.
In each the manager of the garden reads whatever the role opens, before and after the sites are told, and a guesser takes from it all that
speaks for one of the times. It may hit once in as many worlds as it chooses among; and the reason is tested too: every world looks alike.
"""

from __future__ import annotations

import random
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import time_machine
from flask import Flask

from inspector.extensions import db
from inspector.inspections import payload
from inspector.inspections.models import Inspection
from inspector.mystery import reviewing, shopping
from inspector.mystery.models import Visit
from inspector.rectification.models import Task
from tests import rounds
from tests.accounts import access_table
from tests.cast import Cast
from tests.mystery import shop
from tests.mystery.conftest import PHOTO
from tests.mystery.test_secrecy import words_of
from tests.visiting import Visitor

MADE = datetime(2026, 11, 2, 2, tzinfo=UTC)
TIMES = tuple(datetime(2026, 11, day, hour, minute, tzinfo=UTC) for day, hour, minute in (
    (3, 10, 5), (4, 11, 20), (5, 9, 50), (9, 12, 10), (10, 10, 45),  # 18:05, 19:20, 17:50, 20:10 and 18:45 in Shanghai, all on weekdays
))  # fmt: skip
BEFORE, TOLD = datetime(2026, 11, 11, 2, tzinfo=UTC), datetime(2026, 11, 16, 2, 31, tzinfo=UTC)
WORLDS = 3
# What a program makes up anew each time and that says nothing: identities, hashes, tokens of forms, codes of receipts.
MADE_UP = re.compile(
    r"[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{64}\b|\b[0-9A-Z]{4}-[0-9A-Z]{4}\b|(?<=value=\")I[\w.-]{60,}|(?<=csrf-token\" content=\")[^\"]+"
)
# Where anything of a visit could come to the eyes of a manager; the rest are lists, settings and forms to fill in.
PLACES = ("/today", "/inspections", "/corrections", "/tasks", "/improvements", "/notices", "/mystery-results", "/records/", "/sites/{site}",
          "/charts", "/api/v1/device/rounds")  # fmt: skip
LISTS = ("/today", "/inspections", "/inspections.csv", "/tasks", "/tasks/board", "/notices", "/mystery-results")  # read before too


def played(worlds, cast: Cast, shift: int) -> tuple[dict[str, str], int]:
    """What the manager of the garden saw, by moment and address, of a wave turned on by so many sites; which time was the garden's."""
    app = worlds()
    with time_machine.travel(MADE, tick=False) as clock:
        with app.app_context():
            visits = [one.id for one in shop.campaign(cast, MADE).visits]
        for number, began in enumerate(TIMES):
            clock.move_to(began + timedelta(hours=2))
            _visited(app, cast, visits[(number - shift) % len(visits)], began)
        clock.move_to(BEFORE)
        seen = {f"before {path}": text for path, text in _read(app, cast, LISTS).items()}
        clock.move_to(TOLD)
        with app.app_context():
            campaign = db.session.get_one(Visit, visits[0]).campaign_id
        assert Visitor(app).signed_in("quan").post(f"/mystery/campaigns/{campaign}/releases").status_code == 303
        seen |= {f"after {path}": text for path, text in _read(app, cast).items()}
        with app.app_context():
            gardens = next(number for number, one in enumerate(visits) if db.session.get_one(Visit, one).site_id == cast.sites["garden"])
    return seen, (gardens + shift) % len(visits)


def _visited(app: Flask, cast: Cast, number: int, began: datetime) -> None:
    with app.app_context():
        visit = db.session.get_one(Visit, number)
        visit.attested_at, visit.state = began, "begun"
        form = {"id": "ms-small", "version": visit.campaign.version.sha256}
        sent = shop.report({"checklist": form, "site": {"id": visit.site_id}}, began, PHOTO)
        report = shopping.take(visit, payload.read(rounds.encoded(sent)), began + timedelta(hours=2)).report
        reviewing.accept(report, {"story": "服务员没有带位。"}, cast.accounts["quan"], began + timedelta(hours=2))
        db.session.commit()


def _read(app: Flask, cast: Cast, only: tuple[str, ...] = ()) -> dict[str, str]:
    """{address: text} of what the role of a store manager opens, of things of the garden where there are some. only: these addresses."""
    with app.app_context():
        known: dict[str, object] = {"site": cast.sites["garden"], "staff": cast.staff["mei"]}
        told = db.session.scalar(db.select(Inspection.id).where(Inspection.site_id == cast.sites["garden"], Inspection.line == "mystery"))
        task = db.session.scalar(db.select(Task.id).where(Task.site_id == cast.sites["garden"]))
    known |= {"inspection": told, "told": told} if told else {}
    known |= {"task": task} if task else {}
    lin, seen = Visitor(app).signed_in("lin"), {}
    for line in access_table.read():
        is_theirs = line.method == "GET" and "lin" in line.here and line.path.startswith(PLACES) and not line.is_costly
        if is_theirs and line.path in (only or (line.path,)) and known.keys() >= set(re.findall(r"\{(\w+)\}", line.path)):
            path = line.path.format_map(known)
            answer = lin.device("GET", path) if line.kind == "device" else lin.get(path)
            seen[line.path] = MADE_UP.sub("*", words_of(answer))
    return seen


def guess(seen: Mapping[str, str]) -> int:
    """The time that most speaks for itself in what was seen: its day, its hour, its minute, in any way a page writes them."""
    text = "\n".join(seen.values())

    def traces(began: datetime) -> int:
        local = began + timedelta(hours=8)
        signs = (f"{local:%H:%M}", f"{began:%H:%M}", f"{local:%Y-%m-%d}", f"{local.day} Nov", f"Nov {local.day},", f"11月{local.day}日",
                 str(int(began.timestamp())))  # fmt: skip
        return sum(len(re.findall(rf"(?<!\d){re.escape(sign)}(?!\d)", text)) for sign in signs)

    return max(range(len(TIMES)), key=lambda number: (traces(TIMES[number]), -number))


def test_a_guesser_who_reads_all_that_a_manager_may_does_no_better_than_chance(worlds, cast, monkeypatch):
    monkeypatch.setattr(secrets, "SystemRandom", lambda: random.Random(7))  # the order of a wave is drawn; here the same draw in each world
    games = [played(worlds, cast, shift) for shift in range(WORLDS)]
    first, _ = games[0]
    assert len(first) > 35 and any("服务员没有带位。" in text for text in first.values())  # there was something to read
    for seen, _ in games[1:]:
        assert {path: text for path, text in seen.items() if text != first.get(path)} == {}
        assert seen.keys() == first.keys()
    assert sum(guess(seen) == true for seen, true in games) <= 1
    telling = {**first, "a leak": "walked in at 18:05 on 2026-11-03"}
    assert guess(telling) == 0  # the guesser takes what it is given
