"""One of each thing, in the garden and in the workshop, for the table of permissions to be tried on."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from inspector.accounts import grants
from inspector.accounts.models import CaptureGrant, RoleAssignment
from inspector.appraisals import appeals as person_appeals
from inspector.appraisals import card_giving, cycles, praising, red_lines, schemes
from inspector.checklists import drafts, own_standards, publishing
from inspector.checklists.editing import outline
from inspector.clock import now
from inspector.extensions import db
from inspector.fairness import calibration
from inspector.fairness.models import ConductSignal
from inspector.inspections import changes, command, payload
from inspector.inspections.models import Answer, Attachment, HeldRecord, Inspection
from inspector.jobs import queue
from inspector.jobs.models import Job
from inspector.media.receiving import Photo
from inspector.mystery import agencies, appeals
from inspector.mystery.agency_models import CallBack
from inspector.mystery.report_models import Attribution
from inspector.notices import board, channels
from inspector.notices.models import Notice
from inspector.pipelines import closing, commands, intake, revision
from inspector.plans import excusing, feeds, planning
from inspector.rectification.desk_models import SavedFilter
from inspector.rectification.improvement_models import Improvement, ImprovementEvent
from inspector.rectification.models import Task
from inspector.sites import setting_catalogue
from inspector.sites.models import Position
from tests import rounds
from tests.cast import Cast
from tests.mystery import shop
from tests.reports import builder

HERE = {"site": "garden", "region": "north", "by": "nora", "who": "tao"}
THERE = {"site": "workshop", "region": "south", "by": "sol", "who": "xu"}


OWN = {
    "fact": {"zh": "毛巾是热的", "en": "Towels are hot"}, "industry": "restaurant", "step": "at all times", "dimension": "hygiene",
    "observable_by": ["supervisor_floor_round"],
}  # fmt: skip


Things = dict[str, object]


def furnish(app: Flask, cast: Cast) -> tuple[Things, Things]:
    """Make the things of both places; returns what fills the braces of the table for the garden and for the workshop."""
    with app.app_context():
        draft = _draft(cast)
        own = own_standards.make(OWN, now().date(), None, now()).key
        found = tuple({**_things(cast, **place), "draft": draft, "own": own} for place in (HERE, THERE))
        _appraise(cast, found)
        db.session.commit()
    return found[0], found[1]


def _appraise(cast: Cast, found: tuple[dict[str, object], ...]) -> None:
    """The draft of a scheme, and a cycle with an appraisal of each place."""
    position = db.session.scalars(select(Position).where(Position.key == "waiter")).one()
    scheme = schemes.begin(position, cast.accounts["hua"], now())
    cycle = cycles.open_("2026-10", cast.accounts["hua"], now())
    closing.collect(cycle, now())
    db.session.refresh(cycle)
    rows = {row.staff_id: row.id for row in cycle.appraisals}
    for things in found:
        things |= {"scheme": scheme.id, "cycle": cycle.id, "unsigned": cast.staff["zhu"], "appraisal": rows[int(str(things["staff"]))]}


def _draft(cast: Cast) -> int:
    """A checklist in work; it belongs to the organisation, not to a place."""
    document = json.loads(publishing.newest("quick-round").document) | {"id": "in-work"}
    row = drafts.begin(document, cast.accounts["quan"], now())
    changed, fresh = outline.copy(drafts.document_of(row), outline.Target("item", "floor"))
    drafts.change(row, changed, "copied", outline.Target("item", fresh), cast.accounts["quan"], now())
    return row.id


def _things(cast: Cast, site: str, region: str, by: str, who: str) -> dict[str, object]:
    photo = builder.picture(site)
    receipt = builder.submit(
        cast,
        site,
        by,
        failed=[("floor", None)],
        people=[who],
        photos={"floor": photo},
        notes={"floor": "wet"},
        started=builder.STARTED,
    )
    inspection = db.session.get_one(Inspection, receipt.inspection_id)
    attachment = db.session.scalars(select(Attachment).where(Attachment.inspection_id == inspection.id)).one()
    given = grants.give(cast.accounts[who], str(uuid.uuid4()), site, now())
    board.announce([cast.accounts[who]], f"x:{site}", "Nothing new", {}, "/", now())
    db.session.add(view := SavedFilter(account_id=cast.accounts[who], name="7", query="", created_at=now()))
    group = channels.set_up_bot("wecom", "7" * 32, "", cast.sites[site], "7", "zh", cast.accounts[by], now())
    queue.put(f"x:{site}", "mail", {}, now())
    db.session.flush()
    job = db.session.scalars(select(Job).where(Job.key == f"x:{site}")).one()
    job.state, job.finished_at, job.error = "dead", now(), "7"
    db.session.flush()
    grant = db.session.get_one(CaptureGrant, given.id)
    return {
        "site": cast.sites[site], "region": cast.regions[region], "area": cast.areas[site], "shift": cast.shifts[site],
        "staff": cast.staff[who], "account": cast.accounts[who], "scope": cast.scopes[site],
        "assignment": db.session.scalar(select(RoleAssignment.id).where(RoleAssignment.account_id == cast.accounts[who])),
        "inspection": inspection.id, "photo": attachment.id, "sha256": attachment.sha256,
        "task": db.session.scalar(select(Task.id).where(Task.site_id == cast.sites[site])), "held": _held(cast, site, by, who),
        "improvement": _improvement(cast, site), "command": _command(cast, site, who), "revision": _revision(cast, inspection.id, by, who),
        "view": view.id, "channel": group.id, "job": job.id, "grant": grant.id, "device": grant.device_id,
        "notice": db.session.scalar(select(Notice.id).where(Notice.account_id == cast.accounts[who])),
        **_mystery(cast, site, inspection.id, who), **_conduct(cast, site, by, attachment),
        **_practice(cast, attachment.id, ("nora", "gao") if site == "garden" else ("sol", "xu")),
        "plan": planning.make(
            planning.PlanFacts(
                cast.sites[site], "quick-round", "area", None, None, "supervisor", "FREQ=DAILY", now().date(), None, "18:00"
            ),
            None, now(),
        ).id,
        "excuse": _excuse(cast, site), "secret": feeds.make(cast.accounts[by], "sites", now()),
        "position": db.session.scalar(select(Position.id)), "setting": next(iter(setting_catalogue.BY_KEY)), "uuid": str(uuid.uuid4()),
        "nonsense": "0" * 43, "build": current_app.extensions["assets"].build,
    }  # fmt: skip


def _improvement(cast: Cast, site: str) -> int:
    """What keeps failing at a place."""
    one = Improvement(site_id=cast.sites[site], checklist_key="quick-round", item="tables", title={"zh": "7", "en": "7"}, origin="hand",
                      state="open", owner_account_id=cast.accounts["quan"], opened_at=now(), before_seen=0, before_failed=0,
                      before_rounds=[], rev=1)  # fmt: skip
    one.events.append(ImprovementEvent(kind="opened", at=now(), note="7", details={}, rev=1))
    db.session.add(one)
    db.session.flush()
    return one.id


def _mystery(cast: Cast, site: str, inspection_id: int, who: str) -> dict[str, object]:
    """A campaign with a visit whose report waits, the shopper who sent it, and a visit told to its site, which objects."""
    at, picture = now(), rounds.photo()
    made = shop.campaign(cast, at, site_ids=(cast.sites[site],), visits_per_site=3, title="7", purpose="7", brief="7", attestation="7")
    visit, told_visit, given = made.visits
    agency = agencies.write(None, f"7{site}", "7", cast.accounts["quan"], at)
    agencies.give(given, agency, cast.accounts["quan"], at)
    if site == "garden":
        agencies.join(agency, cast.accounts["ivy"])
    db.session.add(CallBack(visit=visit, chosen_at=at, note=""))
    began = builder.STARTED - timedelta(days=2)
    seen = builder.envelope(cast, site, "quan", failed=[], people=[who], started=began, line="mystery")
    intake.accept(payload.read(rounds.encoded(seen)), at, builder.actor(cast, "quan"))  # figures of guests can be opened
    told_visit.state, told_visit.inspection_id, told_visit.released_at = "released", inspection_id, at
    appeal = appeals.make(told_visit, "seated", "7", cast.accounts["nora"], at)
    asked = Attribution(visit=told_visit, staff_id=cast.staff[who], items=["greeted"], state="asked", asked_at=at, review="")
    db.session.add(asked)
    db.session.flush()
    number, attribution = appeal.id, asked.id
    secret = shop.link(visit, cast, at)
    phone = shop.Phone(current_app._get_current_object())  # type: ignore[attr-defined]
    told = phone.begin(secret)
    assert phone.send(shop.report(told, at - timedelta(hours=1), picture, "pass", "7"), picture).json["receipt"]  # type: ignore[index]
    db.session.expire_all()
    return {
        "agency": agency.id, "sign_in": cast.accounts["ivy"],
        "campaign": made.id, "visit": visit.id, "shopper": visit.shopper_id, "report": visit.reports[0].id,
        "told": inspection_id, "appeal": number, "attribution": attribution, "report_photo": hashlib.sha256(picture).hexdigest(),
    }  # fmt: skip


def _conduct(cast: Cast, site: str, by: str, photo: Attachment) -> dict[str, object]:
    """What somebody of the place objects to, with a photo."""
    who = {"garden": "mei", "workshop": "xu"}[site]
    receipt = builder.submit(cast, site, by, failed=[("hair", who)], people=[who], started=builder.STARTED + timedelta(hours=2))
    subject = f"staff:{cast.staff[who]}"
    answer = db.session.scalars(
        select(Answer).where(Answer.inspection_id == receipt.inspection_id, Answer.item == "hair", Answer.subject == subject)
    ).one()
    picture = Photo(Path(), photo.sha256, photo.size_bytes)
    target = person_appeals.target_of_answer(cast.staff[who], answer.id)
    made = person_appeals.make(builder.actor(cast, who), target, str(uuid.uuid4()), "7", [picture], now())
    giver, day, places = builder.actor(cast, by), builder.STARTED.date(), (cast.staff[who], cast.sites[site])
    seen = red_lines.Sighting(str(uuid.uuid4()), places[1], places[0], "gas", "7", "7", day, photo_sha256=photo.sha256)
    praise = praising.give(praising.Words(str(uuid.uuid4()), *places, "7", day, photo_sha256=photo.sha256), giver, now())
    return {
        "answer": answer.id, "objection": made.id, "objection_photo": made.photos[0].id, "praise": praise.id,
        "red_line": red_lines.report(seen, giver, now()).id,
        "card": card_giving.give(card_giving.Wish(str(uuid.uuid4()), *places, "reminder", "7", day), giver, now()).id,
    }  # fmt: skip


def _practice(cast: Cast, attachment_id: int, who: tuple[str, ...]) -> dict[str, object]:
    """A photo that two inspectors are asked to judge."""
    made = calibration.make_photos("7", now().date(), [cast.accounts[one] for one in who], [attachment_id], cast.accounts["quan"], now())
    figures = {"seconds": 3, "peers": 9, "n": 30}
    signal = ConductSignal(account_id=cast.accounts[who[1]], kind="quick_answers", item="quick-round", figures=figures, found_at=now())
    signal.last_found_at = now()
    db.session.add(signal)
    db.session.flush()
    db.session.expire_all()
    return {"practice": made.id, "case": made.cases[0].id, "signal": signal.id}


def _held(cast: Cast, site: str, by: str, who: str) -> int:
    envelope = builder.envelope(cast, site, by, failed=[], people=[who], started=builder.STARTED + timedelta(hours=1))
    submission = payload.read(rounds.encoded(envelope | {"checklist_version": "sha256:" + "0" * 64}))
    receipt = intake.accept(
        replace(submission), submission.submitted_at + timedelta(seconds=2), builder.actor(cast, by)
    )
    assert receipt.inspection_id is None
    return db.session.scalars(select(HeldRecord.id).where(HeldRecord.uuid == submission.id)).one()


def _excuse(cast: Cast, site: str) -> int:
    """Days on which the site is closed."""
    today = now().date()
    excusing.excuse(cast.sites[site], today, today + timedelta(days=2), "2026", cast.accounts["quan"], now())
    return excusing.of(cast.sites[site])[0].id


def _revision(cast: Cast, inspection_id: int, by: str, who: str) -> int:
    """A correction that waits for a second person."""
    said = changes.read([{"item": "hair", "for": f"staff:{cast.staff[who]}", "set": {"value": "fail"}}])
    wish = revision.Wish(str(uuid.uuid4()), inspection_id, 1, said, "wet")
    made = revision.propose(wish, builder.actor(cast, by), now())
    assert made.state == "proposed"
    return made.id


def _command(cast: Cast, site: str, who: str) -> int:
    """What a tablet wanted done with a task that is not known."""
    wanted = command.read(rounds.encoded({
        "wire": 1, "id": str(uuid.uuid4()), "type": "task.comment", "target": {"task": 999_999}, "author_id": cast.accounts[who],
        "seq": 1, "after": None, "base_rev": 1, "at": builder.STARTED.isoformat(), "payload": {"note": "wet"},
        "client": {"device_id": str(uuid.uuid4())},
    }))  # fmt: skip
    record = commands.take(wanted, builder.actor(cast, who), True, now()).record
    assert record is not None and record.state == "open"
    record.site_id = cast.sites[site]
    db.session.flush()
    return record.id
