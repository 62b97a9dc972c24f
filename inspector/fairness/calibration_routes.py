"""Practice on one scale: sets to judge and to look after, one photo after the other, the result when all are in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.accounts.naming import names_of
from inspector.audit import trail
from inspector.checklists import queries as checklists
from inspector.errors import Problem
from inspector.fairness import calibration, forms, practice_showing
from inspector.i18n import said
from inspector.media import images
from inspector.media.store import Store
from inspector.sites import queries
from inspector.sites.form_fields import offered
from inspector.sites.forms import BareForm
from inspector.web.pictures import picture
from inspector.web.rendering import go_to, render

blueprint = Blueprint("calibration", __name__, url_prefix="/calibration")
FIRST_DAYS = 7  # until a new set is due
PHOTOS_OFFERED = 60


@blueprint.get("")
def index() -> ResponseReturnValue:
    """What is to judge, what is done, and for who looks after it everything."""
    asker = actor()
    is_keeper = asker.may(calibration.MANAGE)
    return render(
        "fairness/practice.html",
        lines=practice_showing.lines(asker.account_id, is_keeper),
        is_keeper=is_keeper,
        today=clock.now().date(),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new() -> ResponseReturnValue:
    """Make a set of photos."""
    asker, form, at = actor(), forms.PhotoSetForm(), clock.now()
    photos = calibration.recent_photos(PHOTOS_OFFERED)
    form.people.choices = offered(practice_showing.everybody())
    form.photos.choices = offered((one, said(question)) for one, question in photos)
    if form.validate_on_submit():
        made = calibration.make_photos(
            form.title.data, form.due_on.data, form.people.data, form.photos.data, asker.account_id, at
        )
        return _made(made.id)
    if not form.is_submitted():
        form.due_on.data = at.date() + timedelta(days=FIRST_DAYS)
    return render("fairness/practice_new.html", form=form, photos=photos, status=422 if form.errors else 200)


@blueprint.route("/joint", methods=["GET", "POST"])
def joint() -> ResponseReturnValue:
    """Arrange a joint round."""
    asker, form, at = actor(), forms.JointForm(), clock.now()
    form.people.choices = offered(practice_showing.everybody())
    form.site_id.choices = offered(
        (site.id, site.name) for site in queries.sites(asker, calibration.MANAGE, is_open=True)
    )
    form.checklist_key.choices = offered((one.row.key, said(one.row.title)) for one in checklists.listed())
    if form.validate_on_submit():
        made = calibration.make_joint(
            form.title.data,
            form.site_id.data,
            form.checklist_key.data,
            form.held_on.data,
            form.people.data,
            asker.account_id,
            at,
        )
        return _made(made.id)
    if not form.is_submitted():
        form.held_on.data = at.date() + timedelta(days=1)
        form.site_id.data, form.checklist_key.data = request.args.get("site", type=int), "quick-round"
        form.people.data = request.args.getlist("who", type=int)
    return render("fairness/joint_new.html", form=form, status=422 if form.errors else 200)


@blueprint.get("/<int:set_id>")
def show(set_id: int) -> ResponseReturnValue:
    """The next photo, what one waits for, or the result."""
    return _page(set_id)


@blueprint.post("/<int:set_id>/cases/<int:case_id>")
def judge(set_id: int, case_id: int) -> ResponseReturnValue:
    """Judge one photo."""
    asker, found = actor(), calibration.open_to(actor(), set_id)
    _checked()
    calibration.answer(found, asker.account_id, case_id, request.form.get("value", ""), clock.now())
    return go_to(url_for("calibration.show", set_id=set_id))


@blueprint.post("/<int:set_id>/finish")
def finish(set_id: int) -> ResponseReturnValue:
    """Hand in."""
    asker, found = actor(), calibration.open_to(actor(), set_id)
    _checked()
    calibration.finish(found, asker.account_id, clock.now())
    flash(gettext("Handed in. The result shows as soon as everybody is in."))
    return go_to(url_for("calibration.show", set_id=set_id))


@blueprint.post("/<int:set_id>/closure")
def close(set_id: int) -> ResponseReturnValue:
    """End before everybody is in."""
    asker, found = actor(), calibration.open_to(actor(), set_id)
    _checked()
    calibration.close(found, asker.account_id, clock.now())
    trail.record("calibration.closed", f"calibration:{set_id}", actor_id=asker.account_id, at=clock.now(), details={})
    return go_to(url_for("calibration.show", set_id=set_id))


@blueprint.get("/<int:set_id>/cases/<int:case_id>/photo")
def photo(set_id: int, case_id: int) -> Response:
    """The photo of a case, to those who judge it."""
    store: Store = current_app.extensions["inspector.blobs"]
    return picture(
        images.rendition(store, calibration.photo_of(calibration.open_to(actor(), set_id), case_id), "screen")
    )


def _page(set_id: int) -> ResponseReturnValue:
    asker, found = actor(), calibration.open_to(actor(), set_id)
    names = names_of(seat.account_id for seat in found.seats)
    context: dict[str, Any] = {"set": found, "is_keeper": asker.may(calibration.MANAGE), "names": names}
    result = calibration.result_of(found)
    if result is not None:
        return render(
            "fairness/practice_result.html", shown=practice_showing.shown(found, result), me=asker.account_id, **context
        )
    own = calibration.answers_of(found, asker.account_id)
    seat = calibration.seat_of(found, asker.account_id)
    wanted = request.args.get("case", type=int)
    case = next((one for one in found.cases if one.id == wanted), None) or next(
        (one for one in found.cases if one.id not in own), None
    )
    return render(
        "fairness/practice_show.html", own=own, seat=seat, case=case, done=calibration.finished(found),
        place=practice_showing.place(found), **context,
    )  # fmt: skip


def _made(set_id: int) -> ResponseReturnValue:
    trail.record("calibration.made", f"calibration:{set_id}", actor_id=actor().account_id, at=clock.now(), details={})
    flash(gettext("Everybody chosen has been told."))
    return go_to(url_for("calibration.show", set_id=set_id))


def _checked() -> None:
    if not BareForm().validate():
        raise Problem("bad_form")
