"""Pages of monthly records: a site's list and one person's for managers; one's own for everybody, and nobody else's."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, current_app, flash, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import scoped
from inspector.accounts.guards import actor
from inspector.appraisals import evidence, looks, records, showing, showing_about, team
from inspector.appraisals.own_data import pack as own_data_pack
from inspector.appraisals.ranking import Place
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.media.store import Store
from inspector.sites import settings_store
from inspector.sites.models import Site, StaffMember
from inspector.web.again import faults_of, sayable, status_of
from inspector.web.rendering import go_to, render

blueprint = Blueprint("appraisals", __name__)

MONTHS_SHOWN = 12


@blueprint.app_template_filter("percent")
def percent(share: object) -> str | None:
    """A share 0..1 as a percent with one digit."""
    return showing.percent(share)  # type: ignore[arg-type]


@blueprint.app_template_test("endpoint")
def is_endpoint(name: str) -> bool:
    """Whether an address exists; a page of a higher floor is linked only where it does."""
    return name in current_app.view_functions


@blueprint.get("/records")
def index() -> ResponseReturnValue:
    """The month of a site: everybody with rate, times checked, range and state."""
    return _list()


@blueprint.get("/records/<int:staff_id>/<month>")
def show(staff_id: int, month: str) -> ResponseReturnValue:
    """One person's month with its evidence, for who confirms it."""
    return _page(staff_id, month)


@blueprint.post("/records/<month>/confirmations")
def confirm(month: str) -> ResponseReturnValue:
    """Confirm one record or several of a site; the figures are frozen with their evidence."""
    showing.bounds(month)
    staff_ids = [int(text) for text in request.form.getlist("staff") if text.isascii() and text.isdigit()]
    site_id = request.form.get("site", type=int) or 0
    try:
        done = records.confirm(actor(), site_id, month, staff_ids, request.form.get("note", "")[:1000], clock.now())
    except Problem as problem:
        said = sayable(problem)
        return _page(staff_ids[0], month, said) if request.form.get("from") == "person" else _list(said)
    flash(ngettext("%(num)s record is confirmed.", "%(num)s records are confirmed.", len(done)))
    if request.form.get("from") == "person":
        return go_to(url_for("appraisals.show", staff_id=staff_ids[0], month=month))
    return go_to(url_for("appraisals.index", site=site_id, month=month))


@blueprint.get("/me")
def own() -> ResponseReturnValue:
    """One's own score, what lowered it, praise, and what one must see to."""
    return _own()


@blueprint.post("/me/<month>/signature")
def sign(month: str) -> ResponseReturnValue:
    """Say that one has seen one's own record: without objection, with one, or not now."""
    showing.bounds(month)
    try:
        records.sign(actor(), month, request.form.get("signature", ""), request.form.get("note", "")[:1000], clock.now())
    except Problem as problem:
        return _own(month, sayable(problem))
    flash(_("Thank you. What you said is on your record."))
    return go_to(url_for("appraisals.own", month=month))


@blueprint.post("/me/data")
def own_data() -> ResponseReturnValue:
    """Everything kept about oneself here, as a ZIP with JSON, a text to read and the photos of one's own answers."""
    asker, moment = actor(), clock.now()
    staff = db.session.get(StaffMember, asker.staff_id or 0)
    if staff is None:
        raise Problem("not_found")
    store: Store = current_app.extensions["inspector.blobs"]
    packed = own_data_pack(staff, store, moment)
    trail.record("own_data.taken", f"staff:{staff.id}", actor_id=asker.account_id, at=moment)
    answer = send_file(packed, mimetype="application/zip", as_attachment=True, download_name=f"{staff.number}-{moment:%Y-%m-%d}.zip")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _list(problem: Problem | None = None) -> ResponseReturnValue:
    asker, moment = actor(), clock.now()
    sites = db.session.execute(scoped(select(Site), Site.id, asker, "appraisals.read").order_by(Site.name)).scalars().all()
    chosen_id = request.values.get("site", type=int)
    site = next((one for one in sites if one.id == chosen_id), sites[0] if sites else None)
    if site is None or (chosen_id is not None and site.id != chosen_id):
        raise Problem("not_found")
    month = (request.view_args or {}).get("month") or request.args.get("month") or _last_month(clock.today(site.timezone))
    first, last = showing.bounds(month)
    lines = records.of_site(site.id, month, moment)
    may_rank = bool(settings_store.value("team_ranking", last))
    ranks: dict[int, Place] = {}
    if may_rank and request.args.get("order") == "score":
        lines, ranks = records.by_score(lines)
    return render(
        "appraisals/index.html", beside=team.beside((line.staff.id for line in lines), month), unscored=team.unscored,
        status=status_of(problem), sites=sites, site=site, month=month, first=first,
        lines=lines, may_rank=may_rank, ranks=ranks, is_over=records.is_over(site, month, moment),
        may_confirm=asker.may("appraisals.confirm", site.id) and any(line.appraisal is None for line in lines),
        before=_shift(first, -1), after=_shift(first, 1) if last < moment.date() else None, faults=faults_of(problem),
        own_id=asker.staff_id,
    )  # fmt: skip


def _page(staff_id: int, month: str, problem: Problem | None = None) -> ResponseReturnValue:
    asker = actor()
    shown = showing.show(staff_id, month, clock.now(), is_for_staff=False)
    showing.check_readable(asker, shown)
    looks.note(asker, staff_id, month, "page", clock.now())
    may_confirm = (
        shown.record is None and shown.appraisal is None and staff_id != asker.staff_id and asker.may("appraisals.confirm", shown.site.id)
        and records.is_over(shown.site, month, clock.now())
    )  # fmt: skip
    return render(
        "appraisals/show.html", status=status_of(problem), shown=shown, about=showing_about.about(shown, asker, clock.now()),
        may_confirm=may_confirm, faults=faults_of(problem),
        note=request.form.get("note", ""), may_read_rounds=asker.may("inspections.read", shown.site.id),
        may_read_tasks=asker.may("tasks.read", shown.site.id),
    )  # fmt: skip


def _own(month: str | None = None, problem: Problem | None = None) -> ResponseReturnValue:
    asker = actor()
    staff = db.session.get(StaffMember, asker.staff_id or 0)
    if staff is None:
        return render("appraisals/nobody.html")
    months = evidence.months_of(staff.id)[:MONTHS_SHOWN]  # first days
    wanted = month or request.args.get("month") or (f"{months[0]:%Y-%m}" if months else None)
    if wanted is None:
        return render("appraisals/own.html", shown=None, months=[], faults={})
    shown = showing.show(staff.id, wanted, clock.now(), is_for_staff=True)
    return render(
        "appraisals/own.html", status=status_of(problem), shown=shown, about=showing_about.about(shown, asker, clock.now()),
        months=months, faults=faults_of(problem),
        note=request.form.get("note", ""),
    )  # fmt: skip


def _last_month(today: date) -> str:
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def _shift(first: date, by: int) -> str:
    return f"{first - timedelta(days=1):%Y-%m}" if by < 0 else f"{first + timedelta(days=32):%Y-%m}"
