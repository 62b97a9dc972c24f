"""Pages of cycles and the appraisals in them: opened, taken on, calculated; a person's appraisal with every step; one's own to sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import Actor, scoped
from inspector.accounts.guards import actor
from inspector.accounts.naming import names_of
from inspector.api import appraisal_steps
from inspector.appraisals import (
    cycle_moves,
    cycles,
    month_appraisals,
    outcomes,
    periods,
    proposals,
    scheme_rules,
    signing,
)
from inspector.appraisals.cycle_models import Appraisal, AppraisalDifference, Cycle
from inspector.errors import Problem
from inspector.extensions import db
from inspector.pipelines import closing
from inspector.sites.models import Site
from inspector.sites.today import today_for
from inspector.web.again import faults_of, sayable, status_of
from inspector.web.rendering import go_to, render

blueprint = Blueprint("cycles", __name__)


@blueprint.get("/cycles")
def index() -> ResponseReturnValue:
    """Every cycle with its state and calendar, and the scheme it takes."""
    return _list()


@blueprint.post("/cycles")
def make() -> ResponseReturnValue:
    """Open the cycle of a period."""
    _check_everywhere()
    try:
        cycle = cycles.open_(request.form.get("period", "").strip(), actor().account_id, clock.now(), _today())
        closing.collect(cycle, clock.now())
    except Problem as problem:
        return _list(sayable(problem))
    return go_to(url_for("cycles.show", cycle_id=cycle.id))


@blueprint.get("/cycles/<int:cycle_id>")
def show(cycle_id: int) -> ResponseReturnValue:
    """One cycle: its steps and calendar, and the people of a site."""
    return _page(cycles.one(cycle_id))


@blueprint.post("/cycles/<int:cycle_id>/moves")
def move(cycle_id: int) -> ResponseReturnValue:
    """Take a cycle a step on, or back with a reason."""
    _check_everywhere()
    cycle, to = cycles.one(cycle_id), request.form.get("to", "")
    try:
        closing.move(cycle, to, request.form.get("note", "")[:1000], actor().account_id, _today(), clock.now())
    except Problem as problem:
        return _refused(cycle, problem)
    return go_to(url_for("cycles.show", cycle_id=cycle.id))


@blueprint.post("/cycles/<int:cycle_id>/collection")
def collect(cycle_id: int) -> ResponseReturnValue:
    """Gather and calculate everybody anew, before the lock."""
    _check_everywhere()
    cycle = cycles.one(cycle_id)
    changed = closing.collect(cycle, clock.now())
    flash(ngettext("Calculated anew: %(num)s appraisal changed.", "Calculated anew: %(num)s appraisals changed.", changed))
    return go_to(url_for("cycles.show", cycle_id=cycle.id))


@blueprint.post("/cycles/<int:cycle_id>/proposals")
def propose(cycle_id: int) -> ResponseReturnValue:
    """Propose several appraisals of 1.0 and above at once."""
    cycle, asker = cycles.one(cycle_id), actor()
    wanted = {int(text) for text in request.form.getlist("appraisal") if text.isascii() and text.isdigit()}
    rows = [row for row in cycle.appraisals if row.id in wanted and asker.may("appraisals.confirm", row.site_id)]
    if len(rows) != len(wanted) or not rows:
        raise Problem("not_found")
    try:
        done = proposals.propose(rows, "", asker, clock.now())
    except Problem as problem:
        return _refused(cycle, problem)
    flash(ngettext("%(num)s appraisal is proposed.", "%(num)s appraisals are proposed.", done))
    return go_to(url_for("cycles.show", cycle_id=cycle.id, site=rows[0].site_id))


@blueprint.get("/appraisals/<int:appraisal_id>")
def person(appraisal_id: int) -> ResponseReturnValue:
    """One person's appraisal: every part with what it rests on, and the steps that may be done with it."""
    return _person(cycles.appraisal(actor(), appraisal_id))


@blueprint.post("/appraisals/<int:appraisal_id>/steps")
def step(appraisal_id: int) -> ResponseReturnValue:
    """Do one step with an appraisal: rate, adjust, decide, propose, confirm, talk, coach, sign, differ."""
    row = cycles.appraisal(actor(), appraisal_id)
    try:
        appraisal_steps.do(row, request.form, actor(), clock.now())
    except Problem as problem:
        return _person(row, sayable(problem))
    flash(_("Saved."))
    return go_to(url_for("cycles.person", appraisal_id=row.id))


@blueprint.get("/me/appraisal")
def own() -> ResponseReturnValue:
    """One's own newest appraisal, or that of ?period=, to look at and to sign; a part of the page of one's record too."""
    return _own()


@blueprint.post("/me/appraisal/<int:appraisal_id>/signature")
def sign(appraisal_id: int) -> ResponseReturnValue:
    """Say that one has seen one's own appraisal."""
    asker, row = actor(), db.session.get(Appraisal, appraisal_id)
    if row is None or asker.staff_id is None or row.staff_id != asker.staff_id or not month_appraisals.is_told(row):
        raise Problem("not_found")
    try:
        signing.sign(row, request.form.get("signature", ""), request.form.get("note", "")[:1000], asker, clock.now())
    except Problem as problem:
        return _own(row, sayable(problem))
    flash(_("Thank you. What you said is on your appraisal."))
    return go_to(url_for("cycles.own", period=row.cycle.period))


def _list(problem: Problem | None = None) -> ResponseReturnValue:
    found = db.session.scalars(select(Cycle).order_by(Cycle.first_on.desc(), Cycle.id.desc())).all()
    counts = Counter(
        db.session.execute(scoped(select(Appraisal.cycle_id), Appraisal.site_id, actor(), "appraisals.read")).scalars()
    )
    today = _today()
    return render(
        "appraisals/cycles.html", status=status_of(problem), cycles=found, counts=counts, calendars=_calendars(found),
        may_manage=_manages_everywhere(), faults=faults_of(problem), previous=periods.containing(today, "monthly").previous.key,
        period=request.form.get("period", ""),
    )  # fmt: skip


def _page(cycle: Cycle, problem: Problem | None = None) -> ResponseReturnValue:
    asker, today = actor(), _today()
    sites = list(db.session.scalars(scoped(select(Site), Site.id, asker, "appraisals.read").order_by(Site.name)))
    of_site: dict[int, list[Appraisal]] = {}
    for row in cycle.appraisals:
        of_site.setdefault(row.site_id, []).append(row)
    shown = [site for site in sites if site.id in of_site]
    chosen = request.values.get("site", type=int)
    site = next((one for one in shown if one.id == chosen), shown[0] if shown else None)
    forward = [to for to in cycle_moves.MOVES[cycle.state] if not cycle_moves.is_back(cycle.state, to)]
    moves = [(to, cycles.obstacle_to(cycle, to, today)) for to in forward]
    rows = sorted(of_site.get(site.id, []) if site else [], key=lambda row: row.staff.number)
    return render(
        "appraisals/cycle.html", status=status_of(problem), cycle=cycle, calendar=_calendars([cycle])[cycle.id], sites=shown, site=site,
        rows=rows, signatures={row.id: month_appraisals.signature_of(row, clock.now()) for row in rows}, of_site=of_site, moves=moves,
        may_manage=_manages_everywhere(), may_propose=site is not None and cycle.state in cycle_moves.ACTIONS["propose"]
        and asker.may("appraisals.confirm", site.id), faults=faults_of(problem), own_id=asker.staff_id,
        names=names_of({one.by_id for one in cycle.moves} - {None}), differences=_differences(cycle, asker), usual=outcomes.USUAL,
        can_go_back=cycle_moves.is_back(cycle.state, "collect") and cycle_moves.may_move(cycle.state, "collect"),
    )  # fmt: skip


def _person(row: Appraisal, problem: Problem | None = None) -> ResponseReturnValue:
    asker, state = actor(), row.cycle.state
    is_own = row.staff.account_id == asker.account_id
    manages = asker.may("appraisals.confirm", row.site_id) and not is_own
    seconds = asker.may("appraisals.second", row.site_id) and not is_own
    return render(
        "appraisals/appraisal.html", status=status_of(problem), row=row, figures=row.figures, faults=faults_of(problem), form=request.form,
        may={name: manages and cycle_moves.may(name, state) for name in ("rate", "adjust", "propose", "talk", "sign")},
        may_second=seconds and cycle_moves.may("confirm", state) and row.proposed_by_id != asker.account_id,
        may_coach=manages, may_decide=seconds, may_differ=asker.may("cycles.manage", row.site_id), anchors=_anchors(row),
        names=_names(row), signature=month_appraisals.signature_of(row, clock.now()), own_account=asker.account_id,
        months=_months(row.cycle), may_read_rounds=asker.may("inspections.read", row.site_id),
    )  # fmt: skip


def _own(row: Appraisal | None = None, problem: Problem | None = None) -> ResponseReturnValue:
    staff_id, key = actor().staff_id, request.values.get("period")
    if row is None and staff_id is not None:
        statement = (
            select(Appraisal).join(Cycle, Cycle.id == Appraisal.cycle_id).where(Appraisal.staff_id == staff_id)
            .where(Cycle.state.in_(cycle_moves.ACTIONS["sign"])).order_by(Cycle.last_on.desc(), Cycle.id.desc())
        )  # fmt: skip
        row = db.session.scalars(statement.where(Cycle.period == key) if key else statement).first()
    return render(
        "appraisals/own_appraisal.html", fragment="appraisals/_own_appraisal.html", status=status_of(problem), row=row,
        figures=row.figures if row else None, faults=faults_of(problem), note=request.form.get("note", ""),
        names=_names(row) if row else {}, months=_months(row.cycle) if row else [], anchors=_anchors(row) if row else (),
        appeals_until=_calendars([row.cycle])[row.cycle_id].appeals_until if row else None,
        window=month_appraisals.window_of(row, clock.now()) if row else None,
        signature=month_appraisals.signature_of(row, clock.now()) if row else None,
    )  # fmt: skip


def _refused(cycle: Cycle, problem: Problem) -> ResponseReturnValue:
    return _page(cycle, sayable(problem))


def _names(row: Appraisal) -> dict[int, str]:
    asked = {row.proposed_by_id, row.second_by_id, row.talk_by_id, row.behaviour_by_id, row.witness_id}
    asked |= {one.by_id for one in row.adjustments} | {one.decided_by_id for one in row.adjustments}
    asked |= {one.decided_by_id for one in row.differences}
    return names_of(asked - {None})


def _anchors(row: Appraisal) -> tuple[scheme_rules.Anchor, ...]:
    document = row.scheme.document if row.scheme else scheme_rules.usual()
    rules = scheme_rules.read(document)
    return rules.anchors if any(key in rules.weights for key in scheme_rules.OPINIONS) else ()


def _months(cycle: Cycle) -> list[str]:
    """The months of the cycle, whose pages show each answer and photo."""
    first = [date(cycle.first_on.year, month, 1) for month in range(cycle.first_on.month, cycle.last_on.month + 1)]
    return [f"{day:%Y-%m}" for day in first]


def _differences(cycle: Cycle, asker: Actor) -> Sequence[AppraisalDifference]:
    statement = (
        select(AppraisalDifference)
        .join(Appraisal, Appraisal.id == AppraisalDifference.appraisal_id)
        .where(Appraisal.cycle_id == cycle.id)
        .order_by(AppraisalDifference.id)
    )
    return db.session.scalars(scoped(statement, Appraisal.site_id, asker, "appraisals.read")).all()


def _calendars(found: Sequence[Cycle]) -> dict[int, periods.Calendar]:
    return {one.id: periods.calendar_of(periods.read(one.period)) for one in found}


def _manages_everywhere() -> bool:
    return actor().sites("cycles.manage") is None


def _check_everywhere() -> None:
    # A cycle is of the whole organisation: who has only some sites may not move it for the others.
    if not _manages_everywhere():
        raise Problem("forbidden")


def _today() -> date:
    return today_for(actor(), "appraisals.read")
