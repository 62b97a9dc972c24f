"""Pages of tasks: the list, one's own, one task with its moves and photos, and what others show of a person's tasks."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from flask import Blueprint, Response, current_app, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from inspector import clock
from inspector.accounts.guards import actor
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.media import images, receiving, store
from inspector.rectification import desk_pages, forms, improvement_waiting, lifecycle, queries, reminded, showing
from inspector.rectification.lifecycle import TaskCommand
from inspector.rectification.models import Task
from inspector.web.again import demand_valid, faults_of, sayable, status_of
from inspector.web.large_forms import take_photos
from inspector.web.pictures import picture
from inspector.web.rendering import go_to, render

blueprint = Blueprint("rectification", __name__, url_prefix="/tasks")
take_photos(blueprint, "move")

REMINDERS_FROM = timedelta(days=31)
DONE = {
    "accept": "Accepted. It is yours now.",
    "fix": "Handed in. Somebody else will take a second look.",
    "verify": "Verified. It stays watched until the next round.",
    "return": "Sent back with your reason.",
    "close": "Closed.",
    "reopen": "Open again, with your reason.",
    "comment": "Your remark is kept with the task.",
    "contain": "Written down: the harm is stopped.",
    "analyse": "The cause is written down.",
    "plan": "What will be done is written down.",
    "pause": "The clock stands still until the vendor's date.",
    "resume": "The clock runs again.",
    "hand_over": "Handed over; your colleague has been told.",
    "invite": "Your colleague has been asked to help.",
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The tasks of one's sites, by the view that the address names."""
    return desk_pages.listing()


@blueprint.get("/mine")
def mine() -> ResponseReturnValue:
    """The tasks one must see to oneself."""
    asker, now = actor(), clock.now()
    tasks = db.session.execute(queries.listed(queries.mine(asker), Task.state != "closed")).scalars().all()
    return render(
        "rectification/mine.html", "rectification/_own.html", cards=showing.cards(tasks, asker, now),
        improvements=improvement_waiting.of_actor(asker, now),
    )  # fmt: skip


@blueprint.get("/people/<int:staff_id>")
def of_person(staff_id: int) -> ResponseReturnValue:
    """A part of other pages: a person's open tasks, and of what they were reminded between two days."""
    asker = actor()
    last = _day("until") or clock.now().date()
    first = _day("since") or last - REMINDERS_FROM
    if staff_id != asker.staff_id and not queries.may_see_person(asker, staff_id, first, last):
        raise Problem("not_found")
    tasks = db.session.execute(
        queries.listed(queries.visible(asker), Task.state != "closed", queries.about(staff_id))
    ).scalars().all()  # fmt: skip
    return render(
        "rectification/person.html", "rectification/_person.html", cards=showing.cards(tasks, asker, clock.now()),
        reminders=reminded.of_person(staff_id, first, last), is_own=staff_id == asker.staff_id,
    )  # fmt: skip


@blueprint.get("/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """One task: before and after, the standard, what happened, what can be done now."""
    return _page(task_id)


@blueprint.post("/<int:task_id>/moves")
def move(task_id: int) -> ResponseReturnValue:
    """Make one move with a task: accept, fix, verify, return, close."""
    asker, form = actor(), forms.MoveForm()
    demand_valid(form)
    with reading() as connection:
        if not queries.is_visible(connection, asker, task_id):
            raise Problem("not_found")
    blobs: store.Store = current_app.extensions["inspector.blobs"]
    try:
        # Received before the first row is written, so that nobody waits behind the one writer; kept only when the move was allowed.
        with receiving.received(blobs, map(forms.chunks, form.pictures())) as photos:
            task = lifecycle.apply(
                TaskCommand(
                    uuid=form.command.data, task_id=task_id, move=form.move.data, base_rev=form.base_rev.data, actor=asker,
                    at=clock.now(), note=form.note.data, photos=tuple(photo.sha256 for photo in photos),
                    says=form.says(),
                )
            )  # fmt: skip
            _keep(blobs, photos, task, form.command.data)
    except Problem as problem:
        return _page(task_id, sayable(problem, "conflict"), form)
    flash(_(DONE[form.move.data]))
    return go_to(url_for("rectification.show", task_id=task_id))


@blueprint.get("/<int:task_id>/photos/<sha256>")
def photo(task_id: int, sha256: str) -> Response:
    """A photo of a task, before or after; `?size=thumb` small."""
    asker = actor()
    if not showing.shows_photo(lifecycle.find(task_id, asker), asker, sha256):
        raise Problem("not_found")
    size = "thumb" if request.args.get("size") == "thumb" else "screen"
    return picture(images.rendition(current_app.extensions["inspector.blobs"], sha256, size))


def _page(task_id: int, problem: Problem | None = None, form: forms.MoveForm | None = None) -> ResponseReturnValue:
    asker = actor()
    shown = showing.show(lifecycle.find(task_id, asker), asker, clock.now())
    return render(
        "rectification/show.html", status=status_of(problem), shown=shown, command=uuid4(), problem=problem,
        faults=faults_of(problem), note=form.note.data if form else "",
        tried=form.move.data if form else "", said=form.says() if form else {},
    )  # fmt: skip


def _keep(blobs: store.Store, photos: list[receiving.Photo], task: Task, command: str) -> None:
    named = {sha256 for event in task.events if event.command_uuid == command for sha256 in event.photos}
    for photo in photos:
        if photo.sha256 in named:
            blobs.adopt(photo.path, photo.sha256)
            store.note(photo.sha256, photo.size_bytes, photo.media_type, command)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
