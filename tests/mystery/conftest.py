"""A wave of visits in several states, through the doors that people use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from inspector.extensions import db
from inspector.mystery import agencies
from inspector.mystery.models import Campaign
from tests import rounds
from tests.mystery import shop

BEGAN = datetime(2026, 11, 12, 11, 37, 11, tzinfo=UTC)  # Thursday 19:37 in Shanghai
PHOTO = rounds.photo()


@pytest.fixture
def clockwork() -> Any:
    """clockwork.move_to(moment): the clock of the process; it begins when the visits are made."""
    with time_machine.travel(BEGAN - timedelta(hours=2), tick=True) as traveller:
        yield traveller


@pytest.fixture
def visits(app, cast, clockwork) -> Callable[[], dict[str, Any]]:
    """The campaign with a link for each visit: {"campaign": id, "visits": [id], "links": [secret]}."""

    def make(**changes: Any) -> dict[str, Any]:
        with app.app_context():
            at = BEGAN - timedelta(hours=2)
            made = shop.campaign(cast, at, **changes)
            found = sorted(made.visits, key=lambda one: one.id)
            return {"campaign": made.id, "visits": [one.id for one in found], "links": [shop.link(one, cast, at) for one in found]}

    return make


@pytest.fixture
def wave(app, visits, clockwork, visit) -> Callable[[], dict[str, Any]]:
    """wave() is a campaign whose five visits were made, an hour apart, and accepted by Quan; none is released yet."""

    def make() -> dict[str, Any]:
        known = visits()
        for number, secret in enumerate(known["links"]):
            clockwork.move_to(BEGAN + timedelta(hours=2 + number))
            phone = shop.Phone(app, f"127.0.1.{number}")
            began = BEGAN + timedelta(hours=number // 2)
            answer = phone.send(shop.report(phone.begin(secret), began, PHOTO), PHOTO)
            assert answer.status_code == 200, answer.json
        quan = visit("quan")
        for one in known["visits"]:
            decided = quan.post(f"/mystery/visits/{one}/decision", decision="accept", **{"words:story": "服务员没有带位。"})
            assert decided.status_code == 303, decided.get_data(as_text=True)
        return known

    return make


@pytest.fixture
def shop_with_agency(app, cast, clockwork):
    """A campaign of five sites, two of which are given to the agency Ivy signs in for. Nobody else was given anything."""
    with app.app_context():
        at = BEGAN - timedelta(hours=2)
        made = shop.campaign(cast, at)
        agency = agencies.write(None, "Keen Eyes", "Wu 138-0000-9999", cast.accounts["quan"], at)
        other = agencies.write(None, "Blind Spot", "nobody", cast.accounts["quan"], at)
        agencies.join(agency, cast.accounts["ivy"])
        for visit in made.visits:
            if visit.site_id in (cast.sites["garden"], cast.sites["harbour"]):
                agencies.give(visit, agency, cast.accounts["quan"], at)
            elif visit.site_id == cast.sites["workshop"]:
                agencies.give(visit, other, cast.accounts["quan"], at)
        db.session.commit()
        found = {"campaign": made.id, "agency": agency.id, "visits": [one.id for one in made.visits]}
    clockwork.move_to(BEGAN + timedelta(days=1))
    return found


def released_inspections(app, campaign_id: int) -> list[int]:
    """The inspections that came of a campaign, by visit."""
    with app.app_context():
        found = db.session.get_one(Campaign, campaign_id)
        return [one.inspection_id for one in found.visits if one.inspection_id is not None]
