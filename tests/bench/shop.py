"""A shop big enough to measure with: one site, fifteen people, a published list, an inspector with a grant."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from inspector import clock
from inspector.accounts import enrolment, grants
from inspector.app import create_app
from inspector.checklists import publishing
from inspector.extensions import db
from inspector.settings import Settings
from inspector.sites import people, places
from inspector.upgrading import upgrade
from tests import rounds
from tests.cast import BEGAN

PEOPLE = 15
FAILING = (("floor", None), ("tables", None))


@dataclass(frozen=True, slots=True)
class Shop:
    """What a sender needs. template: an envelope without its id."""

    grant: str
    template: dict[str, Any]

    @property
    def answers(self) -> int:
        """How many answers one submission holds."""
        return len(self.template["answers"])

    def body(self, attachments: list[dict[str, Any]] | None = None) -> tuple[str, bytes]:
        """(id, exact bytes) of a new submission."""
        envelope = {**self.template, "id": str(uuid.uuid4()), "attachments": attachments or []}
        return envelope["id"], json.dumps(envelope, ensure_ascii=False, separators=(",", ":")).encode()


def open_shop(data: Path, database_url: str = "") -> Shop:
    """Make the shop in an empty data folder (and database)."""
    app = create_app(Settings(data=data, database_url=database_url))
    upgrade(app)
    with app.app_context():
        organisation = places.found("Bench")
        region = places.add_region({"zh": "区", "en": "Region"})
        site = places.add_site(region, places.SiteFacts(code="B1", name="Bench", brand="B"))
        position = people.save_position(None, "waiter", {"zh": "服务员", "en": "Waiter"}, is_manager=False)
        post = people.Post(site.id, position.id)
        staff = [
            people.take_on(people.PersonFacts(number=f"W{n}", name=f"P{n}", joined_on=BEGAN.date()), post).id for n in range(PEOPLE)
        ]
        account = enrolment.open_account("Inspector", number="I1", by=None, at=BEGAN)
        enrolment.give_role(account, "supervisor", organisation.scope_id, by=None, at=BEGAN)
        publishing.install_pack(None, BEGAN)
        db.session.flush()
        checklist = publishing.compiled(publishing.newest("quick-round").sha256)
        given = grants.give(account.id, str(uuid.uuid4()), "bench", clock.now())
        failing = {("uniform", staff[0]), ("hair", staff[1]), *FAILING}
        answers = rounds.answers(checklist, staff, failing)
        template = rounds.submission(checklist, site=site.id, author=account.id, given=answers)
        shop = Shop(given.secret, template)
        db.session.commit()
        db.session.remove()
        for engine in db.engines.values():
            engine.dispose()
    return shop
