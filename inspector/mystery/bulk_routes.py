"""What the quality lead does with many visits of a campaign at once: who goes, and the links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from flask import Blueprint, flash, g, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.mystery import agencies, forms, letters, links, looks, progress, queries, shoppers, wording
from inspector.mystery.models import Campaign, Shopper, Visit
from inspector.web.rendering import go_to, render

blueprint = Blueprint("mystery_bulk", __name__, url_prefix="/mystery/campaigns/<int:campaign_id>")
AGENCY = "agency:"  # before the id of one that is chosen instead of a shopper


@blueprint.get("/assignments")
def propose(campaign_id: int) -> ResponseReturnValue:
    """Who would make which visit; nothing is saved before it is confirmed."""
    return _page(queries.campaign(actor(), campaign_id))


@blueprint.post("/assignments")
def assign(campaign_id: int) -> ResponseReturnValue:
    """Say for all of them who goes, in one step; what cannot be is shown again with its reason."""
    found = _to_fill(campaign_id)
    visits, known = progress.steps(found).unassigned, {str(one.id): one for one in queries.shoppers(is_active=True)}
    written = {one.id: request.form.get(f"shopper:{one.id}", "") for one in visits}
    chosen = {one: known[number] for one, number in written.items() if number in known}
    given = _give(visits, written)
    refused = shoppers.assign_all(visits, chosen, actor().account_id, clock.now())
    count = len(chosen) + given - len(refused)
    if count:
        flash(ngettext("%(num)s visit has somebody who goes.", "%(num)s visits have somebody who goes.", count))
    return _page(found, refused, 422) if refused else go_to(url_for("mystery.show", campaign_id=found.id))


@blueprint.get("/agency")
def choose(campaign_id: int) -> ResponseReturnValue:
    """Choose visits that have nobody yet, by site or one by one, to give them to one agency."""
    return _choice(queries.campaign(actor(), campaign_id))


@blueprint.post("/agency")
def give(campaign_id: int) -> ResponseReturnValue:
    """Give one agency all that was chosen: single visits, whole sites, or everything that has nobody."""
    found = _to_fill(campaign_id)
    agency = next((one for one in agencies.listed() if one.is_active and one.id == request.form.get("agency", type=int)), None)
    sites, single = (set(request.form.getlist(name, type=int)) for name in ("site", "visit"))
    is_all = "all" in request.form
    chosen = [one for one in progress.steps(found).unassigned if is_all or one.site_id in sites or one.id in single]
    if agency is None or not chosen:
        return _choice(found, 422)
    for visit in chosen:
        agencies.give(visit, agency, actor().account_id, clock.now())
    flash(ngettext("%(num)s visit is given to %(name)s.", "%(num)s visits are given to %(name)s.", len(chosen), name=agency.name))
    return go_to(url_for("mystery.show", campaign_id=found.id))


@blueprint.post("/links")
def send(campaign_id: int) -> ResponseReturnValue:
    """Make the links of all visits that have a shopper and none yet; they are shown once, each shopper's in one message to copy."""
    found = _to_send(campaign_id)
    by, at = actor().account_id, clock.now()
    unsent = progress.steps(found).unsent
    made: dict[Shopper | None, list[tuple[Visit, str]]] = {}
    for one in sorted(unsent, key=lambda visit: (visit.shopper_id or 0, visit.first_on, visit.id)):
        made.setdefault(one.shopper, []).append((one, letters.words_of_link(one, links.address(links.make(one, by, at)))))
    looks.note_visits(actor(), unsent, "links", at)
    g.has_secret = True
    return render("mystery/links.html", campaign=found, made=made, window=wording.window)


@blueprint.post("/letters")
def send_letters(campaign_id: int) -> ResponseReturnValue:
    """Make the links of all visits whose shopper has an e-mail address and none yet, and send each to its shopper."""
    found = _to_send(campaign_id)
    by, at = actor().account_id, clock.now()
    reached = [one for one in progress.steps(found).unsent if letters.may_reach(one)]
    for one in reached:
        letters.send_link(one, links.address(links.make(one, by, at)), at)
    flash(ngettext("%(num)s link is on its way by e-mail.", "%(num)s links are on their way by e-mail.", len(reached)))
    return go_to(url_for("mystery.show", campaign_id=found.id))


def _to_fill(campaign_id: int) -> Campaign:
    """A campaign whose visits may still be given to somebody, asked for by a form of ours. Raises Problem bad_form."""
    found = queries.campaign(actor(), campaign_id)
    if not forms.BareForm().validate() or found.state == "closed":
        raise Problem("bad_form")
    return found


def _to_send(campaign_id: int) -> Campaign:
    """The same of one whose links may go out: it is open, and its staff were informed."""
    found = _to_fill(campaign_id)
    if found.state != "open" or found.informed_on is None:
        raise Problem("bad_form")
    return found


def _give(visits: Sequence[Visit], written: Mapping[int, str]) -> int:
    """Give agencies the visits that were chosen for them. Returns how many."""
    working = {f"{AGENCY}{one.id}": one for one in agencies.listed() if one.is_active}
    given = [(visit, working[written[visit.id]]) for visit in visits if written[visit.id] in working]
    for visit, agency in given:
        agencies.give(visit, agency, actor().account_id, clock.now())
    return len(given)


def _choice(found: Campaign, status: int = 200) -> ResponseReturnValue:
    visits = sorted(progress.steps(found).unassigned, key=lambda one: (one.site.code, one.first_on, one.id))
    working, form = [one for one in agencies.listed() if one.is_active], request.form
    faults = {}
    if status != 200:
        is_known = form.get("agency", type=int) in {one.id for one in working}
        faults = {"visits": gettext("Choose at least one visit.")} if is_known else {"agency": gettext("Choose an agency.")}
    return render(
        "mystery/give_agency.html", campaign=found, sites=[(site, list(of)) for site, of in groupby(visits, key=lambda one: one.site)],
        count=len(visits), agencies=working, window=wording.window, chosen=set(form.getlist("visit", type=int)),
        chosen_sites=set(form.getlist("site", type=int)), is_all="all" in form, agency_id=form.get("agency", type=int), faults=faults,
        status=status,
    )  # fmt: skip


def _page(found: Campaign, refused: dict[int, str] | None = None, status: int = 200) -> ResponseReturnValue:
    visits = sorted(progress.steps(found).unassigned, key=lambda one: (one.site.code, one.first_on))
    known = queries.shoppers(is_active=True)
    looks.note_people(actor(), known if visits else (), "assigning", clock.now())
    return render(
        "mystery/assignments.html", campaign=found, visits=visits, proposed=shoppers.proposed(visits), window=wording.window,
        shoppers=known, agencies=[one for one in agencies.listed() if one.is_active], refused=refused or {},
        obstacles=wording.OBSTACLES, status=status,
    )  # fmt: skip
