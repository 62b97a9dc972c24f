"""One's rounds in a calendar program: the address made and ended on one's own account, and the door that a calendar reads."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, current_app, flash, g, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts import limits
from inspector.accounts.guards import actor, load_actor
from inspector.audit import trail
from inspector.checklists import queries as checklists
from inspector.errors import Problem
from inspector.extensions import db
from inspector.plans import calendar_text, feeds, forms
from inspector.plans.feed_limits import MOST_WRONG, Turnstile
from inspector.sites.forms import BareForm
from inspector.web.rendering import go_to, render

TURNSTILE = "inspector.calendars"
NONE = timedelta(0)

blueprint = Blueprint("feeds", __name__)


@blueprint.record
def set_up_turnstile(state: BlueprintSetupState) -> None:
    """Count askings for each application by itself."""
    state.app.extensions[TURNSTILE] = Turnstile()


@blueprint.get("/account/calendar")
def show() -> ResponseReturnValue:
    """Whether one has an address, and how to make one; stands on one's own account too."""
    return _page(forms.FeedForm(formdata=None))


@blueprint.post("/account/calendar")
def make() -> ResponseReturnValue:
    """Make an address and show it, this once."""
    form = forms.FeedForm()
    if not form.validate():
        return _page(form, 422)
    who = actor()
    secret = feeds.make(who.account_id, form.reach.data, clock.now())
    trail.record("calendar.made", f"account:{who.account_id}", actor_id=who.account_id, at=clock.now(), details={"reach": form.reach.data})
    url = _base() + url_for("feeds.read", secret=secret)
    g.has_secret = True
    return render("plans/feed_made.html", url=url, opens=url.replace("https://", "webcal://", 1) if url.startswith("https://") else "")


@blueprint.post("/account/calendar/end")
def end() -> ResponseReturnValue:
    """Let the address lead nowhere any more."""
    if not BareForm().validate():
        raise Problem("bad_form")
    who = actor()
    feeds.end(who.account_id, clock.now())
    trail.record("calendar.ended", f"account:{who.account_id}", actor_id=who.account_id, at=clock.now())
    flash(gettext("The address of your calendar leads nowhere any more."))
    return go_to(url_for("own.index"))


@blueprint.get("/calendars/<secret>.ics")
def read(secret: str) -> ResponseReturnValue:
    """The calendar behind a secret address; a program reads it without a session."""
    now = clock.now()
    turnstile: Turnstile = current_app.extensions[TURNSTILE]
    stranger = f"from {request.remote_addr}"
    if (wait := turnstile.wait(stranger, now, MOST_WRONG)) > NONE:
        return _later(wait)
    feed = feeds.find(secret)
    who = load_actor(db.session.connection(), feed.account_id) if feed else None
    if feed is None or who is None:
        turnstile.count(stranger, now)
        raise Problem("not_found")
    if (wait := turnstile.wait(f"feed {feed.id}", now)) > NONE:
        return _later(wait)
    turnstile.count(f"feed {feed.id}", now)
    g.language = who.language
    titles = {one.row.key: one.row.title for one in checklists.listed()}
    entries = feeds.entries(who, feed.reach == "own", titles, _base(), now)
    text = calendar_text.write(gettext("Rounds: %(name)s", name=who.name), entries, now.year)
    answer = Response(text, content_type="text/calendar; charset=utf-8")
    answer.headers.update({"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex, nofollow"})
    answer.headers["Content-Disposition"] = 'inline; filename="rounds.ics"'
    answer.add_etag()
    return answer.make_conditional(request)


def _page(form: forms.FeedForm, status: int = 200) -> ResponseReturnValue:
    if not form.is_submitted():
        form.reach.data = "own"
    return render("plans/feed.html", fragment="plans/_feed.html", form=form, feed=feeds.open_of(actor().account_id), status=status)


def _later(wait: timedelta) -> Response:
    """Whoever asks too often is told when to come again: a program reads the header and no page."""
    headers = {"Retry-After": str(int(wait.total_seconds()) + 1)}
    return Response(gettext("Too many tries. Wait %(minutes)s minutes.", minutes=limits.minutes(wait)), 429, headers, mimetype="text/plain")


def _base() -> str:
    return str(current_app.extensions["inspector.settings"].base_url or request.host_url.rstrip("/"))
