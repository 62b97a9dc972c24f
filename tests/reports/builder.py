"""Two sites with people, and rounds of the real quick-round sent through the one door, for the reports to tell about."""

from __future__ import annotations

import hashlib
import io
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import current_app
from PIL import Image, ImageDraw

from inspector.accounts.access import Actor, Role
from inspector.accounts.guards import load_actor
from inspector.accounts.models import Account, RoleAssignment
from inspector.checklists import library, publishing
from inspector.checklists.models import ChecklistVersion
from inspector.extensions import db
from inspector.inspections import payload
from inspector.media import store as media
from inspector.pipelines import intake
from inspector.pipelines.intake import Receipt
from inspector.sites.models import Area, Organisation, Position, Region, Shift, Site, StaffAssignment, StaffMember
from inspector.sites.scopes import plant

STARTED = datetime(2026, 11, 22, 11, 3, 11, tzinfo=UTC)
JOINED = date(2025, 3, 1)
QUICK_ROUND = "restaurant/quick-round.yml"
STATE_ITEMS = ("floor", "tables", "condiments", "service-station")
EVENT_ITEMS = {"greeted": 2, "led": 2, "tray": 3, "dish-announced": 3, "refill": 2, "seen-off": 2}
RED_LINES = ("food-in-date", "exits-clear", "no-pests")
APPEARANCE = ("uniform", "hair", "hands", "posture")


@dataclass(frozen=True, slots=True)
class Shop:
    """One site of the builder: ids of what is in it. staff: ids by name."""

    site_id: int
    area_id: int
    shift_id: int
    staff: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class World:
    """Everything that was built. accounts: ids by name."""

    shibuya: Shop
    kanda: Shop
    accounts: Mapping[str, int]
    version: str


def build() -> World:
    """Make the organisation with two sites in one region; nothing is inspected yet."""
    root = plant("organisation", None)
    db.session.add(Organisation(name="禾原餐饮集团", scope_id=root.id, site_attributes=[]))
    region_scope = plant("region", root.id)
    region = Region(name={"zh": "华东大区", "en": "East China"}, scope_id=region_scope.id)
    db.session.add(region)
    waiter = Position(key="waiter", name={"zh": "服务员", "en": "Waiter"})
    db.session.add(waiter)
    db.session.flush()
    first = _shop(region, "JA", "汐见·上海静安店", ("周敏", "李喆", "王堃", "陈昇", "赵翀", "钱镕"), waiter)
    second = _shop(region, "CX", "沸岸·成都春熙店", ("孙莉", "吴迪"), waiter)
    one, two = db.session.get_one(Site, first.site_id), db.session.get_one(Site, second.site_id)
    accounts = {
        "supervisor": _account("林静", "supervisor", one.scope_id), "manager": _account("高远", "store_manager", one.scope_id),
        "area": _account("方晴", "area_manager", region_scope.id), "hr": _account("何平", "hr", root.id),
        "quality": _account("罗岚", "quality_lead", root.id), "other_manager": _account("郑凯", "store_manager", two.scope_id),
        "zhou": _account("周敏", "staff", one.scope_id), "li": _account("李喆", "staff", one.scope_id),
    }  # fmt: skip
    db.session.get_one(StaffMember, first.staff["周敏"]).account_id = accounts["zhou"]
    db.session.get_one(StaffMember, first.staff["李喆"]).account_id = accounts["li"]
    found = library.read(next(path for path in library.pack_files(None) if str(path).endswith(QUICK_ROUND)))
    assert found.checklist is not None
    version = publishing.publish(found.checklist, None, "", STARTED)
    db.session.commit()
    return World(first, second, accounts, version.sha256)


def actor(account_id: int) -> Actor:
    """The actor of an account, as the guard reads it."""
    found = load_actor(db.session.connection(), account_id)
    assert found is not None
    return found


def everywhere(name: str = "quality_lead", account_id: int = 1) -> Actor:
    """An actor with one role over the whole organisation."""
    return Actor(account_id, name, None, None, (Role(name, None),))


def submit(world: World, shop: Shop, by: str = "area", body: Mapping[str, Any] | None = None, **changes: Any) -> Receipt:
    """Send one round through the door. changes: top-level fields of the submission."""
    whole = {**(body or round_of(world, shop, world.accounts[by])), **changes}
    submission = payload.read(json.dumps(whole, ensure_ascii=False).encode())
    receipt = intake.accept(submission, submission.submitted_at.astimezone(UTC) + timedelta(seconds=2), actor(world.accounts[by]))
    db.session.commit()
    return receipt


def round_of(
    world: World, shop: Shop, author_id: int, *, started: datetime = STARTED, line: str = "area", failed: Iterable[tuple[str, str | None]] = (),
    notes: Mapping[str, str] | None = None, photos: Mapping[str, bytes] | None = None, signature: bytes | None = None, people: int = 6,
) -> dict[str, Any]:  # fmt: skip
    """A whole round as the device sends it. failed: (item, subject); notes and photos: by item id; photos and signature: image bytes."""
    failed, notes, photos = set(failed), notes or {}, photos or {}
    identity, subjects = str(uuid.uuid4()), [f"staff:{one}" for one in list(shop.staff.values())[:people]]
    moment = started.isoformat(timespec="milliseconds")
    attachments = []
    hashes = {item: _bring(identity, data) for item, data in photos.items()}

    def answer(item: str, subject: str | None, value: Any, state: str = "answered") -> dict[str, Any]:
        own = (item, subject) in failed
        sha = hashes.get(item) if own else None
        if sha:
            attachments.append(_announced("photo", item, subject, sha, len(photos[item]), moment))
        return {
            "item": item, "for": subject, "state": state, "value": value if state == "answered" else None, "reason": None, "at": moment,
            "bulk": False, "note": notes.get(item) if own else None, "cause": "people" if own else None, "corrected": False, "reminded": own,
            "photos": [sha] if sha else [],
        }  # fmt: skip

    answers = [answer(i, s, "fail" if (i, s) in failed else "pass") for s in subjects for i in APPEARANCE]
    answers += [answer(i, None, "fail" if (i, None) in failed else "pass") for i in (*STATE_ITEMS, *RED_LINES)]
    for item, needed in EVENT_ITEMS.items():
        who = next((s for i, s in failed if i == item), subjects[0])
        answers.append(answer(item, who, {"k": needed - 1 if (item, who) in failed else needed, "n": needed}))
    if signature is not None:
        attachments.append(_announced("signature", None, None, _bring(identity, signature), len(signature), moment) | {"signer": "inspector"})
    return {
        "wire": 1, "id": identity, "checklist_id": "quick-round", "checklist_version": world.version, "site_id": shop.site_id,
        "area_id": shop.area_id, "shift_id": shop.shift_id, "line": line, "author_id": author_id, "grant_id": None, "round_id": None,
        "base_rev": None, "device_seq": 1, "started_at": moment,
        "submitted_at": (started + timedelta(minutes=5)).isoformat(timespec="milliseconds"), "active_seconds": 254, "paused_seconds": 40,
        "site": {"has": ["hall"]}, "subjects": {"staff": subjects}, "duty": [], "answers": answers, "follow_ups": [],
        "praise": [{"staff": subjects[0], "note": "主动帮带孩子的客人拿儿童椅"}], "comment": "整体不错，传菜口高峰时有点乱。",
        "attachments": attachments, "client": {"build": "test", "tz": "Asia/Shanghai", "skew_ms": 0, "device_id": str(uuid.uuid4())},
    }  # fmt: skip


def picture(words: str, size: tuple[int, int] = (1200, 900), colour: str = "#b9a27a") -> bytes:
    """A JPEG that can be told from another."""
    image = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(image)
    draw.rectangle((80, 80, size[0] - 80, size[1] - 80), outline="#33281a", width=12)
    draw.ellipse((size[0] // 3, size[1] // 4, size[0] // 3 * 2, size[1] // 4 * 3), fill="#7d3b2b")
    draw.text((120, 120), words, fill="black", font_size=64)
    return _encoded(image, "JPEG")


def scrawl() -> bytes:
    """A signature as the pad draws it: black on transparent."""
    image = Image.new("RGBA", (600, 200), (0, 0, 0, 0))
    points = [(40 + 26 * n, 100 + (60 if n % 2 else -50) * (1 - n / 24)) for n in range(20)]
    ImageDraw.Draw(image).line(points, fill="black", width=6, joint="curve")
    return _encoded(image, "PNG")


def version_row() -> ChecklistVersion:
    """The published quick-round."""
    return db.session.execute(db.select(ChecklistVersion)).scalars().one()


def _encoded(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def _bring(record: str, data: bytes) -> str:
    sha, size = current_app.extensions["inspector.blobs"].put([data])
    media.note(sha, size, media.kind_of(data[:12]) or "", record)
    assert sha == hashlib.sha256(data).hexdigest()
    return sha


def _announced(kind: str, item: str | None, subject: str | None, sha: str, size: int, moment: str) -> dict[str, Any]:
    return {
        "slot": str(uuid.uuid4()), "kind": kind, "item": item, "for": subject, "sha256": sha, "bytes": size,
        "type": "image/jpeg" if kind == "photo" else "image/png", "taken_at": moment, "original_sha256": None,
    }  # fmt: skip


def _shop(region: Region, code: str, name: str, people: Iterable[str], position: Position) -> Shop:
    scope = plant("site", region.scope_id)
    site = Site(code=code, name=name, region_id=region.id, scope_id=scope.id, attributes=["hall"])
    db.session.add(site)
    db.session.flush()
    area = Area(site_id=site.id, name={"zh": "大厅", "en": "Hall"}, tables=["A1", "A2"])
    shift = Shift(site_id=site.id, name={"zh": "晚市", "en": "Dinner"}, starts_at="17:00", ends_at="22:00")
    db.session.add_all((area, shift))
    staff = {}
    for number, person in enumerate(people, 1):
        member = StaffMember(number=f"{code}{number:03}", name=person, joined_on=JOINED)
        db.session.add(member)
        db.session.flush()
        db.session.add(StaffAssignment(staff_id=member.id, site_id=site.id, position_id=position.id, from_on=JOINED))
        staff[person] = member.id
    db.session.flush()
    return Shop(site.id, area.id, shift.id, staff)


def _account(name: str, role: str, scope_id: int) -> int:
    account = Account(name=name, created_at=STARTED)
    db.session.add(account)
    db.session.flush()
    db.session.add(RoleAssignment(account_id=account.id, role=role, scope_id=scope_id, granted_at=STARTED))
    return account.id
