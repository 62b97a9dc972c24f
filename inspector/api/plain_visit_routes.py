"""The shopper's door for a browser that runs no script of ours: plain forms, the same cookie, the same draft, the same one report."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from werkzeug.datastructures import FileStorage

from inspector import clock, condition
from inspector.accounts.guards import demand_own_form
from inspector.api.visit_routes import COOKIE, told_of
from inspector.checklists import publishing
from inspector.checklists.definition import Checklist, Section
from inspector.errors import Problem
from inspector.extensions import db
from inspector.i18n import LANGUAGES, language
from inspector.inspections import payload
from inspector.inspections.correction_form import pieces
from inspector.media import receiving, store
from inspector.mystery import links, plain, shopping
from inspector.mystery.models import Visit

blueprint = Blueprint("plain_visits", __name__, url_prefix="/v/plain")

SECRET = slice(-43, None)  # of a link: whoever pastes pastes all of it
View = Callable[[], ResponseReturnValue]


def plainly(view: View) -> View:
    """Answers in the language that was asked for, with a page of the shopper's also when something is refused."""

    @wraps(view)
    def answer() -> ResponseReturnValue:
        with force_locale(_lang()):
            try:
                return view()
            except Problem as problem:
                if problem.kind.code == "not_signed_in":
                    return _page("door", status=401)
                if problem.kind.code in ("not_found", "too_many"):
                    return _page("door", status=problem.kind.status, trouble=problem.kind.code)
                raise

    return answer


@blueprint.post("/sessions", endpoint="open")
@plainly
def open_visit() -> ResponseReturnValue:
    """Exchange a link that was pasted, or brought by our script, for the cookie of its visit."""
    demand_own_form()
    moment = clock.now()
    links.door().knock(request.remote_addr or "", moment)
    _, cookie = links.exchange(request.form.get("link", "").strip()[SECRET], moment)
    response = make_response(redirect(_address(), 303))
    response.set_cookie(COOKIE, cookie, max_age=int(links.SESSION.total_seconds()), secure=True, httponly=True, samesite="Strict", path="/")
    return response


@blueprint.get("", endpoint="show")
@plainly
def show() -> ResponseReturnValue:
    """What comes next of the visit this phone holds: brief, declaration, a page of the form, or the receipt."""
    visit = _visit()
    told = told_of(visit)
    if told["state"] == "delivered" and told["receipt"]:
        return _page("receipt", told=told)
    if not told["is_brief_read"]:
        return _page("brief", told=told)
    if not told["is_attested"]:
        return _page("attest", told=told)
    checklist, draft = _checklist(told), _draft(told, visit)
    asked, open_ = plain.shown(checklist, draft)
    if request.args.get("page") == "check":
        missing = [item for item in checklist.items if item.id in open_]
        return _page("check", told=told, missing=missing, draft=draft, needs_arrival=_needs_arrival(checklist, draft))
    section, number = _section(checklist, request.args.get("page", ""))
    lines = plain.lines(section, draft, asked, checklist.scoring.unseen)
    return _page(
        "form", told=told, section=section, number=number, count=len(checklist.sections), lines=lines, draft=draft,
        asks_arrival=number == 1 and plain.arrival_of(checklist) is None, asks_who=plain.is_served(section),
        served=draft.get("served") or {},
    )  # fmt: skip


@blueprint.post("/steps", endpoint="step")
@plainly
def step() -> ResponseReturnValue:
    """The brief was read, or the declaration made."""
    visit = _visit()
    if request.form.get("step") == "brief":
        shopping.read_brief(visit, clock.now())
    else:
        shopping.attest(visit, clock.now())
    return redirect(_address(), 303)


@blueprint.post("/answers", endpoint="answer")
@plainly
def answer() -> ResponseReturnValue:
    """Keep a page of the form, then go where the shopper wanted; a question that a new answer opened is shown first."""
    told, sent = told_of(_visit()), _sent_photos()
    db.session.rollback()  # photos are tidied before anybody's turn to write is held
    checklist, number = _checklist(told), _section(_checklist(told), request.form.get("page", ""))[1]
    blobs: store.Store = current_app.extensions["inspector.blobs"]
    if sent and condition.present().is_low_on_room:
        raise Problem("storage_full")
    with receiving.received(blobs, (pieces(file) for _, file in sent)) as photos:
        visit = _visit()
        draft, now = _draft(told, visit), _now(visit)
        before, _ = plain.shown(checklist, draft)
        draft = plain.keep(checklist, draft, request.form, now)
        for (item, _file), photo in zip(sent, photos, strict=True):
            shopping.check_room(visit, draft["id"])
            blobs.adopt(photo.path, photo.sha256)
            store.note(photo.sha256, photo.size_bytes, photo.media_type, draft["id"])
            draft = _with_photo(draft, item, photo, now.isoformat(timespec="milliseconds"))
        shopping.keep_draft(visit, json.dumps(draft, ensure_ascii=False), clock.now())
    after, _ = plain.shown(checklist, draft)
    here = {item.id for item in checklist.sections[number - 1].items}
    return redirect(_address(_next(number, len(checklist.sections), bool((after - before) & here))), 303)


@blueprint.post("/report", endpoint="report")
@plainly
def send() -> ResponseReturnValue:
    """Take the report, once; the page that follows bears the receipt code."""
    visit = _visit()
    told = told_of(visit)
    if told["state"] != "delivered":
        checklist, draft = _checklist(told), _draft(told, visit)
        if plain.shown(checklist, draft)[1] or _needs_arrival(checklist, draft):
            return redirect(_address("check"), 303)
        shopping.take(visit, payload.read(plain.report(checklist, draft, _now(visit), visit.site.timezone)), clock.now())
    return redirect(_address(), 303)


def _visit() -> Visit:
    if request.method != "GET":
        demand_own_form()
    return links.of_cookie(request.cookies.get(COOKIE), clock.now())


def _draft(told: dict[str, Any], visit: Visit) -> plain.Draft:
    """What was kept; else what was sent and is asked again; else an empty form, whose number stays the same until it is kept."""
    if told["draft"]:
        return dict(told["draft"])
    identity = str(uuid.uuid5(uuid.NAMESPACE_OID, f"{visit.id}/{len(visit.reports)}/{visit.session_hash}"))
    identity = str(uuid.UUID(identity, version=4))
    return (plain.revise if told["sent"] else plain.begin)(told, identity, _now(visit))


def _now(visit: Visit) -> Any:
    """The moment on the clock of the site: the phone tells none."""
    return clock.now().astimezone(ZoneInfo(visit.site.timezone))


def _checklist(told: dict[str, Any]) -> Checklist:
    return publishing.compiled(told["checklist"]["version"])


def _section(checklist: Checklist, page: str) -> tuple[Section, int]:
    """A section and its number from 1; the first for what is no page."""
    number = int(page) if page.isascii() and page.isdigit() and 0 < int(page[:4]) <= len(checklist.sections) else 1
    return checklist.sections[number - 1], number


def _needs_arrival(checklist: Checklist, draft: plain.Draft) -> bool:
    return plain.arrival_of(checklist) is None and not draft["arrived"]


def _sent_photos() -> list[tuple[str, FileStorage]]:
    request.max_content_length = payload.LARGEST_BLOB_BYTES * 2
    files = request.files.items(multi=True)
    return [(name.removeprefix("photo:"), file) for name, file in files if name.startswith("photo:") and file.filename]


def _with_photo(draft: plain.Draft, item: str, photo: receiving.Photo, taken: str) -> plain.Draft:
    made = {
        "slot": str(uuid.uuid4()), "kind": "photo", "key": plain.key_of(item), "sha256": photo.sha256, "bytes": photo.size_bytes,
        "type": photo.media_type, "taken_at": taken, "original_sha256": None,
    }  # fmt: skip
    return {**draft, "photos": [*draft["photos"], made]}


def _next(number: int, count: int, opened_more: bool) -> str:
    wanted = request.form.get("go", "stay")
    if wanted == "back":
        return str(max(1, number - 1))
    if wanted == "next" and not opened_more:
        return str(number + 1) if number < count else "check"
    return str(number)


def _address(page: str | None = None) -> str:
    lang = request.values.get("lang")
    return url_for("plain_visits.show", page=page, lang=lang if lang in LANGUAGES else None)


def _lang() -> str:
    asked = request.values.get("lang")
    return asked if asked in LANGUAGES else language()


def _page(phase: str, status: int = 200, **facts: Any) -> ResponseReturnValue:
    response = make_response(render_template("mystery/plain.html", phase=phase, lang=_lang(), **facts), status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
