"""Pages about inspections: the list, one inspection, how its score came about, its photos, and what was held."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

from inspector.accounts.guards import actor
from inspector.inspections import forms, queries, showing
from inspector.media import images
from inspector.media.store import Store
from inspector.web.pictures import picture
from inspector.web.rendering import render

blueprint = Blueprint("inspections", __name__)


@blueprint.get("/inspections", endpoint="index")
def index() -> ResponseReturnValue:
    """The inspections one may read, newest first, filtered by the address."""
    asker, chosen = actor(), forms.filter_from_address()
    number = max(request.args.get("page", 1, type=int), 1)
    rows, has_next = queries.page(queries.inspections(asker, chosen), number)
    return render(
        "inspections/index.html", "inspections/_list.html", rows=rows, chosen=chosen, number=number, has_next=has_next,
        sites=queries.sites_of(asker), checklists=queries.checklists(), may_export=asker.may("inspections.export"),
    )  # fmt: skip


@blueprint.get("/inspections/unfinished/<key>", endpoint="unfinished")
def unfinished(key: str) -> ResponseReturnValue:
    """How many rounds are under way with a list, for the page that changes it: each keeps the version it began with."""
    count = queries.unfinished(key)
    return render("inspections/unfinished.html", "inspections/_unfinished.html", count=count)


@blueprint.get("/inspections/<int:inspection_id>", endpoint="show")
def show(inspection_id: int) -> ResponseReturnValue:
    """One inspection: score, what failed, whom it names, every answer."""
    asker = actor()
    shown = showing.show(queries.one(asker, inspection_id))
    may_look_again = shown.inspection.failure_count > 0 and asker.may("inspections.conduct", shown.inspection.site_id)
    may_praise = shown.inspection.line != "mystery" and asker.may("conduct.raise", shown.inspection.site_id)
    return render("inspections/show.html", shown=shown, may_look_again=may_look_again, may_praise=may_praise)


@blueprint.get("/inspections/<int:inspection_id>/trace", endpoint="trace")
def trace(inspection_id: int) -> ResponseReturnValue:
    """How the score came about."""
    shown = showing.show(queries.one(actor(), inspection_id))
    return render("inspections/trace.html", shown=shown, story=showing.story(shown))


@blueprint.get("/photos/<int:attachment_id>", endpoint="photo")
def photo(attachment_id: int) -> Response:
    """A photo at the size of a screen."""
    return _image(attachment_id, "screen")


@blueprint.get("/photos/<int:attachment_id>/thumb", endpoint="thumb")
def thumb(attachment_id: int) -> Response:
    """A photo as a thumbnail."""
    return _image(attachment_id, "thumb")


def _image(attachment_id: int, size: str) -> Response:
    found = queries.photo(actor(), attachment_id)
    store: Store = current_app.extensions["inspector.blobs"]
    return picture(images.rendition(store, found.sha256, size))
