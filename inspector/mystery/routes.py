"""Pages of campaigns: what runs, what waits for a decision, one campaign with its visits."""

from __future__ import annotations

import functools
from collections import Counter
from datetime import timedelta

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.checklists import queries as checklists
from inspector.errors import Problem
from inspector.i18n import said
from inspector.mystery import (
    appeals,
    campaigns,
    costs,
    deadlines,
    forms,
    lapsing,
    letters,
    progress,
    queries,
    releasing,
    wording,
)
from inspector.mystery.models import Campaign
from inspector.notices import mail
from inspector.sites import queries as places
from inspector.sites.form_fields import offered
from inspector.web.rendering import go_to, render

blueprint = Blueprint("mystery", __name__, url_prefix="/mystery")

FIRST_DAYS = 28


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What waits for a decision, then every campaign with how far it is."""
    asker = actor()
    found = queries.campaigns(asker)
    counts = {one.id: Counter(visit.state for visit in one.visits) for one in found}
    return render(
        "mystery/index.html", campaigns=found, counts=counts, waiting=queries.waiting(asker), objections=appeals.waiting(asker),
        states=wording.CAMPAIGN_STATES, due_at=functools.partial(deadlines.decide_by, hours=lapsing.hours(clock.now())), now=clock.now(),
    )  # fmt: skip


@blueprint.route("/campaigns/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Plan a campaign."""
    asker, form = actor(), _offer(forms.CampaignForm())
    if form.validate_on_submit():
        made = campaigns.make(form.facts(), asker.account_id, clock.now())
        flash(gettext("The campaign is made. Give each visit a shopper, then send the links."))
        return go_to(url_for("mystery.show", campaign_id=made.id))
    if not form.is_submitted():
        today = clock.now().date()
        form.first_on.data, form.last_on.data, form.attestation.data = (
            today,
            today + timedelta(days=FIRST_DAYS),
            str(wording.ATTESTATION),
        )
        form.windows[0].form.quota.data, form.retention_days.data = 2, 180
    return render("mystery/edit.html", form=form, campaign=None, status=422 if form.errors else 200)


@blueprint.get("/campaigns/<int:campaign_id>")
def show(campaign_id: int) -> ResponseReturnValue:
    """One campaign: what to do next, how far it is by window and site, what it costs, what may be released."""
    found = queries.campaign(actor(), campaign_id)
    wave, sites = releasing.wave_of(found, clock.now()), progress.by_site(found)
    visits, steps = [one for one in found.visits if one.state != "called_off"], progress.steps(found)
    posted = letters.of_links(one for one in visits if one.state == "sent")
    return render(
        "mystery/show.html", campaign=found, counts=Counter(one.state for one in visits), total=len(visits), states=wording.VISIT_STATES,
        sites=sites, windows=progress.by_window(found, len(sites)), steps=steps, missing=campaigns.missing(found),
        cost=costs.of(found), amount=wording.amount, window=wording.window, wave=wave, why=wording.wave_sentence(wave),
        today=clock.now().date(), reachable=sum(letters.may_reach(one) for one in steps.unsent),
        sends_mail=mail.is_set_up(), lost=[number for number, letter in posted.items() if letter.is_lost],
    )  # fmt: skip


@blueprint.post("/campaigns/<int:campaign_id>/visits")
def refill(campaign_id: int) -> ResponseReturnValue:
    """Lay visits out anew in place of those turned down or run out."""
    found = queries.campaign(actor(), campaign_id)
    if not forms.BareForm().validate() or found.state != "open":
        raise Problem("bad_form")
    count = campaigns.refill(found, actor().account_id, clock.now())
    flash(ngettext("%(num)s visit is laid out anew.", "%(num)s visits are laid out anew.", count))
    return go_to(url_for("mystery.show", campaign_id=found.id))


@blueprint.route("/campaigns/<int:campaign_id>/edit", methods=["GET", "POST"])
def edit(campaign_id: int) -> ResponseReturnValue:
    """Change a campaign."""
    found, form = queries.campaign(actor(), campaign_id), _offer(forms.CampaignForm())
    _keep_form(form, found)
    if form.validate_on_submit():
        campaigns.change(found, form.facts(), actor().account_id, clock.now())
        return go_to(url_for("mystery.show", campaign_id=found.id))
    if not form.is_submitted():
        form.fill(found)
    return render("mystery/edit.html", form=form, campaign=found, status=422 if form.errors else 200)


@blueprint.route("/campaigns/<int:campaign_id>/copy", methods=["GET", "POST"])
def copy(campaign_id: int) -> ResponseReturnValue:
    """A new campaign that begins as another stands."""
    found, form = queries.campaign(actor(), campaign_id), _offer(forms.CampaignForm())
    if form.validate_on_submit():
        made = campaigns.make(form.facts(), actor().account_id, clock.now())
        return go_to(url_for("mystery.show", campaign_id=made.id))
    if not form.is_submitted():
        form.fill(found)
        today = clock.now().date()
        form.first_on.data, form.last_on.data, form.informed_on.data = (
            today,
            today + (found.last_on - found.first_on),
            None,
        )
    return render("mystery/edit.html", form=form, campaign=None, status=422 if form.errors else 200)


@blueprint.post("/campaigns/<int:campaign_id>/state")
def put(campaign_id: int) -> ResponseReturnValue:
    """Open, pause or close a campaign."""
    found, form = queries.campaign(actor(), campaign_id), forms.StateForm()
    if not form.validate():
        raise Problem("bad_form")
    campaigns.put(found, form.state.data, actor().account_id, clock.now())
    return go_to(url_for("mystery.show", campaign_id=found.id))


def _offer(form: forms.CampaignForm) -> forms.CampaignForm:
    """What a form offers: forms for shoppers in force, and the open sites."""
    listed = [one for one in checklists.listed() if one.row.retired_at is None and one.row.kind == "mystery"]
    form.checklist_version_id.choices = offered(
        (one.version.id, f"{said(one.row.title)} · {one.version.number}") for one in listed
    )
    form.sites.choices = offered((one.id, one.name) for one in places.sites(actor(), queries.MANAGE, is_open=True))
    return form


def _keep_form(form: forms.CampaignForm, campaign: Campaign) -> None:
    """The version a campaign was begun with stays on offer; once somebody wrote with it, it is the only one."""
    version = campaign.version
    kept = offered([(version.id, f"{said(version.checklist.title)} · {version.number}")])
    is_begun = any(one.state not in ("planned", "sent", "called_off") for one in campaign.visits)
    others = [one for one in form.checklist_version_id.choices or () if one.value != version.id]
    form.checklist_version_id.choices = kept if is_begun else [*kept, *others]
