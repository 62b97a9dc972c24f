"""A small form, a campaign over five sites, and a phone that knows nothing but its link."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from inspector.checklists import library, publishing
from inspector.extensions import db
from inspector.mystery import campaigns, links, shoppers
from inspector.mystery.models import Campaign, Visit
from inspector.sites import places
from inspector.sites.models import Region
from tests import rounds
from tests.cast import Cast
from tests.visiting import Visitor

FORM = """
id: ms-small
title: {zh: 神秘顾客小表, en: Small mystery form}
kind: mystery
filled_by: shopper
scoring: {show: never}
sections:
  - id: arrival
    title: {zh: 进店, en: Arrival}
    dimension: greeting
    items:
      - {id: greeted, ask: {zh: 进店十秒内有人招呼, en: Greeted within 10 seconds}, type: verdict, points: 2, owner: duty}
      - {id: seated, ask: {zh: 多久带位, en: How long until you were seated}, type: stopwatch, target: 60s, limit: 180s, points: 2}
      - {id: spend, ask: {zh: 消费金额, en: What you paid}, type: number,
         unit: {zh: 元, en: CNY}, min: 0, max: 9000, points: 0, required: false}
      - {id: story, ask: {zh: 经过, en: What happened}, type: text, multiline: true, required: true}
      - {id: receipt, ask: {zh: 小票, en: Receipt}, type: photo, min: 1, required: true}
      - id: why
        ask: {zh: 没有招呼时您等了多久, en: Without a greeting how long did you wait}
        type: choice
        when: {item: greeted, is: fail}
        options: [{id: short, label: {zh: 一分钟内, en: Under a minute}, points: 1}, {id: long, label: {zh: 更久, en: Longer}, points: 0}]
"""
NAME, CONTACT = "Shirley Secret", "138-0000-7777"
STORY = "晚上7点半我和老公坐在12号桌，花了368元，服务员没有带位。"


def publish(form: str = "") -> int:
    """Publish the small form, or another; the id of its version."""
    found = library.read(form or FORM)
    assert found.checklist is not None, found.faults
    return publishing.publish(found.checklist, None, "", datetime(2026, 9, 1, tzinfo=UTC)).id


def five_sites(cast: Cast) -> tuple[int, ...]:
    """The three of the cast and two more."""
    region = db.session.get_one(Region, cast.regions["north"])
    more = [places.add_site(region, places.SiteFacts(code=f"M{n}", name=f"Site {n}")).id for n in (4, 5)]
    return (cast.sites["garden"], cast.sites["harbour"], cast.sites["workshop"], *more)


def campaign(cast: Cast, at: datetime, **changes: Any) -> Campaign:
    """A campaign of one visit to each of five sites or to `site_ids`, told to the staff, with one shopper for all; commits."""
    facts = {
        "title": "Autumn", "purpose": "To see where service can be helped", "checklist_version_id": publish(),
        "brief": "Order two dishes and tea. Never ask for the manager.", "attestation": "I was there myself.", "reimbursement": "",
        "currency": "CNY", "budget_minor": None, "fee_minor": 8_000, "most_reimbursed_minor": 20_000,
        "first_on": at.date() - timedelta(days=2), "last_on": at.date() + timedelta(days=8), "is_staggered": False,
        "informed_on": at.date() - timedelta(days=30), "retention_days": 180,
        "windows": (campaigns.WindowFacts("any", "any", changes.pop("visits_per_site", 1)),),
        "site_ids": changes.get("site_ids") or five_sites(cast),
    }  # fmt: skip
    made = campaigns.make(campaigns.CampaignFacts(**facts | changes), cast.accounts["quan"], at)
    someone = shoppers.write(None, shoppers.ShopperFacts(NAME, CONTACT, 30, (), True), cast.accounts["quan"], at)
    for visit in made.visits:
        shoppers.assign(visit, someone, cast.accounts["quan"], at)
    db.session.commit()
    return made


def link(visit: Visit, cast: Cast, at: datetime) -> str:
    """The secret of a visit's link; commits."""
    secret = links.make(visit, cast.accounts["quan"], at)
    db.session.commit()
    return secret


class Phone:
    """A shopper's phone with the page open: it speaks to the visit's door and nothing else."""

    def __init__(self, app: Flask, address: str = "127.0.0.1") -> None:
        self.visitor = Visitor(app, address)

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        """One request of the page."""
        return self.visitor.device(method, f"/api/v1/visit{path}", body, **headers)

    def open(self, secret: str) -> TestResponse:
        """Exchange the secret of a link."""
        return self.ask("POST", "/sessions", {"secret": secret})

    def begin(self, secret: str) -> dict[str, Any]:
        """Open the link, read the brief, declare; what the page is told then."""
        assert self.open(secret).status_code == 200
        assert self.ask("POST", "/steps", {"step": "brief"}).status_code == 200
        told: dict[str, Any] = self.ask("POST", "/steps", {"step": "attestation"}).json
        return told

    def send(self, report: dict[str, Any], photo: bytes) -> TestResponse:
        """Send a report as the page does: the words, the photos that are missing, the words again."""
        body = rounds.encoded(report)
        first = self.ask("PUT", "/report", body)
        for sha in (first.json or {}).get("missing", []):
            kept = self.ask("PUT", f"/photos/{report['id']}/{sha}", photo, Content_Type="image/jpeg")
            assert kept.status_code == 201, kept.json
        return self.ask("PUT", "/report", body) if first.status_code == 200 else first


def report(
    told: dict[str, Any], began: datetime, photo: bytes, greeted: str = "fail", story: str = STORY, **changes: Any
) -> dict[str, Any]:
    """A whole report of the small form; the visit begins at a moment and lasts an hour."""

    def answer(item: str, value: Any, minutes: int, **more: Any) -> dict[str, Any]:
        at = (began + timedelta(minutes=minutes)).isoformat(timespec="milliseconds")
        plain = {"item": item, "for": None, "state": "answered", "value": value, "reason": None, "at": at, "bulk": False, "note": None}
        return {**plain, **more}

    sha = hashlib.sha256(photo).hexdigest()
    given = [
        answer("greeted", greeted, 1, note="领位员 7 号工牌，短发女生，没抬头" if greeted == "fail" else None), answer("seated", "75.0", 3),
        answer("spend", "368", 50), answer("story", story, 58), answer("receipt", [sha], 57),
    ]  # fmt: skip
    if greeted == "fail":
        given.append(answer("why", "long", 2))
    ended = began + timedelta(minutes=60)
    return {
        "wire": 1, "id": str(uuid.uuid4()), "checklist_id": told["checklist"]["id"], "checklist_version": told["checklist"]["version"],
        "site_id": told["site"]["id"], "area_id": None, "shift_id": None, "line": "mystery", "author_id": 0, "grant_id": None,
        "started_at": began.isoformat(timespec="milliseconds"), "submitted_at": ended.isoformat(timespec="milliseconds"),
        "active_seconds": 900, "paused_seconds": 0, "site": {"has": []}, "subjects": {}, "duty": [], "answers": given, "follow_ups": [],
        "praise": [], "comment": None, "attachments": [rounds.attachment(photo, "receipt")], "client": {"build": "test"}, **changes,
    }  # fmt: skip
