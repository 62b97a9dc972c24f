"""The duty map on screen: looked at, saved, copied from last time in one tap."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.i18n import said
from inspector.sites import duty, duty_board, forms, people, queries
from inspector.sites.duty_map import Duty
from inspector.sites.form_fields import refuse
from inspector.sites.models import Shift, Site
from inspector.sites.refusals import Refused
from inspector.web.rendering import go_to, render

blueprint = Blueprint("duty", __name__)


@blueprint.get("/duty")
def index() -> ResponseReturnValue:
    """The board of one's only site, or a choice of sites."""
    sites = queries.sites(actor(), "duty.read", is_open=True)
    if len(sites) == 1:
        return go_to(url_for("duty.show", site_id=sites[0].id))
    return render("sites/duty_sites.html", sites=sites, states={site.id: _states(site) for site in sites},
                  may_import=actor().may("roster.import"))  # fmt: skip


@blueprint.get("/sites/<int:site_id>/duty")
def show(site_id: int) -> ResponseReturnValue:
    """The board of a shift; without a saved one, last time's as a proposal."""
    site = queries.site(actor(), site_id, "duty.read")
    shifts = queries.shifts(site.id, is_active=True)
    if not shifts:
        return render("sites/duty_empty.html", site=site, may_edit=actor().may("places.edit", site.id))
    return _page(site, _day(site), _shift(site, shifts))


@blueprint.post("/sites/<int:site_id>/duty")
def save(site_id: int) -> ResponseReturnValue:
    """Save the board as it stands."""
    site = queries.site(actor(), site_id, "duty.edit")
    day, shift = _day(site), _shift(site, queries.shifts(site.id, is_active=True))
    form = forms.BareForm()
    try:
        board = duty_board.read(request.form.get("board", ""))
    except ValueError:
        raise Problem("malformed", why="board") from None
    if not form.validate():
        raise Problem("bad_form")
    try:
        duty.save(site, day, shift, board, actor().account_id, clock.now())
    except Refused as refused:
        refuse(form, refused)
        return _page(site, day, shift, tried=Duty(site.id, day, shift.id, board), why=form.form_errors, status=422)
    return _saved(site, day, shift, gettext("The duty map is saved."))


@blueprint.post("/sites/<int:site_id>/duty/copies")
def copy(site_id: int) -> ResponseReturnValue:
    """Same as last time, saved."""
    site = queries.site(actor(), site_id, "duty.edit")
    day, shift = _day(site), _shift(site, queries.shifts(site.id, is_active=True))
    form = forms.BareForm()
    if not form.validate():
        raise Problem("bad_form")
    try:
        duty.copy_last(site, day, shift, actor().account_id, clock.now())
    except Refused as refused:
        refuse(form, refused)
        return _page(site, day, shift, why=form.form_errors, status=422)
    return _saved(site, day, shift, gettext("Same as last time: saved."))


def _saved(site: Site, day: date, shift: Shift, message: str) -> ResponseReturnValue:
    trail.record(
        "duty.saved",
        f"site:{site.id}",
        actor_id=actor().account_id,
        at=clock.now(),
        details={"day": day.isoformat(), "shift": shift.id},
    )
    flash(message)
    return go_to(url_for("duty.show", site_id=site.id, day=day.isoformat(), shift=shift.id))


def _page(
    site: Site, day: date, shift: Shift, tried: Duty | None = None, why: list[str] | None = None, status: int = 200
) -> ResponseReturnValue:
    saved, last = duty.on(site.id, day, shift.id), duty.last_like(site.id, day, shift.id)
    shown = tried or saved or duty.proposal(site, day, shift.id)
    starts_at, ends_at = duty.span(site, day, shift)
    now = clock.now()
    return render(
        "sites/duty.html", status=status, site=site, day=day, shift=shift, shifts=queries.shifts(site.id, is_active=True),
        board=duty_board.draw(
            shown,
            [(row.staff.id, row.staff.name, row.position.name) for row in queries.people_at(site.id, day)],
            [(area.id, area.name, area.tables) for area in queries.areas(site.id) if area.is_active],
        ),
        is_saved=saved is not None, is_bare=saved is not None and saved.is_bare, last=last, why=why or [],
        is_running=starts_at <= now < ends_at, is_over=now >= ends_at,
        may_edit=actor().may("duty.edit", site.id) and not (saved is not None and now >= ends_at),
        may_import=actor().may("roster.import"),
        today=people.today_at(site), zone=ZoneInfo(site.timezone), form=forms.BareForm(formdata=None),
    )  # fmt: skip


def _day(site: Site) -> date:
    try:
        return date.fromisoformat(request.values.get("day") or people.today_at(site).isoformat())
    except ValueError:
        raise Problem("not_found") from None


def _shift(site: Site, shifts: list[Shift]) -> Shift:
    """The shift asked for; else the one running now, else the next to begin, else the last."""
    wanted = request.values.get("shift", type=int)
    if wanted is not None:
        return queries.shift(site.id, wanted)
    if not shifts:
        raise Problem("not_found")
    today, now = _day(site), clock.now()
    return next((one for one in shifts if now < duty.span(site, today, one)[1]), shifts[-1])


def _states(site: Site) -> list[tuple[str, bool]]:
    today = people.today_at(site)
    return [
        (said(one.name), duty.on(site.id, today, one.id) is not None) for one in queries.shifts(site.id, is_active=True)
    ]
