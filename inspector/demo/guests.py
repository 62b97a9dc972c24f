"""Guests of the demo: a campaign whose waves were told, and one under way with a report that waits.

The three shops stand for a chain: their waves are told although the rule asks for five sites.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from inspector.accounts.access import Actor
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist
from inspector.checklists.models import ChecklistVersion
from inspector.demo import agency, cast, filling, guests_met, photos
from inspector.demo.founding import Shop, World, local
from inspector.extensions import db
from inspector.inspections import payload, writing
from inspector.media import store
from inspector.mystery import anonymising, checks, rules
from inspector.mystery.models import Campaign, Shopper, Visit, Window
from inspector.mystery.report_models import Report
from inspector.pipelines import intake

FORM, LEAD = "ms-restaurant", "H001"
SHOPS = {"shiomi": (10, 0.19), "feian": (5, 0.27)}  # visits told, and how much fails
ASKED_AT, ANSWERS = "shiomi", {0: "denied", 1: "confirmed", 2: "reviewed"}  # of whom these visits may be about
EVERY = timedelta(days=14)
TOLD_AFTER, TOLD_AT = timedelta(days=7), 10  # o'clock
SHOPPERS = (("丁一诺", "wechat: dyn-0417"), ("方远", "138-0000-2266"), ("蒋雨桐", "jiang@example.com"))
STORY = (
    "进门时迎宾在打电话,没有抬头。坐下后服务员递了热毛巾,介绍了当天的鱼。点菜时复述了菜名。上菜快,热菜提醒了烫。"
    "中间举手两次才有人过来。结账时账单朝向我,说了谢谢。"
)
PURPOSE = "看客人真正遇到的服务,找出可以帮助门店的地方"
ATTESTATION = "我与该门店及其员工没有关系。所写的日期我本人到店。写下的是我看到和听到的;我会保密,没有打扰任何人,也没有录音录像。"
BRIEF = "点两道热菜和一壶茶。留意带位、介绍菜品和送别。不要找店长,不要拍人。"


@dataclass(frozen=True, slots=True)
class Plan:
    """One visit that was made."""

    shop: Shop
    began_at: datetime
    trouble: float
    shopper: int  # place in SHOPPERS
    slip: photos.Picture
    must_fail: frozenset[str] = frozenset()


def happen(world: World, seed: int, actors: Mapping[int, Actor]) -> None:
    """Lay out both campaigns."""
    version = publishing.newest(FORM)
    shops = {key: world.shops[key] for key in SHOPS if key in world.shops}
    if version is None or not shops:
        return
    lead = actors[world.accounts[LEAD]]
    people = [_shopper(number, world) for number in range(len(SHOPPERS))]
    told = _campaign("常年走访", version, lead, world.today - timedelta(days=160), world.today - timedelta(days=9))
    slip = _slip(told.last_on)
    for key, (count, trouble) in SHOPS.items():
        for number in reversed(range(count)):  # the oldest first, as they happened
            day = world.today - timedelta(days=12) - number * EVERY
            hour = 12 if (number + len(key)) % 2 else 19
            found = frozenset({"counter-clean"}) if number == 1 else frozenset()
            plan = Plan(world.shops[key], local(day, hour, 10 + number), trouble, number % len(people), slip, found)
            visit = _tell(told, plan, people, version, lead, Random(f"{seed}/guests/{key}/{number}"))
            if key == ASKED_AT and number in ANSWERS:
                guests_met.happen(world, plan.shop, visit, ANSWERS[number], lead)
    guests_met.see_to_tasks(world, actors, lead)
    _under_way(world, version, lead, people, Random(f"{seed}/guests/now"))
    db.session.flush()


def _shopper(number: int, world: World) -> Shopper:
    name, contact = SHOPPERS[number]
    at = local(world.first, 9).astimezone(UTC)
    made = Shopper(code=f"S{number + 1:04d}", name=name, contact=contact, rest_days=30, avoided_site_ids=[], created_at=at)
    db.session.add(made)
    db.session.flush()
    return made


def _campaign(title: str, version: ChecklistVersion, lead: Actor, first: date, last: date) -> Campaign:
    made = Campaign(
        title=title, purpose=PURPOSE, checklist_version_id=version.id, brief=BRIEF, attestation=ATTESTATION,
        reimbursement="凭小票,最多200元", currency="CNY", budget_minor=300_000, fee_minor=8_000, most_reimbursed_minor=20_000,
        first_on=first, last_on=last, is_staggered=False,
        informed_on=first - timedelta(days=7), retention_days=365, state="open", created_by_id=lead.account_id,
        created_at=local(first, 9).astimezone(UTC),
        windows=[Window(day_kind="any", meal=meal, begins_at="", ends_at="", quota=1) for meal in ("lunch", "dinner")],
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _tell(campaign: Campaign, plan: Plan, people: list[Shopper], version: ChecklistVersion, lead: Actor, random: Random) -> Visit:
    visit, report = _made(campaign, plan, people, version, random)
    site, at = visit.site, local((plan.began_at + TOLD_AFTER).date(), TOLD_AT).astimezone(UTC)  # not at the hour of the visit
    report.state, report.decided_by_id, report.decided_at = "accepted", lead.account_id, at - timedelta(days=5)
    report.words = {"story": STORY} if random.random() < 0.5 else {}
    record = anonymising.record_of(
        report.body, publishing.compiled(version.sha256), rules.when(plan.began_at, site.timezone, site.day_ends_at), site.timezone,
        identity=_uuid(random), author_id=lead.account_id, words=report.words,
    )  # fmt: skip
    receipt = intake.accept(payload.read(record), at, lead)
    visit.state, visit.inspection_id, visit.released_at = "released", receipt.inspection_id, at
    visit.fee_minor, visit.reimbursed_minor = campaign.fee_minor, 100 * random.randint(118, 200)
    return visit


def _made(
    campaign: Campaign, plan: Plan, people: Sequence[Shopper | None], version: ChecklistVersion, random: Random
) -> tuple[Visit, Report]:
    shopper, site = people[plan.shopper], plan.shop.site
    day, ended = plan.began_at.date(), plan.began_at + timedelta(minutes=random.randint(62, 95))
    visit = Visit(
        site_id=site.id, first_on=day - timedelta(days=6), last_on=day + timedelta(days=3), state="delivered",
        **_when(campaign, 0 if plan.began_at.astimezone(ZoneInfo(cast.ZONE)).time() < rules.LUNCH_ENDS else 1),
        brief_read_at=plan.began_at - timedelta(hours=4), attested_at=plan.began_at - timedelta(hours=4), visited_on=day, site=site,
        shopper=shopper,
    )  # fmt: skip
    campaign.visits.append(visit)
    db.session.flush()
    sent = payload.read(_body(plan, publishing.compiled(version.sha256), ended, random))
    for one in sent.attachments:
        store.note(one.sha256, one.size_bytes, one.media_type, sent.id, ended.astimezone(UTC))
    received = ended.astimezone(UTC) + timedelta(minutes=random.randint(5, 240))
    report = Report(
        uuid=sent.id, body=sent.body, body_sha256=sent.body_sha256, received_at=received, receipt_code=writing.receipt_code(sent),
        is_complete=True, state="waiting", words={}, corrections=[], reason="",
    )  # fmt: skip
    visit.reports.append(report)
    db.session.flush()
    return visit, report


def _body(plan: Plan, checklist: Checklist, ended: datetime, random: Random) -> bytes:
    """What the shopper's phone sent (docs/payload.md)."""
    scene = filling.Scene(
        people=(), serving=(), exempt=frozenset(), tables=(), has=frozenset(plan.shop.part.attributes), bulk=0.0,
        must_fail=plan.must_fail, fails=lambda item, _subject, draw: _fails(item, draw, plan),
    )  # fmt: skip
    began = plan.began_at.astimezone(ZoneInfo(cast.ZONE))
    answers = [one for one in filling.fill(checklist, scene, random, random) if checklist.item(one["item"]).type not in ("photo", "text")]
    step = (ended - plan.began_at) / (len(answers) + 3)
    for number, one in enumerate(answers, 1):
        item, when = checklist.item(one["item"]), (began + number * step).isoformat(timespec="milliseconds")
        value = began.strftime("%Y-%m-%dT%H:%M") if item.type == "datetime" else one["value"]
        one |= {"value": value, "at": when, "for": None, "bulk": False, "corrected": False, "reminded": False}
        one.pop("cause", None)
    paper = plan.slip
    written = (ended - step).astimezone(ZoneInfo(cast.ZONE)).isoformat(timespec="milliseconds")
    for name, value in (("proof", [paper.sha256]), ("story", STORY)):
        answers.append({"item": name, "for": None, "state": "answered", "value": value, "at": written, "bulk": False, "note": None})
    attached = {
        "slot": _uuid(random), "kind": "photo", "item": "proof", "for": None, "sha256": paper.sha256, "bytes": len(paper.content),
        "type": "image/jpeg", "taken_at": written, "original_sha256": paper.original_sha256,
    }  # fmt: skip
    return json.dumps({
        "wire": 1, "id": _uuid(random), "checklist_id": checklist.id, "checklist_version": checklist.version,
        "site_id": plan.shop.site.id, "area_id": None, "shift_id": None, "line": "mystery", "author_id": 0, "grant_id": None,
        "started_at": began.isoformat(timespec="milliseconds"), "active_seconds": 900, "paused_seconds": 0,
        "submitted_at": ended.astimezone(ZoneInfo(cast.ZONE)).isoformat(timespec="milliseconds"),
        "site": {"has": list(plan.shop.part.attributes)}, "subjects": {}, "duty": [], "answers": answers, "follow_ups": [], "praise": [],
        "comment": None, "attachments": [attached], "client": {"build": "demo", "tz": cast.ZONE},
    }, ensure_ascii=False, separators=(",", ":")).encode()  # fmt: skip


def _fails(item: Any, draw: float, plan: Plan) -> bool:
    return bool(item.on_fail.kind == "coach" and draw < plan.trouble * (1.6 if item.moment else 1.0))


def _slip(day: date) -> photos.Picture:
    """A slip of paper; drawing one takes longer than all else of a visit, so the visits that were told share theirs."""
    picture = photos.take("receipt", f"receipt/{day}", True, day, "")
    current_app.extensions["inspector.blobs"].put([picture.content], picture.sha256)
    return picture


def _under_way(world: World, version: ChecklistVersion, lead: Actor, people: list[Shopper], random: Random) -> None:
    running = _campaign("本月走访", version, lead, world.today - timedelta(days=8), world.today + timedelta(days=20))
    day = world.today - timedelta(days=2)
    first, second = (world.shops[key] for key in SHOPS)
    visit, report = _made(running, Plan(first, local(day, 19, 24), 0.2, 0, _slip(day)), people, version, random)
    report.checks = [one.as_json() for one in checks.of(visit, payload.read(report.body), report.received_at)]
    for shop, who, place in ((first, None, 0), (second, people[1], 0), (second, None, 1)):
        days = {"first_on": running.first_on, "last_on": running.last_on}
        running.visits.append(Visit(site_id=shop.site.id, site=shop.site, shopper=who, state="planned", **days, **_when(running, place)))

    def of_agency(shop: Shop, began: datetime) -> tuple[Visit, Report]:
        return _made(running, Plan(shop, began, 0.2, 0, _slip(running.last_on)), [None], version, random)

    agency.bring(world, running, [first, second], lead, of_agency)


def _when(campaign: Campaign, place: int) -> dict[str, Any]:
    """The fields of a visit that its window gives."""
    window = campaign.windows[place]
    return {"window": window, "meal": window.meal, "day_kind": window.day_kind, "begins_at": "", "ends_at": ""}


def _uuid(random: Random) -> str:
    return str(uuid.UUID(int=random.getrandbits(128), version=4))
