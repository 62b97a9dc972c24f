"""A small shop with people in every role, and rounds that go in through the real door of intake."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from inspector import upgrading
from inspector.accounts.access import Actor
from inspector.accounts.guards import load_actor
from inspector.accounts.models import Account, RoleAssignment, Scope, ScopeClosure
from inspector.app import create_app
from inspector.checklists import publishing
from inspector.extensions import db
from inspector.inspections import payload
from inspector.pipelines import intake
from inspector.settings import Settings
from inspector.sites.models import Area, Organisation, Position, Region, Shift, Site, StaffAssignment, StaffMember

START = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai
JOINED = date(2024, 1, 1)


@dataclass
class Shop:
    """Ids by name: accounts, staff, and the site with its hall (tables A1, A2) and bar (nobody answers for it)."""

    app: object
    site: int = 0
    other_site: int = 0
    hall: int = 0
    bar: int = 0
    accounts: dict[str, int] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)
    rounds: int = 0

    def actor(self, name: str) -> Actor:
        """Somebody as the guard would see them."""
        with db.engines["read"].connect() as connection:
            found = load_actor(connection, self.accounts[name])
        assert found is not None
        return found

    def submit(self, answers, *, by="inspector", at=START, line="area", area="hall", people=("zhou",), duty=(), **more):
        """One quick round; answers: {(item, subject name or None): value}; the rest passes. Returns the receipt, committed."""
        sheet = self.sheet(answers, people, more.pop("remarks", {}))
        body = {
            "wire": 1, "id": str(uuid4()), "checklist_id": "quick-round", "checklist_version": publishing.newest("quick-round").sha256,
            "site_id": self.site, "area_id": getattr(self, area) if area else None, "shift_id": None, "line": line,
            "author_id": self.accounts[by], "grant_id": None, "round_id": None, "base_rev": None, "device_seq": 1,
            "started_at": at.isoformat(), "submitted_at": (at + timedelta(minutes=5)).isoformat(), "active_seconds": 250, "paused_seconds": 0,
            "site": {"has": []}, "subjects": {"staff": [f"staff:{self.staff[name]}" for name in people]}, "duty": list(duty),
            "answers": sheet, "follow_ups": [], "praise": [], "comment": None, "attachments": [],
            "client": {"build": "test", "tz": "Asia/Shanghai", "skew_ms": 0, "device_id": str(uuid4())},
        } | more  # fmt: skip
        submission = payload.read(json.dumps(body).encode())
        receipt = intake.accept(submission, at + timedelta(minutes=6), self.actor(by))
        db.session.commit()
        return receipt

    def sheet(self, answers, people, remarks):
        """All answers of a quick round as the wire has them."""
        checklist = publishing.compiled(publishing.newest("quick-round").sha256)
        found = []
        for section in checklist.sections:
            for item in section.items:
                for name in people if section.repeat == "staff" else (None,):
                    value = answers.get((item.id, name), {"k": 3, "n": 3} if item.type == "k_of_n" else "pass")
                    named = next((who for (wanted, who) in answers if wanted == item.id and section.repeat is None and who), None)
                    value = answers.get((item.id, named), value)
                    subject = name or named
                    found.append({
                        "item": item.id, "for": f"staff:{self.staff[subject]}" if subject else None, "state": "answered", "value": value,
                        "reason": None, "at": START.isoformat(), "bulk": False, "note": None, "cause": None, "corrected": False,
                        "reminded": False, "photos": [],
                    } | remarks.get(item.id, {}))  # fmt: skip
        return found


def build(folder: Path) -> Shop:
    """A database from the migrations with the shop in it; the caller pushes the application's context."""
    app = create_app(Settings(data=folder))
    upgrading.upgrade(app)
    shop = Shop(app)
    with app.app_context():
        _furnish(shop)
        db.session.commit()
    return shop


def _furnish(shop: Shop) -> None:
    root = _scope("organisation", [])
    region = _scope("region", [root])
    db.session.add(Organisation(name="禾原", scope_id=root))
    db.session.add(north := Region(name={"zh": "华东", "en": "East"}, scope_id=region))
    db.session.flush()
    scopes = []
    for code in ("S1", "S2"):
        scopes.append(_scope("site", [root, region]))
        db.session.add(Site(code=code, name="汐见·静安店" if code == "S1" else "沸岸·春熙店", region_id=north.id, scope_id=scopes[-1], brand="汐见",
                            opens_at="11:00", closes_at="22:00"))  # fmt: skip
    db.session.flush()
    shop.site, shop.other_site = (site.id for site in db.session.query(Site).order_by(Site.code))
    positions = {key: Position(key=key, name={"zh": zh, "en": key}, is_manager=key == "manager")
                 for key, zh in (("waiter", "服务员"), ("captain", "领班"), ("manager", "店长"))}  # fmt: skip
    db.session.add_all(positions.values())
    db.session.flush()
    for number, (name, role, scope, position) in enumerate(
        (
            ("inspector", "area_manager", region, None), ("lead", "quality_lead", root, None), ("manager", "store_manager", scopes[0], "manager"),
            ("captain", "supervisor", scopes[0], "captain"), ("zhou", "staff", scopes[0], "waiter"), ("wu", "staff", scopes[0], "waiter"),
            ("stranger", "store_manager", scopes[1], None), ("hr", "hr", root, None),
        )
    ):  # fmt: skip
        _person(shop, number, name, role, scope, positions.get(position))
    hall = Area(site_id=shop.site, name={"zh": "大厅", "en": "Hall"}, tables=["A1", "A2"], responsible_id=shop.staff["captain"])
    bar = Area(site_id=shop.site, name={"zh": "吧台", "en": "Bar"}, kind="bar", tables=[])
    shift = Shift(site_id=shop.site, name={"zh": "全天", "en": "Day"}, starts_at="11:00", ends_at="22:00")
    db.session.add_all((hall, bar, shift))
    db.session.flush()
    shop.hall, shop.bar = hall.id, bar.id
    publishing.install_pack("restaurant", START)


def _scope(kind: str, above: list[int]) -> int:
    db.session.add(scope := Scope(kind=kind, parent_id=above[-1] if above else None))
    db.session.flush()
    db.session.add_all(ScopeClosure(ancestor_id=one, descendant_id=scope.id) for one in (*above, scope.id))
    return scope.id


def _person(shop: Shop, number: int, name: str, role: str, scope: int, position: Position | None) -> None:
    account = Account(number=f"W{number:03}", name=name, created_at=START, language="zh")
    db.session.add(account)
    db.session.flush()
    shop.accounts[name] = account.id
    db.session.add(RoleAssignment(account_id=account.id, role=role, scope_id=scope, granted_at=START))
    if position is not None:
        staff = StaffMember(number=f"W{number:03}", name=name, account_id=account.id, joined_on=JOINED)
        db.session.add(staff)
        db.session.flush()
        shop.staff[name] = staff.id
        db.session.add(StaffAssignment(staff_id=staff.id, site_id=shop.site, position_id=position.id, from_on=JOINED))
