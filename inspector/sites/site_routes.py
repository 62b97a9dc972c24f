"""Sites and what they consist of: overview, areas with tables, shifts, attributes, people."""

from __future__ import annotations

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.i18n import said
from inspector.sites import forms, people, places, queries, upstairs
from inspector.sites.form_fields import offered, refuse
from inspector.sites.models import Area, Shift, Site
from inspector.sites.refusals import Refused
from inspector.web.rendering import go_to, render

TABS = ("overview", "areas", "shifts", "attributes", "people")

blueprint = Blueprint("sites", __name__)


@blueprint.get("/sites")
def index() -> ResponseReturnValue:
    """The actor's sites by region."""
    who = actor()
    return render(
        "sites/index.html", regions=queries.regions(who), sites=queries.sites(who), counts=queries.staff_counts(clock.now().date()),
        may_add=bool(queries.regions_to_edit(who)),
    )  # fmt: skip


@blueprint.get("/sites/<int:site_id>")
def show(site_id: int) -> ResponseReturnValue:
    """One site; the tab is in the address."""
    site = queries.site(actor(), site_id)
    tab = request.args.get("tab", TABS[0])
    if tab not in TABS:
        raise Problem("not_found")
    return _page(site, tab)


@blueprint.route("/sites/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Add a site in a region of the actor's."""
    form = _site_form()
    if form.validate_on_submit():
        try:
            site = places.add_site(queries.region(actor(), form.region_id.data), form.facts)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("site.added", site.id)
            return go_to(url_for("sites.show", site_id=site.id))
    elif not form.is_submitted():
        form.timezone.data, form.day_ends_at.data = "Asia/Shanghai", "04:00"
        form.opens_at.data, form.closes_at.data = "09:00", "22:00"
    return render("sites/site_form.html", form=form, site=None, status=422 if form.errors else 200)


@blueprint.route("/sites/<int:site_id>/edit", methods=["GET", "POST"])
def edit(site_id: int) -> ResponseReturnValue:
    """Change a site."""
    site = queries.site(actor(), site_id, "places.edit")
    form = _site_form(site)
    if form.validate_on_submit():
        try:
            is_moved = form.region_id.data != site.region_id
            places.edit_site(site, queries.region(actor(), form.region_id.data) if is_moved else site.region, form.facts)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("site.changed", site.id)
            return go_to(url_for("sites.show", site_id=site.id))
    elif not form.is_submitted():
        form.fill(site)
    return render("sites/site_form.html", form=form, site=site, status=422 if form.errors else 200)


@blueprint.post("/sites/<int:site_id>/closure")
def close(site_id: int) -> ResponseReturnValue:
    """Close a site after its last day."""
    site = queries.site(actor(), site_id, "places.edit")
    form = forms.ClosureForm()
    if form.validate():
        try:
            places.close_site(site, form.closed_on.data)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("site.closed", site.id)
            flash(gettext("The site closes after this day. Its history stays."))
            return go_to(url_for("sites.show", site_id=site.id))
    return _page(site, "overview", closing=form, status=422)


@blueprint.post("/sites/<int:site_id>/opening")
def reopen(site_id: int) -> ResponseReturnValue:
    """Open a closed site again."""
    site = queries.site(actor(), site_id, "places.edit")
    if forms.BareForm().validate_on_submit():
        places.reopen_site(site)
        _trail("site.reopened", site.id)
    return go_to(url_for("sites.show", site_id=site.id))


@blueprint.route("/sites/<int:site_id>/areas/new", methods=["GET", "POST"])
def new_area(site_id: int) -> ResponseReturnValue:
    """Add an area."""
    return _area(queries.site(actor(), site_id, "places.edit"), None)


@blueprint.route("/sites/<int:site_id>/areas/<int:area_id>/edit", methods=["GET", "POST"])
def edit_area(site_id: int, area_id: int) -> ResponseReturnValue:
    """Change an area and its tables."""
    site = queries.site(actor(), site_id, "places.edit")
    return _area(site, queries.area(site.id, area_id))


@blueprint.post("/sites/<int:site_id>/areas/<int:area_id>/use")
def use_area(site_id: int, area_id: int) -> ResponseReturnValue:
    """Take an area out of use, or back."""
    site = queries.site(actor(), site_id, "places.edit")
    return _switch(site, queries.area(site.id, area_id), "areas")


@blueprint.route("/sites/<int:site_id>/shifts/new", methods=["GET", "POST"])
def new_shift(site_id: int) -> ResponseReturnValue:
    """Add a shift."""
    return _shift(queries.site(actor(), site_id, "places.edit"), None)


@blueprint.route("/sites/<int:site_id>/shifts/<int:shift_id>/edit", methods=["GET", "POST"])
def edit_shift(site_id: int, shift_id: int) -> ResponseReturnValue:
    """Change a shift."""
    site = queries.site(actor(), site_id, "places.edit")
    return _shift(site, queries.shift(site.id, shift_id))


@blueprint.post("/sites/<int:site_id>/shifts/<int:shift_id>/use")
def use_shift(site_id: int, shift_id: int) -> ResponseReturnValue:
    """Take a shift out of use, or back."""
    site = queries.site(actor(), site_id, "places.edit")
    return _switch(site, queries.shift(site.id, shift_id), "shifts")


@blueprint.route("/attributes", methods=["GET", "POST"])
def attributes() -> ResponseReturnValue:
    """What the organisation's sites may have."""
    form = forms.AttributesForm()
    if form.validate_on_submit():
        try:
            places.declare_attributes(form.declared)
        except Refused as refused:
            refuse(form, refused)
        else:
            trail.record("attributes.declared", "organisation:1", actor_id=actor().account_id, at=clock.now())
            flash(gettext("Saved. Checklists can ask for these attributes now."))
            return go_to(url_for("sites.attributes"))
    elif not form.is_submitted():
        declared = places.organisation().site_attributes
        form.attributes.data = "\n".join(f"{one['key']}, {one['zh']}, {one['en']}" for one in declared)
    return render("sites/attributes.html", form=form, status=422 if form.errors else 200)


def _page(site: Site, tab: str, closing: forms.ClosureForm | None = None, status: int = 200) -> ResponseReturnValue:
    today = people.today_at(site)
    return render(
        "sites/show.html", status=status, site=site, tab=tab, tabs=TABS, today=today, areas=queries.areas(site.id),
        shifts=queries.shifts(site.id), people=queries.people_at(site.id, today), declared=places.organisation().site_attributes,
        may_edit=actor().may("places.edit", site.id), may_see_people=actor().may("people.read", site.id),
        may_see_duty=actor().may("duty.read", site.id), closing=closing or forms.ClosureForm(formdata=None),
    )  # fmt: skip


def _site_form(site: Site | None = None) -> forms.SiteForm:
    form = forms.SiteForm()
    regions = queries.regions_to_edit(actor())
    if site and site.region not in regions:
        regions = [site.region, *regions]
    form.region_id.choices = offered((one.id, said(one.name)) for one in regions)
    declared = places.organisation().site_attributes
    form.attributes.choices = offered((one["key"], said({"zh": one["zh"], "en": one["en"]})) for one in declared)
    form.packs.choices = offered(upstairs.packs())
    return form


def _area(site: Site, area: Area | None) -> ResponseReturnValue:
    form = forms.AreaForm()
    staff = queries.people_at(site.id, people.today_at(site))
    nobody = (0, gettext("Nobody in particular"))
    form.responsible_id.choices = offered(
        [nobody, *((row.staff.id, f"{row.staff.name} · {said(row.position.name)}") for row in staff)]
    )
    if form.validate_on_submit():
        try:
            saved = places.add_area(site, form.facts) if area is None else places.edit_area(site, area, form.facts)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("area.added" if saved else "area.changed", site.id)
            return go_to(url_for("sites.show", site_id=site.id, tab="areas"))
    elif not form.is_submitted() and area is not None:
        form.fill(area)
    return render("sites/area_form.html", form=form, site=site, area=area, status=422 if form.errors else 200)


def _shift(site: Site, shift: Shift | None) -> ResponseReturnValue:
    form = forms.ShiftForm()
    if form.validate_on_submit():
        try:
            saved = places.add_shift(site, form.facts) if shift is None else places.edit_shift(shift, form.facts)
        except Refused as refused:
            refuse(form, refused)
        else:
            _trail("shift.added" if saved else "shift.changed", site.id)
            return go_to(url_for("sites.show", site_id=site.id, tab="shifts"))
    elif not form.is_submitted() and shift is not None:
        form.fill(shift)
    return render("sites/shift_form.html", form=form, site=site, shift=shift, status=422 if form.errors else 200)


def _switch(site: Site, row: Area | Shift, tab: str) -> ResponseReturnValue:
    if forms.BareForm().validate_on_submit():
        places.switch(row, not row.is_active)
        _trail(f"{tab[:-1]}.switched", site.id)
    return go_to(url_for("sites.show", site_id=site.id, tab=tab))


def _trail(action: str, site_id: int) -> None:
    trail.record(action, f"site:{site_id}", actor_id=actor().account_id, at=clock.now())
