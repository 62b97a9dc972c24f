"""The file of a device, brought by a person to the desk for held records: the way in where no network is."""

from __future__ import annotations

from flask import Blueprint, current_app, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts import guards
from inspector.inspections.forms import ParcelForm
from inspector.inspections.parcel import LARGEST_BYTES, NotAParcel, Parcel
from inspector.pipelines import parcels
from inspector.pipelines.parcels import Taken
from inspector.web.large_forms import take_files
from inspector.web.rendering import render

blueprint = Blueprint("parcels", __name__)
take_files(blueprint, LARGEST_BYTES, "take")


@blueprint.get("/held/file")
def new() -> ResponseReturnValue:
    """Where the file is chosen."""
    return _page()


@blueprint.post("/held/file")
def take() -> ResponseReturnValue:
    """Take in what waited on a device; each record is its author's, whoever brings it."""
    form, asker, moment = ParcelForm(), guards.actor(), clock.now()
    file = request.files.get("file")
    if not form.validate() or not file:
        return _page(why=gettext("Please choose a file."), status=422)
    try:
        parcel = Parcel(file.stream)
    except NotAParcel:
        return _page(why=gettext("This is no file that a tablet saved."), status=422)
    blobs = current_app.extensions["inspector.blobs"]
    taken = parcels.take_in(parcel, blobs, lambda secret, author: guards.speaker(secret, author, moment), asker, moment)
    return _page(taken=taken)


def _page(taken: Taken | None = None, why: str | None = None, status: int = 200) -> ResponseReturnValue:
    return render("inspections/parcel.html", status=status, form=ParcelForm(formdata=None), taken=taken, why=why)
