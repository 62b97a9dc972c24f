"""The steps of one appraisal as a form asks for them: who may do which, and what has to be calculated anew afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from inspector.accounts.access import Actor
from inspector.appraisals import differences, proposals, signing
from inspector.appraisals.cycle_models import Appraisal
from inspector.appraisals.scheme_models import CoachingTalk
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.pipelines import closing

LONGEST = 1000
Form = Mapping[str, str]


def do(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    """Do the step that a form names. Raises Problem malformed, forbidden, conflict, bad_form {"fields": {name: sentence}}."""
    name = form.get("step", "")
    if name not in STEPS:
        raise Problem("malformed", why=f"there is no step {name}")
    permission, run, recalculates = STEPS[name]
    if not actor.may(permission, row.site_id):
        raise Problem("forbidden")
    run(row, form, actor, at)
    if recalculates and row.cycle.state not in ("locked", "called_off"):
        db.session.flush()
        closing.collect(row.cycle, at, [row.staff_id])


def _rate(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    proposals.rate_behaviour(row, _number(form, "anchor"), _text(form, "example"), actor, at)


def _adjust(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    proposals.adjust(row, _number(form, "points"), _text(form, "reason"), actor, at)


def _decide(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    asked = next((one for one in row.adjustments if one.id == _number(form, "adjustment")), None)
    if asked is None:
        raise Problem("not_found")
    proposals.decide_adjustment(asked, form.get("decision") == "approve", _text(form, "note"), actor, at)


def _propose(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    proposals.propose([row], _text(form, "note"), actor, at)


def _confirm(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    proposals.confirm(row, form.get("decision") == "confirm", _text(form, "note"), actor, at, form.get("band"))


def _talk(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    proposals.talk(row, _day(form, "talk_on"), _text(form, "talk_note"), actor, at)


def _coach(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    held_on, note = _day(form, "held_on"), _text(form, "coaching_note")
    if row.staff.account_id == actor.account_id:
        raise Problem("bad_form", fields={"appraisal": proposals.NOT_THEIR_OWN})
    if held_on is None or held_on > at.astimezone(ZoneInfo(row.site.timezone)).date() or not note:
        raise Problem("bad_form", fields={"coaching_note": "Write the day of the coaching and what was practised."})
    db.session.add(CoachingTalk(staff_id=row.staff_id, held_on=held_on, note=note, by_id=actor.account_id, at=at))
    trail.record("coaching.noted", f"staff:{row.staff_id}", actor_id=actor.account_id, at=at, details={"on": held_on.isoformat()})


def _sign(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    """On paper or on the manager's tablet, for a person without an account, with the manager as the witness."""
    if row.staff.account_id is not None:
        raise Problem("bad_form", fields={"note": "This person signs on their own phone."})
    signing.sign(row, form.get("signature", ""), _text(form, "note"), actor, at, witness_id=actor.account_id)


def _differ(row: Appraisal, form: Form, actor: Actor, at: datetime) -> None:
    found = next((one for one in row.differences if one.id == _number(form, "difference")), None)
    if found is None:
        raise Problem("not_found")
    differences.decide_difference(found, form.get("decision", ""), _text(form, "note"), actor.account_id, at)


STEPS: Mapping[str, tuple[str, Callable[[Appraisal, Form, Actor, datetime], None], bool]] = {
    "rate": ("appraisals.confirm", _rate, True),
    "adjust": ("appraisals.confirm", _adjust, False),
    "decide": ("appraisals.second", _decide, True),
    "propose": ("appraisals.confirm", _propose, False),
    "confirm": ("appraisals.second", _confirm, False),
    "talk": ("appraisals.confirm", _talk, False),
    "coach": ("appraisals.confirm", _coach, True),
    "sign": ("appraisals.confirm", _sign, False),
    "differ": ("cycles.manage", _differ, False),
}


def _number(form: Form, name: str) -> int:
    text = form.get(name, "").strip()
    digits = text.removeprefix("-").removeprefix("+")
    return int(text) if digits.isascii() and digits.isdigit() and len(digits) < 10 else 0


def _text(form: Form, name: str) -> str:
    return form.get(name, "").strip()[:LONGEST]


def _day(form: Form, name: str) -> date | None:
    try:
        return date.fromisoformat(form.get(name, ""))
    except ValueError:
        return None
