"""The garden of the cast as a shop, and rounds that go in through the real door of intake."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from inspector.accounts.access import Actor
from inspector.accounts.guards import load_actor
from inspector.checklists import publishing
from inspector.extensions import db
from inspector.inspections import payload
from inspector.pipelines import intake
from inspector.sites.models import Area, Site
from tests.cast import Cast

START = datetime(2026, 11, 2, 4, 0, tzinfo=UTC)  # noon in Shanghai


@dataclass
class Shop:
    """Ids by name: accounts, staff, and the site with its hall (Gao answers for it) and bar (nobody does)."""

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

    def submit(self, answers, *, by="nora", at=START, line="area", area="hall", people=("mei",), duty=(), **more):
        """One quick round; answers: {(item, subject name or None): value}; the rest passes. Returns the receipt, committed."""
        sheet, received_at = self.sheet(answers, people, at, more.pop("remarks", {})), more.pop("received_at", at + timedelta(minutes=6))
        body = {
            "wire": 1, "id": str(uuid4()), "checklist_id": "quick-round",
            "checklist_version": publishing.newest("quick-round").sha256,
            "site_id": self.site, "area_id": getattr(self, area) if area else None, "shift_id": None, "line": line,
            "author_id": self.accounts[by], "grant_id": None, "round_id": None, "base_rev": None, "device_seq": 1,
            "started_at": at.isoformat(), "submitted_at": (at + timedelta(minutes=5)).isoformat(), "active_seconds": 250,
            "paused_seconds": 0, "site": {"has": []}, "subjects": {"staff": [f"staff:{self.staff[name]}" for name in people]},
            "duty": list(duty), "answers": sheet, "follow_ups": [], "praise": [], "comment": None, "attachments": [],
            "client": {"build": "test", "tz": "Asia/Shanghai", "skew_ms": 0, "device_id": str(uuid4())},
        } | more  # fmt: skip
        submission = payload.read(json.dumps(body).encode())
        receipt = intake.accept(submission, received_at, self.actor(by))
        db.session.commit()
        return receipt

    def sheet(self, answers, people, at, remarks):
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
                        "reason": None, "at": at.isoformat(), "bulk": False, "note": None, "cause": None, "corrected": False,
                        "reminded": False, "photos": [],
                    } | remarks.get(item.id, {}))  # fmt: skip
        return found


def furnish(app: object, cast: Cast) -> Shop:
    """Make the garden a shop whose hall Gao answers for, with a bar that nobody answers for; commits. Needs the context."""
    site = cast.sites["garden"]
    hall = db.session.get_one(Area, cast.areas["garden"])
    hall.responsible_id = cast.staff["gao"]
    for place in db.session.query(Site):
        place.opens_at, place.closes_at, place.timezone, place.brand = "11:00", "22:00", "Asia/Shanghai", "Shioma"
    db.session.add(bar := Area(site_id=site, name={"zh": "吧台", "en": "Bar"}, kind="bar", tables=[]))
    db.session.commit()
    return Shop(app, site, cast.sites["harbour"], hall.id, bar.id, dict(cast.accounts), dict(cast.staff))
