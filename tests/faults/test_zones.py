"""Summer time and other zones between capture and arrival: the moment, the clock it was read off, and the day of the site are kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.sites.models import Site
from tests import rounds
from tests.cast import Cast
from tests.faults import oracles
from tests.visiting import Visitor

CASES = {
    # The tablet still stands on Tokyo; the site lies in Shanghai.
    "another zone": ("Asia/Shanghai", "2026-11-12T19:00:00.000+09:00", "2026-11-12T19:05:00.000+09:00", 540, date(2026, 11, 12)),
    # The clocks of Berlin went back between the two moments; the second reads earlier and lies later.
    "end of summer": ("Europe/Berlin", "2026-10-25T02:50:00.000+02:00", "2026-10-25T02:10:00.000+01:00", 120, date(2026, 10, 24)),
    # Half past one at night still belongs to the day before, by the site's clock and not by the tablet's.
    "after midnight": ("Asia/Shanghai", "2026-11-12T18:30:00.000+01:00", "2026-11-12T18:40:00.000+01:00", 60, date(2026, 11, 12)),
}


@pytest.mark.parametrize("case", CASES)
def test_case_152_the_moment_its_offset_and_the_day_of_the_site_are_kept(
    case: str, app: Flask, visit: Callable[..., Visitor], cast: Cast, data: Path
) -> None:
    zone, began, ended, offset, day = CASES[case]
    with app.app_context():
        db.session.get_one(Site, cast.sites["garden"]).timezone = zone
        checklist = rounds.publish()
        given = [{**one, "at": began} for one in rounds.answers(checklist, [cast.staff["mei"]])]
        db.session.commit()
    envelope = rounds.submission(
        checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, started_at=began, submitted_at=ended
    )
    answer = visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))
    assert answer.status_code == 201 and answer.json["flag"] is None
    with app.app_context():
        kept = db.session.get_one(Inspection, answer.json["inspection"])
        assert kept.started_at == datetime.fromisoformat(began).astimezone(UTC) < kept.submitted_at
        assert kept.offset_minutes == offset and kept.business_day == day
    oracles.check_store(data)
