"""Which visits of a campaign are told to their sites together, and the record that each site is given."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from inspector.audit import trail
from inspector.checklists import publishing
from inspector.errors import Problem
from inspector.inspections import payload
from inspector.inspections.submission import Submission
from inspector.mystery import anonymising, rules
from inspector.mystery.models import Campaign, Visit


@dataclass(frozen=True, slots=True)
class Ready:
    """A visit and the record that its site will see."""

    visit: Visit
    record: Submission


def wave_of(campaign: Campaign, at: datetime) -> rules.Wave:
    """What of a campaign may be released at a moment."""
    accepted = {one.id: (one.site_id, one.visited_on) for one in campaign.visits if one.state == "accepted" and one.visited_on}
    return rules.wave(accepted, at.date())


def prepare(campaign: Campaign, by: int, at: datetime) -> list[Ready]:
    """The records of the present wave, in an order that tells nothing about who went when. Raises Problem conflict when none is ripe."""
    wave = wave_of(campaign, at)
    if wave.why is not None:
        raise Problem("conflict", state=wave.why)
    ripe = [one for one in campaign.visits if one.id in wave.visit_ids]
    secrets.SystemRandom().shuffle(ripe)
    return [ready(visit, by) for visit in ripe]


def ready(visit: Visit, by: int) -> Ready:
    """An accepted visit with the record that its site will see. by: who releases it."""
    return Ready(visit, _record(visit, by))


def released(one: Ready, inspection_id: int | None, by: int, at: datetime) -> None:
    """The site may see it from now on; the link of the shopper is over."""
    visit = one.visit
    visit.state, visit.inspection_id, visit.released_at = "released", inspection_id, at
    visit.link_hash = visit.session_hash = None
    trail.record("mystery.visit_released", f"visit:{visit.id}", actor_id=by, at=at)


def _record(visit: Visit, by: int) -> Submission:
    report, site = visit.report, visit.site
    assert report is not None  # it was accepted
    sent = payload.read(report.body)
    moment = rules.when(sent.started_at, site.timezone, site.day_ends_at)
    body = anonymising.record_of(
        report.body, publishing.compiled(sent.checklist_version), moment, site.timezone,
        identity=str(uuid4()), author_id=by, words=report.words, corrections=report.corrections,
    )  # fmt: skip
    return payload.read(body)
