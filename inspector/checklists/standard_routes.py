"""The register of standards on screen: looked through, one standard with what covers it, the service blueprint."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, get_template_attribute, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.checklists import blueprints, forms, own_standards, register, standards
from inspector.checklists.asking import check_may_publish, may_publish
from inspector.checklists.editing.offered import words_of
from inspector.checklists.keys import DIMENSIONS, FACTORS
from inspector.checklists.models import OwnStandard, OwnStandardVersion
from inspector.checklists.register import Wanted
from inspector.errors import Problem
from inspector.sites.form_fields import offered
from inspector.web.pagination import ROWS, Page, asked_page
from inspector.web.rendering import go_to, render

blueprint = Blueprint("standards", __name__, url_prefix="/standards")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The register, narrowed by `?industry=&step=&dimension=&cover=&q=`."""
    asked, covered, every = request.args, register.cover(), register.everything()
    industry, step = asked.get("industry", ""), asked.get("step", "")
    if step not in register.steps(industry):  # left over from another industry
        step = ""
    wanted = Wanted(industry, step, asked.get("dimension", ""), asked.get("cover", ""), asked.get("q", "").strip())
    found = register.narrowed(wanted, covered)
    number = min(asked_page(), max(1, -(-len(found) // ROWS)))
    page = Page(found[(number - 1) * ROWS : number * ROWS], number, len(found))
    return render(
        "checklists/standards/index.html", fragment="checklists/standards/_rows.html", page=page, wanted=wanted, covered=covered,
        steps=[(one, standards.word("step", one)) for one in register.steps(wanted.industry)], dimensions=DIMENSIONS, page_url=_page_url,
        industries=dict.fromkeys(one.industry for one in every.values()),
        missing=sum(register.is_missing(one, covered) for one in every.values()), is_missing=register.is_missing,
        blueprints=list(blueprints.read()), may_publish=may_publish(),
    )  # fmt: skip


@blueprint.route("/own", methods=["GET", "POST"])
def make() -> ResponseReturnValue:
    """Write a standard of the house."""
    check_may_publish()
    form = _offer(forms.StandardForm())
    if form.validate_on_submit():
        row = own_standards.make(form.content(), form.valid_from.data, actor().account_id, clock.now())
        return _written(row, "standard.made", 1)
    if not form.is_submitted():
        form.valid_from.data = clock.now().date()
    return render("checklists/standards/own.html", form=form, row=None, status=422 if form.errors else 200)


@blueprint.route("/<standard_id>/edit", methods=["GET", "POST"])
def edit(standard_id: str) -> ResponseReturnValue:
    """The next version of an own standard, from a day on."""
    check_may_publish()
    row, form = _own(standard_id), _offer(forms.StandardForm())
    if form.validate_on_submit():
        version = own_standards.change(row, form.content(), form.valid_from.data, actor().account_id, clock.now())
        return _written(row, "standard.changed", version.number)
    if not form.is_submitted():
        form.fill(own_standards.versions(row)[0].content)
        form.valid_from.data = clock.now().date()
    return render("checklists/standards/own.html", form=form, row=row, status=422 if form.errors else 200)


@blueprint.post("/<standard_id>/retirement")
def retire(standard_id: str) -> ResponseReturnValue:
    """Nothing has to ask about it any more; what was asked stays."""
    check_may_publish()
    row = _own(standard_id)
    if row.retired_at is None:
        row.retired_at = clock.now()
        trail.record("standard.retired", f"standard:{row.key}", actor_id=actor().account_id, at=clock.now())
    flash(gettext("Retired. Questions that cite it keep it."))
    return go_to(url_for("standards.show", standard_id=row.key))


@blueprint.get("/<standard_id>")
def show(standard_id: str) -> ResponseReturnValue:
    """One standard: what it asks, what covers it; how it went is loaded from where inspections are known."""
    standard, covered = register.everything().get(standard_id), register.cover()
    if standard is None:
        raise Problem("not_found")
    return render(
        "checklists/standards/show.html", standard=standard, cover=covered.get(standard_id, []),
        is_missing=register.is_missing(standard, covered), may_read=actor().may("inspections.read"),
        has_blueprint=standard.industry in blueprints.read(), may_publish=may_publish(), versions=_versions(standard_id),
    )  # fmt: skip


@blueprint.get("/blueprints/<industry>")
def service_blueprint(industry: str) -> ResponseReturnValue:
    """The steps of an industry in three lanes with the standards and questions that hang on them."""
    steps, every = blueprints.read().get(industry), register.everything()
    if steps is None:
        raise Problem("not_found")
    return render(
        "checklists/standards/blueprint.html", industry=industry, steps=[(one, one.lanes(industry, every)) for one in steps],
        industries=list(blueprints.read()), covered=register.cover(), is_missing=register.is_missing,
    )  # fmt: skip


def _page_url(number: int) -> str:
    kept: dict[str, Any] = request.args.to_dict() | {"page": number}
    return url_for("standards.index", **kept)


def _own(standard_id: str) -> OwnStandard:
    row = own_standards.find(standard_id)
    if row is None:
        raise Problem("not_found")
    return row


def _versions(standard_id: str) -> list[OwnStandardVersion]:
    row = own_standards.find(standard_id)
    return own_standards.versions(row) if row else []


def _offer(form: forms.StandardForm) -> forms.StandardForm:
    """Put the closed lists into a form, in the reader's language."""
    industry, observer = (get_template_attribute("checklists/standards/_words.html", name) for name in ("industry_word", "observer_word"))
    industries = dict.fromkeys(one.industry for one in standards.read().values())
    form.industry.choices = offered((one, str(industry(one)).strip()) for one in industries)
    form.observable_by.choices = offered((one, str(observer(one)).strip()) for one in forms.OBSERVERS)
    form.dimension.choices = offered(words_of("dimension_word", DIMENSIONS))
    form.factor.choices = offered([("", "–"), *words_of("factor_word", FACTORS)])
    return form


def _written(row: OwnStandard, action: str, number: int) -> ResponseReturnValue:
    trail.record(action, f"standard:{row.key}", actor_id=actor().account_id, at=clock.now(), details={"version": number})
    flash(gettext("Saved as %(name)s, version %(number)s.", name=row.key, number=number))
    return go_to(url_for("standards.show", standard_id=row.key))
