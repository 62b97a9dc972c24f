"""Lets eight weeks happen, in the order of the clock: duty maps, rounds, what becomes of tasks."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random

from flask import current_app
from sqlalchemy import select

from inspector.accounts import guards
from inspector.accounts.access import Actor
from inspector.accounts.models import Account
from inspector.checklists.definition import Item
from inspector.demo import conducting, duty_maps, rounds, stories, truth
from inspector.demo.conducting import Moment, Traits
from inspector.demo.duty_maps import Team
from inspector.demo.founding import Shop, World, local
from inspector.demo.improving import Improving
from inspector.demo.lives import Lives
from inspector.demo.rounds import Round
from inspector.extensions import db
from inspector.media.store import Store
from inspector.notices import board
from inspector.rectification.models import Task

BEFORE_PHOTOS = 42
PHOTO_SHARE = 0.09  # of the findings whose photo is only welcome
NOTICES_READ_UNTIL = timedelta(hours=30)  # before the end; only what came after is new to people
Step = Callable[[datetime], None]


class History:
    """The calendar of the demo: steps in the order of their moments; what has not happened by the morning of today never does."""

    def __init__(self, world: World, seed: int, commit: Callable[[], None]) -> None:
        self.world, self.seed, self.commit = world, seed, commit
        self.ends_at = local(world.today, 0).astimezone(UTC)
        self.days = (world.today - world.first).days
        self.calendar: list[tuple[datetime, int, Step]] = []
        self.count = 0
        self.blobs: Store = current_app.extensions["inspector.blobs"]
        self.actors = _actors()
        self.lives = Lives(world, seed, self.actors, self.blobs, self.later, self.ends_at)
        self.teams: dict[tuple[str, date, str], Team] = {}
        self.rounds_of_day: Counter[tuple[str, date]] = Counter()
        self.photos_taken = 0
        self.stories = stories.Stories(self)
        self.lives.on_opened, self.lives.is_told_elsewhere = self.stories.takes_over, self.stories.has_taken
        random = Random(f"{seed}/traits")
        staff = sorted({one.id for shop in world.shops.values() for one in shop.workers})
        self.traits = Traits(
            {one: random.gauss(0, truth.STAFF_POINTS) for one in staff},
            dict(zip(world.shops, (1.6, -2.2, 0.4), strict=True)),
        )

    def later(self, at: datetime, step: Step) -> None:
        """Put a step on the calendar."""
        if at < self.ends_at:
            self.count += 1
            heapq.heappush(self.calendar, (at.astimezone(UTC), self.count, step))

    def happen(self) -> None:
        """Let everything happen."""
        for number in range(self.days):
            day = self.world.first + timedelta(days=number)
            for shop in self.world.shops.values():
                self._plan_day(shop, day)
        self.later(self.ends_at - NOTICES_READ_UNTIL, self._read_notices)
        self.stories.plan()
        improving = Improving(self.world, self.seed, self.actors, self.later)
        improving.plan(self.days)
        committed = None
        while self.calendar:
            at, _, step = heapq.heappop(self.calendar)
            step(at)
            if committed != at.date():
                self.commit()
                committed = at.date()
        improving.rules(self.ends_at)
        self.commit()

    def plan(self, round_: Round) -> None:
        """Put a round on the calendar, when it begins."""
        self.later(round_.began_at, lambda at: self._make(round_))

    def team(self, shop: Shop, day: date, shift: str) -> Team:
        """Who is on duty; saved when it is asked for the first time."""
        key = (shop.part.key, day, shift)
        if key not in self.teams:
            random = Random(f"{self.seed}/duty/{'/'.join(map(str, key))}")
            self.teams[key] = duty_maps.save_for(
                self.world, shop, day, shift, random, self.stories.is_short(shop.part.key, day, shift)
            )
        return self.teams[key]

    def _plan_day(self, shop: Shop, day: date) -> None:
        for shift in shop.shifts:
            self.later(duty_maps.starts_at(shop, day, shift) - timedelta(minutes=30), self._duty_step(shop, day, shift))
        for round_ in rounds.of_day(self.world, shop, day, Random(f"{self.seed}/rounds/{shop.part.key}/{day}")):
            self.plan(round_)

    def _duty_step(self, shop: Shop, day: date, shift: str) -> Step:
        return lambda at: void(self.team(shop, day, shift))

    def _make(self, round_: Round) -> None:
        shop = self.world.shops[round_.shop]
        actor = self.actors[self.world.accounts[round_.author]]
        day = (
            round_.began_at + timedelta(hours=4)
        ).date()  # the business day: before four o'clock local it is still yesterday's
        team = self.team(shop, day, round_.shift)
        wish = self.stories.wish(round_, team)
        places = (
            "",
            *((f"area:{shop.areas[round_.area].id}",) if round_.area else ()),
            *(f"staff:{one.id}" for one in team.workers),
        )
        if round_.area:
            places += tuple(f"table:{label}" for label in shop.areas[round_.area].tables)
        moment = Moment(
            day=day, day_number=(day - self.world.first).days, days=self.days, rounds_before=self.rounds_of_day[round_.author, day],
            watched=self._watched(shop, places), coached=self.lives.coached,
            follow_ups=self.lives.looks_due(shop.site.id, actor.account_id, round_.began_at, round_.line),
            takes_photo=lambda item: self._takes_photo(item, round_, day, wish),
        )  # fmt: skip
        self.rounds_of_day[round_.author, day] += 1
        receipt, scenes = conducting.conduct(
            round_, shop, team, moment, self.traits, actor, self.blobs, self.seed, wish
        )
        if receipt.inspection_id is not None:
            self.lives.scenes |= {(receipt.inspection_id, item): scene for item, scene in scenes.items()}
            self.lives.take_up(receipt.inspection_id)
            self.stories.after(round_, receipt.inspection_id)

    def _watched(self, shop: Shop, places: tuple[str, ...]) -> frozenset[str]:
        rows = select(Task.item).where(
            Task.site_id == shop.site.id, Task.state.in_(("fixed", "watching")), Task.place.in_(places)
        )
        return frozenset(db.session.scalars(rows))

    def _takes_photo(self, item: Item, round_: Round, day: date, wish: conducting.Wish) -> bool:
        is_asked = item.on_fail.photo == "required" or item.id in wish.must_fail
        gone = ((day - self.world.first).days + 1) / self.days
        has_film = self.photos_taken < BEFORE_PHOTOS * gone
        is_welcome = (
            item.on_fail.kind in ("fix", "repair")
            and Random(f"{self.seed}/photo/{round_.key}/{item.id}").random() < PHOTO_SHARE
        )
        taken = is_asked or (has_film and is_welcome)
        self.photos_taken += taken
        return taken

    def _read_notices(self, at: datetime) -> None:
        for account_id in self.actors:
            board.mark_read(account_id, at)


def void(_found: object) -> None:
    """Say that only the doing counts."""


def _actors() -> dict[int, Actor]:
    connection = db.session.connection()
    found = (
        guards.load_actor(connection, one)
        for one in db.session.scalars(select(Account.id).where(Account.is_active)).all()
    )
    return {actor.account_id: actor for actor in found if actor is not None}
