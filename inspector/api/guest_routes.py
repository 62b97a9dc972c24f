"""What guests saw of oneself: asked first whether it was oneself at all, told afterwards. A part of My record, and a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts.guards import actor
from inspector.appraisals import guests
from inspector.appraisals.guests import SeenByGuest
from inspector.checklists.definition import Text
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.mystery import attribution, forms
from inspector.mystery.report_models import Attribution
from inspector.mystery.rules import When
from inspector.pipelines import mystery_attribution
from inspector.web.rendering import go_to, render

blueprint = Blueprint("guests", __name__, url_prefix="/me/guests")


@dataclass(frozen=True, slots=True)
class Card:
    """One part of a visit as its person may see it: half of month, meal, area. seen: empty until the person said that it was them."""

    attribution: Attribution
    site: str
    when: When
    parts: Sequence[Text]
    seen: Sequence[SeenByGuest]


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The questions that wait, then what guests saw. ?part=asked or ?part=answered: one of the two."""
    staff_id, part = actor().staff_id, request.args.get("part")
    cards = _cards(staff_id) if staff_id is not None else []
    if part in ("asked", "answered"):
        cards = [one for one in cards if (one.attribution.state == "asked") == (part == "asked")]
    figure = guests.figure(staff_id, clock.now().date()) if staff_id is not None else None
    return render("mystery/guests.html", "mystery/_guests.html", cards=cards, figure=figure, least=guests.LEAST_VISITS, part=part)


@blueprint.post("/<int:attribution_id>/answer")
def answer(attribution_id: int) -> ResponseReturnValue:
    """Say whether it was oneself."""
    asker, found = actor(), db.session.get(Attribution, attribution_id, with_for_update=True)
    if found is None or asker.staff_id is None or found.staff_id != asker.staff_id:
        raise Problem("not_found")
    if not forms.BareForm().validate():
        raise Problem("bad_form")
    mystery_attribution.answer(found, request.form.get("said", ""), asker.account_id, clock.now())
    flash(_("Thank you. What you said is on your record."))
    return go_to(url_for("appraisals.own", _anchor="guests"))


def _cards(staff_id: int) -> list[Card]:
    asked = attribution.of_person(staff_id)
    told = [one.visit.inspection_id for one in asked if one.state in attribution.COUNTING and one.visit.inspection_id is not None]
    seen = guests.seen_in(staff_id, told)
    return [_card(one, seen) for one in sorted(asked, key=lambda one: one.state != "asked")]


def _card(one: Attribution, seen: dict[int, list[SeenByGuest]]) -> Card:
    inspection = db.session.get_one(Inspection, one.visit.inspection_id)
    is_told = one.state in attribution.COUNTING
    return Card(
        one, one.visit.site.name, When.of_record(inspection.started_at, one.visit.site.timezone), attribution.parts_of(one),
        [fact for fact in seen.get(inspection.id, ()) if fact.item.id in one.items] if is_told else (),
    )  # fmt: skip
