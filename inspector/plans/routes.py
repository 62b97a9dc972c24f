"""Pages of plans: every site at a glance, one site with its week, a plan made, changed and ended, days excused."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from inspector import clock
from inspector.accounts import wording as roles
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.checklists import queries as checklists
from inspector.errors import Problem
from inspector.i18n import said
from inspector.plans import excusing, forms, planning, queries, upstairs, wording
from inspector.plans.models import Plan
from inspector.plans.recurrence import RuleFault
from inspector.sites import inspectors
from inspector.sites import queries as places
from inspector.sites.form_fields import offered
from inspector.sites.forms import BareForm
from inspector.sites.models import Site
from inspector.web.rendering import go_to, render

blueprint = Blueprint("plans", __name__, url_prefix="/plans")

KEPT_FROM_DAYS = 28
WEEK_DAYS = 7


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Every site: how it keeps its plans."""
    asker = actor()
    sites = places.sites(asker, "plans.read", is_open=True)
    kept = {site.id: _kept(site) for site in sites}
    plans = queries.plans(asker)
    counts = {site.id: sum(plan.site_id == site.id and not _is_over(plan, site) for plan in plans) for site in sites}
    return render("plans/index.html", sites=sites, kept=kept, counts=counts, days=KEPT_FROM_DAYS, may_propose=asker.may("rounds.propose"))


@blueprint.get("/of-checklist/<key>")
def of_checklist(key: str) -> ResponseReturnValue:
    """The plans in force that ask for a list, for the page that changes it."""
    shown = [plan for plan in queries.plans(actor()) if plan.checklist_key == key and not _is_over(plan, plan.site)]
    return render("plans/of_checklist.html", "plans/_of_checklist.html", plans=shown)


@blueprint.get("/sites/<int:site_id>")
def show(site_id: int) -> ResponseReturnValue:
    """One site: its plans and the rounds of a week."""
    site = places.site(actor(), site_id, "plans.read")
    return _site_page(site, forms.ExcuseForm(formdata=None))


@blueprint.route("/sites/<int:site_id>/new", methods=["GET", "POST"])
def new(site_id: int) -> ResponseReturnValue:
    """Plan a recurring round for a site."""
    asker = actor()
    site = places.site(asker, site_id, "plans.edit")
    form = _offer(forms.PlanForm(), site)
    if form.validate_on_submit():
        try:
            plan = planning.make(form.facts(site.id), asker.account_id, clock.now())
        except RuleFault as fault:
            form.rule.errors = [wording.FAULTS[fault.code]]
        else:
            _trail("plan.made", plan)
            flash(gettext("Planned. It stands on Today of those who do it when its time comes."))
            return go_to(url_for("plans.show", site_id=site.id))
    if not form.is_submitted():
        form.starts_on.data, form.every_weeks.data, form.opens_minutes.data, form.grace_minutes.data = _today(site), 1, 180, 120
    return render("plans/edit.html", form=form, site=site, plan=None, ending=None, status=422 if form.errors else 200)


@blueprint.route("/<int:plan_id>/edit", methods=["GET", "POST"])
def edit(plan_id: int) -> ResponseReturnValue:
    """Change a plan; what is past stays as it was."""
    plan = queries.plan(actor(), plan_id, "plans.edit")
    site = plan.site
    form = _offer(forms.PlanForm(), site)
    if form.validate_on_submit():
        try:
            planning.change(plan, form.facts(site.id), clock.now())
        except RuleFault as fault:
            form.rule.errors = [wording.FAULTS[fault.code]]
        else:
            _trail("plan.changed", plan)
            return go_to(url_for("plans.show", site_id=site.id))
    if not form.is_submitted():
        form.fill(plan)
    ending = forms.EndForm(formdata=None)
    ending.last_on.data = _today(site)
    return render("plans/edit.html", form=form, site=site, plan=plan, ending=ending, status=422 if form.errors else 200)


@blueprint.post("/<int:plan_id>/end")
def end(plan_id: int) -> ResponseReturnValue:
    """Let a plan end with a day."""
    plan = queries.plan(actor(), plan_id, "plans.edit")
    ending = forms.EndForm()
    if not ending.validate():
        form = _offer(forms.PlanForm(formdata=None), plan.site)
        form.fill(plan)
        return render("plans/edit.html", form=form, site=plan.site, plan=plan, ending=ending, status=422)
    planning.end(plan, ending.last_on.data, clock.now())
    _trail("plan.ended", plan)
    flash(gettext("The plan ends. What was done stays."))
    return go_to(url_for("plans.show", site_id=plan.site_id))


@blueprint.post("/sites/<int:site_id>/excuses")
def excuse(site_id: int) -> ResponseReturnValue:
    """Excuse the rounds of some days, because the site is closed or cannot be inspected."""
    asker = actor()
    site = places.site(asker, site_id, "plans.edit")
    form = forms.ExcuseForm()
    if not form.validate():
        return _site_page(site, form)
    days, reason = (form.first_on.data, form.last_on.data), form.reason.data or ""
    fresh = excusing.fresh_days(site.id, *days)
    let_off = excusing.excuse(site.id, *days, reason, asker.account_id, clock.now())
    put_off = upstairs.postpone(site.id, days[0], len(fresh), reason, asker.account_id, clock.now())
    details = {"from": days[0].isoformat(), "until": days[1].isoformat(), "excused": len(let_off), "postponed": put_off}
    trail.record("site.excused", f"site:{site.id}", actor_id=asker.account_id, at=clock.now(), details=details)
    count = queries.count_seen(asker, let_off)
    flash(ngettext("%(num)s round is excused.", "%(num)s rounds are excused.", count))
    if put_off:
        flash(ngettext("%(num)s open task is put off.", "%(num)s open tasks are put off.", put_off))
    return go_to(url_for("plans.show", site_id=site.id))


@blueprint.post("/excuses/<int:excuse_id>/end")
def end_excuse(excuse_id: int) -> ResponseReturnValue:
    """The site works again: from today its rounds are due."""
    asker = actor()
    found = queries.excuse(asker, excuse_id)
    site = places.site(asker, found.site_id, "plans.edit")
    if not BareForm().validate():
        raise Problem("bad_form")
    again = excusing.end(found, _today(site), clock.now())
    trail.record("site.excuse_ended", f"site:{site.id}", actor_id=asker.account_id, at=clock.now(), details={"due_again": len(again)})
    count = queries.count_seen(asker, again)
    flash(ngettext("%(num)s round is due again.", "%(num)s rounds are due again.", count))
    return go_to(url_for("plans.show", site_id=site.id))


def _site_page(site: Site, form: forms.ExcuseForm) -> ResponseReturnValue:
    asker, first = actor(), _week()
    first = first or _today(site) - timedelta(days=_today(site).weekday())
    days = [first + timedelta(days=n) for n in range(WEEK_DAYS)]
    rounds = queries.calendar(asker, site.id, days[0], days[-1])
    plans = [plan for plan in queries.plans(asker) if plan.site_id == site.id]
    return render(
        "plans/show.html", status=422 if form.errors else 200, site=site, zone=ZoneInfo(site.timezone), kept=_kept(site), days=days,
        today=_today(site),
        rounds={day: [one for one in rounds if one.business_day == day] for day in days}, titles=_titles(),
        plans=[plan for plan in plans if not _is_over(plan, site)], may_edit=asker.may("plans.edit", site.id), form=form,
        excuses=excusing.of(site.id, _today(site)), able={who for who, _name in inspectors.at(site.id)},
        when=wording.when, lines=wording.LINE_NAMES, states=wording.STATE_NAMES, role_name=roles.role_name, kept_days=KEPT_FROM_DAYS,
        earlier=url_for("plans.show", site_id=site.id, week=(first - timedelta(days=WEEK_DAYS)).isoformat()),
        later=url_for("plans.show", site_id=site.id, week=(first + timedelta(days=WEEK_DAYS)).isoformat()),
    )  # fmt: skip


def _offer(form: forms.PlanForm, site: Site) -> forms.PlanForm:
    """What a form offers: the lists filled at the site, its areas and shifts, the roles that inspect."""
    rows = [one.row for one in checklists.listed() if one.row.is_for_rounds]
    form.checklist_key.choices = offered((r.key, said(r.title)) for r in rows if site.fills(r.pack))
    form.role.choices = offered((role, roles.role_name(role)) for role in forms.ROLES)
    form.account_id.choices = offered([(0, gettext("Anyone with this role")), *inspectors.at(site.id)])
    form.area_id.choices = offered([(0, gettext("Any"))] + [(a.id, said(a.name)) for a in places.areas(site.id) if a.is_active])
    form.shift_id.choices = offered([(0, gettext("Any"))] + [(s.id, said(s.name)) for s in places.shifts(site.id, is_active=True)])
    form.opens_minutes.choices = offered((n, wording.span(n)) for n in forms.OPENS)
    form.grace_minutes.choices = offered((n, wording.span(n) if n else gettext("at once")) for n in forms.GRACES)
    if not actor().may("plans.surprise", site.id):
        del form.is_surprise
    return form


def _kept(site: Site) -> queries.Kept:
    today = _today(site)
    hidden = actor().may("plans.surprise", site.id)
    return queries.kept(site.id, today - timedelta(days=KEPT_FROM_DAYS), today, hidden)


def _titles() -> dict[str, dict[str, str]]:
    return {one.row.key: one.row.title for one in checklists.listed()}


def _is_over(plan: Plan, site: Site) -> bool:
    return plan.ends_on is not None and plan.ends_on < _today(site)


def _today(site: Site) -> date:
    return clock.business_day(clock.now(), site.timezone, time.fromisoformat(site.day_ends_at))


def _week() -> date | None:
    try:
        return date.fromisoformat(request.args.get("week", ""))
    except ValueError:
        return None


def _trail(action: str, plan: Plan) -> None:
    details = {"site": plan.site_id, "checklist": plan.checklist_key, "rule": plan.rule}
    trail.record(action, f"plan:{plan.id}", actor_id=actor().account_id, at=clock.now(), details=details)
