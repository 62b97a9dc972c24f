"""The desk: tasks as a board, as a calendar, in figures; decisions about several; saved views."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.extensions import db
from inspector.i18n import said
from inspector.rectification import bulk, desk, desk_pages, selection, turnaround
from inspector.rectification.desk_forms import AssignForm, BulkForm, PostponeForm, SaveForm
from inspector.rectification.desk_models import SavedFilter
from inspector.sites.today import today_for
from inspector.web.rendering import go_to, render

blueprint = Blueprint("task_desk", __name__, url_prefix="/tasks")
MOST_SAID = 5  # tasks left as they were that a message names


@blueprint.get("/board")
def board() -> ResponseReturnValue:
    """Tasks in columns, a state each."""
    asker = actor()
    chosen = desk_pages.asked(asker)
    return render(
        "rectification/desk/board.html",
        columns=desk.board(chosen, asker, clock.now()),
        **desk_pages.frame(chosen, asker),
    )


@blueprint.get("/calendar")
def calendar() -> ResponseReturnValue:
    """A month with what is due on each day; `?month=2026-11`."""
    asker = actor()
    chosen, today = desk_pages.asked(asker), today_for(asker, "tasks.read")
    first = _month(request.args.get("month", "")) or today.replace(day=1)
    return render(
        "rectification/desk/calendar.html", days=desk.month(chosen, first, asker, clock.now()), first=first, today=today,
        before=(first - timedelta(days=1)).replace(day=1), after=(first + timedelta(days=31)).replace(day=1),
        **desk_pages.frame(chosen, asker),
    )  # fmt: skip


@blueprint.get("/figures")
def figures() -> ResponseReturnValue:
    """How tasks stand and what became of them; each figure opens its list."""
    asker = actor()
    chosen = _with_time()
    found = desk.figures(chosen, asker, clock.now())
    return render(
        "rectification/desk/figures.html", figures=found, hours_to_fix=turnaround.hours(found.happened.fixed),
        hours_to_verify=turnaround.hours(found.happened.verified), **desk_pages.frame(chosen, asker),
    )  # fmt: skip


@blueprint.get("/on-the-spot")
def on_the_spot() -> ResponseReturnValue:
    """Failures put right before their round ended: the list behind that figure."""
    asker = actor()
    chosen = _with_time()
    found = desk.on_the_spot(chosen, asker)
    return render(
        "rectification/desk/on_the_spot.html", found=found, asks=desk.asks(found), chosen=chosen,
        sites_by_id={site.id: site.name for site in desk.sites(asker)},
    )  # fmt: skip


@blueprint.post("/assignments")
def assign() -> ResponseReturnValue:
    """Give the marked tasks to one person."""
    form = AssignForm()
    if not form.validate():
        return desk_pages.listing(form)
    return _told(bulk.assign(form.task.data, form.owner.data, UUID(form.command.data), actor(), clock.now()))


@blueprint.post("/reminders")
def remind() -> ResponseReturnValue:
    """Ask the owners of the marked tasks to see to them."""
    form = BulkForm()
    if not form.validate():
        return desk_pages.listing(form)
    return _told(bulk.remind(form.task.data, UUID(form.command.data), actor(), clock.now()))


@blueprint.post("/postponements")
def postpone() -> ResponseReturnValue:
    """Give the marked tasks more time."""
    form = PostponeForm()
    if not form.validate():
        return desk_pages.listing(form)
    reason = form.reason.data.strip()
    return _told(bulk.postpone(form.task.data, form.days.data, reason, UUID(form.command.data), actor(), clock.now()))


@blueprint.post("/views")
def save_view() -> ResponseReturnValue:
    """Keep the present view under a name."""
    form, asker = SaveForm(), actor()
    chosen = desk_pages.asked(asker)
    if form.validate():
        desk.save(form.name.data.strip(), chosen, asker.account_id, clock.now())
        flash(gettext("Saved. You find it above the list."))
    else:
        flash(str(next(iter(form.errors.values()))[0]), "error")
    return go_to(_list(chosen))


@blueprint.post("/views/<int:view_id>/removal")
def drop_view(view_id: int) -> ResponseReturnValue:
    """Forget a saved view."""
    row = db.session.get(SavedFilter, view_id)
    if row is None or row.account_id != actor().account_id:
        raise Problem("not_found")
    db.session.delete(row)
    return redirect(url_for("rectification.index"), 303)


def _told(outcome: bulk.Outcome) -> ResponseReturnValue:
    if outcome.done:
        flash(ngettext("Done for %(num)s task.", "Done for %(num)s tasks.", outcome.done))
    for title, why in outcome.left[:MOST_SAID]:
        flash(gettext("Left as it was: %(title)s. %(why)s", title=said(title), why=gettext(why)), "attention")
    if (more := len(outcome.left) - MOST_SAID) > 0:
        flash(ngettext("%(num)s more was left as it was.", "%(num)s more were left as they were.", more), "attention")
    return go_to(_list(desk_pages.asked(actor())))


def _list(chosen: selection.Selection) -> str:
    return url_for("rectification.index") + (f"?{chosen.address}" if chosen.address else "")


def _with_time() -> selection.Selection:
    asker = actor()
    today = today_for(asker, "tasks.read")
    chosen = desk_pages.asked(asker)
    until = chosen.until or today
    since = min(chosen.since or until - timedelta(days=selection.USUAL_DAYS - 1), until)
    return chosen.but(since=since, until=until)


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
