"""The register of standards on screen: looked through, one standard with what covers it, the service blueprint."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue

from inspector.accounts.guards import actor
from inspector.checklists import blueprints, register, standards
from inspector.checklists.keys import DIMENSIONS
from inspector.checklists.register import Wanted
from inspector.errors import Problem
from inspector.web.pagination import ROWS, Page, asked_page
from inspector.web.rendering import render

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
        blueprints=list(blueprints.read()),
    )  # fmt: skip


@blueprint.get("/<standard_id>")
def show(standard_id: str) -> ResponseReturnValue:
    """One standard: what it asks, what covers it; how it went is loaded from where inspections are known."""
    standard, covered = register.everything().get(standard_id), register.cover()
    if standard is None:
        raise Problem("not_found")
    return render(
        "checklists/standards/show.html", standard=standard, cover=covered.get(standard_id, []),
        is_missing=register.is_missing(standard, covered), may_read=actor().may("inspections.read"),
        has_blueprint=standard.industry in blueprints.read(),
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
