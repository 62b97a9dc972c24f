"""Conducts one round: fills the list, times it, takes photos, and hands the bytes to the door that every submission goes through."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from math import exp
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from inspector.accounts.access import Actor
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist, Item
from inspector.demo import cast, filling, photos, truth
from inspector.demo.cast import Inspector
from inspector.demo.duty_maps import Team, is_new
from inspector.demo.founding import Shop, Worker
from inspector.demo.rounds import Round, is_peak, is_weekend_dinner
from inspector.inspections import payload
from inspector.media import store
from inspector.media.store import Store
from inspector.pipelines import intake
from inspector.pipelines.intake import Receipt

MEDIAN_SECONDS, SPREAD = 330, 0.52  # of the daily list: median 5.5 minutes, nine of ten under 11
USUAL_ANSWERS = 24
HASTY_SECONDS = 70
OFFLINE = 0.12  # sent hours later, when there is a network again
PRAISED = 0.07
BEHIND = ("cook", "cashier", "cleaner")  # seen on rounds, but they serve nobody at a table
PRAISE = (
    "主动帮带孩子的客人换了宽敞的座位", "客人洒了茶,马上换了干净台面", "高峰时一直留意空杯", "记得老客人的口味", "帮同事顶了两张台",
    "送客时一直送到门口",
    "雨天提前给客人备了伞袋", "耐心给老人介绍菜单",
)  # fmt: skip


@dataclass(slots=True)
class Wish:
    """What a story asks of a round. photo_missing: announced and never sent."""

    must_fail: frozenset[str] = frozenset()
    must_pass: bool = False
    notes: Mapping[str, str] = field(default_factory=dict)
    people: tuple[int, ...] = ()
    comment: str | None = None
    photo_missing: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """What the history knows when a round begins. watched: items at this place under watch; coached: (staff id, item) -> day."""

    day: date
    day_number: int
    days: int  # of the whole history
    rounds_before: int  # of this inspector on this day
    watched: frozenset[str]
    coached: Mapping[tuple[int, str], date]
    follow_ups: tuple[dict[str, Any], ...]
    takes_photo: Callable[[Item], bool]


@dataclass(frozen=True, slots=True)
class Traits:
    """Lasting differences, in points of the score: by staff id and by site."""

    staff: Mapping[int, float]
    site: Mapping[str, float]


def conduct(
    round_: Round, shop: Shop, team: Team, moment: Moment, traits: Traits, actor: Actor, blobs: Store, seed: int, wish: Wish
) -> tuple[Receipt, dict[str, str]]:  # fmt: skip
    """Make one round and send it in. Returns the receipt and the photos taken: {item: seed of its scene}."""
    random = Random(f"{seed}/{round_.key}")
    facts = Random(f"{seed}/{round_.twin or round_.key}/truth")
    checklist = _newest(round_.checklist)
    judge = _judge(round_.author, moment)
    crew = _crew(round_, team, wish, Random(f"{seed}/{round_.twin or round_.key}/crew"))
    odds = _odds(round_, team, moment, traits, judge, shop, random, {f"staff:{one.id}": one for one in crew})
    tables = shop.areas[round_.area].tables if round_.area else []
    scene = filling.Scene(
        people=tuple(f"staff:{one.id}" for one in crew),
        serving=tuple(f"staff:{one.id}" for one in crew if one.position not in BEHIND),
        exempt=frozenset(f"staff:{one.id}" for one in crew if one.is_expecting),
        tables=tuple(tables), has=frozenset(shop.part.attributes), bulk=judge.bulk_percent / 100, must_fail=wish.must_fail,
        must_pass=wish.must_pass, notes=wish.notes,
        fails=lambda item, subject, draw: draw < odds(item, subject),
    )  # fmt: skip
    answers = filling.fill(checklist, scene, random, facts)
    seconds = _seconds(judge, len(answers), random)
    submission_id = str(uuid.UUID(int=random.getrandbits(128), version=4))
    began = round_.began_at.astimezone(ZoneInfo(cast.ZONE))
    _stamp(answers, began, seconds, random)
    received = round_.began_at + timedelta(seconds=seconds + random.randint(2, 25))
    if random.random() < OFFLINE and not round_.twin:
        received += timedelta(minutes=random.randint(20, 170))
    attachments, scenes = _take_photos(answers, checklist, round_, shop, moment, submission_id, received, blobs, wish)
    body = {
        "wire": 1, "id": submission_id, "checklist_id": checklist.id, "checklist_version": checklist.version, "site_id": shop.site.id,
        "area_id": shop.areas[round_.area].id if round_.area else None, "shift_id": shop.shifts[round_.shift].id, "line": round_.line,
        "author_id": actor.account_id, "grant_id": None, "round_id": None, "base_rev": None, "device_seq": moment.rounds_before + 1,
        "started_at": _written(began), "submitted_at": _written(began + timedelta(seconds=seconds)), "active_seconds": seconds,
        "paused_seconds": random.choice((0, 0, 0, 35, 80)) if seconds > 120 else 0, "site": {"has": list(shop.part.attributes)},
        "subjects": {"staff": [f"staff:{one.id}" for one in crew]}, "duty": list(team.lines), "answers": answers,
        "follow_ups": list(moment.follow_ups), "praise": _praise(crew, round_, random), "comment": wish.comment, "attachments": attachments,
        "client": {"build": "demo", "tz": cast.ZONE, "skew_ms": random.randint(-400, 900), "device_id": _device(seed, round_.author)},
    }  # fmt: skip
    submission = payload.read(json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode())
    return intake.accept(submission, received, actor), scenes


def _newest(key: str) -> Checklist:
    version = publishing.newest(key)
    assert version is not None  # founding published it
    return publishing.compiled(version.sha256)


def _judge(author: str, moment: Moment) -> Inspector:
    if author == cast.CARELESS and moment.day_number >= cast.CALIBRATED_AFTER_DAYS:
        return cast.AFTER_CALIBRATION
    return cast.INSPECTORS.get(author, cast.JUST)


def _crew(round_: Round, team: Team, wish: Wish, random: Random) -> list[Worker]:
    count = (
        0
        if round_.checklist == "auto-recep"
        else 6
        if round_.checklist == "rest-preshift"
        else random.choice((2, 2, 3, 3))
    )
    pool = [one for one in team.workers if one.position != "adviser" or round_.checklist == "auto-recep"]
    if round_.checklist == "auto-recep":
        pool, count = [one for one in team.workers if one.position in ("adviser", "reception")], 2
    elif round_.checklist == "quick-round" and random.random() > 0.45:
        pool = [one for one in pool if one.position not in BEHIND]
    wanted = [one for one in pool if one.id in wish.people and one.number != round_.author]
    others = [one for one in pool if one not in wanted and (one.number != round_.author or round_.line == "self")]
    return [*wanted, *random.sample(others, k=min(max(count - len(wanted), 0), len(others)))]


def _odds(
    round_: Round, team: Team, moment: Moment, traits: Traits, judge: Inspector, shop: Shop, random: Random, crew: Mapping[str, Worker]
) -> Callable[[Item, str | None], float]:  # fmt: skip
    conditions = truth.Conditions(
        is_peak(round_.began_at), is_weekend_dinner(round_.began_at, moment.day), team.is_short
    )
    drift = judge.drift * moment.day_number / max(moment.days, 1)
    tired = truth.TIRED**moment.rounds_before
    points = judge.severity + drift + traits.site[shop.part.key] + random.gauss(0, truth.RESIDUAL_POINTS)
    shift = truth.of_points(round(points, 2))

    def chance(item: Item, subject: str | None) -> float:
        worker = crew.get(subject or "")
        coached = moment.coached.get((worker.id, item.id)) if worker else None
        days = (moment.day - coached).days if coached else None
        odds = truth.log_odds(
            item.id, conditions, bool(worker and is_new(worker, moment.day)), days, item.id in moment.watched
        )
        if worker:
            odds += truth.of_points(round(traits.staff.get(worker.id, 0.0), 2))
        if item.critical != "none":
            return truth.chance(odds) * (truth.SELF_CHECK_SHARE if round_.line == "self" else 1)
        found = truth.chance(odds + shift) * tired
        return found * truth.SELF_CHECK_SHARE if round_.line == "self" else found

    return chance


def _seconds(judge: Inspector, answers: int, random: Random) -> int:
    if random.uniform(0, 100) < judge.hasty_percent:
        return max(int(random.gauss(HASTY_SECONDS, 9)), 45)
    return max(int(MEDIAN_SECONDS * (answers / USUAL_ANSWERS) ** 0.5 * exp(random.gauss(0, SPREAD))), 95)


def _stamp(answers: list[dict[str, Any]], began: datetime, seconds: int, random: Random) -> None:
    moments = sorted(random.uniform(4, seconds - 3) for _ in answers)
    before = None
    for entry, moment in zip(answers, moments, strict=True):
        if entry["bulk"] and before is not None:
            moment = before
        before = moment if entry["bulk"] else None
        entry["at"] = _written(began + timedelta(milliseconds=int(moment * 1000)))


def _take_photos(
    answers: list[dict[str, Any]], checklist: Checklist, round_: Round, shop: Shop, moment: Moment, submission_id: str, received: datetime,
    blobs: Store, wish: Wish,
) -> tuple[list[dict[str, Any]], dict[str, str]]:  # fmt: skip
    attachments, scenes = [], {}
    for entry in answers:
        item = checklist.item(entry["item"])
        if "corrected" not in entry or not moment.takes_photo(item):
            continue
        scene = f"{round_.key}/{item.id}"
        footer = footer_of(
            shop, round_.area, dict(checklist.title)["zh"], entry["at"][:16].replace("T", " "), round_.author
        )
        picture = photos.take(item.id, scene, False, moment.day, footer)
        if not wish.photo_missing:
            blobs.put([picture.content], picture.sha256)
            store.note(picture.sha256, len(picture.content), "image/jpeg", submission_id, received)
        slot = str(uuid.UUID(int=Random(scene).getrandbits(128), version=4))
        attachments.append({
            "slot": slot, "kind": "photo", "item": item.id, "for": entry["for"], "sha256": picture.sha256, "bytes": len(picture.content),
            "type": "image/jpeg", "taken_at": entry["at"], "original_sha256": picture.original_sha256,
        })  # fmt: skip
        entry["photos"] = [picture.sha256]
        scenes[item.id] = scene
    return attachments, scenes


def footer_of(shop: Shop, area: str | None, title: str, moment: str, author: str) -> str:
    """The footer that is burnt into a photo."""
    place = next((one.zh for one in shop.part.areas if one.key == area), "")
    return " ".join(part for part in (shop.part.name, place, title, moment, author) if part)


def _praise(crew: list[Worker], round_: Round, random: Random) -> list[dict[str, str]]:
    if not crew or round_.line == "self" or random.random() > PRAISED:
        return []
    return [{"staff": f"staff:{random.choice(crew).id}", "note": random.choice(PRAISE)}]


def _device(seed: int, author: str) -> str:
    return str(uuid.UUID(int=Random(f"{seed}/device/{author}").getrandbits(128), version=4))


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
