"""Pages of the ways out of the app: channels of organisation and sites, what could not be delivered, what each person wants."""

from __future__ import annotations

from uuid import uuid4

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.accounts.guards import actor
from inspector.accounts.models import Account
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.jobs import queue
from inspector.jobs.models import Job
from inspector.notices import channels, mail, rules
from inspector.notices.models import NoticeChannel, NoticeChoice
from inspector.pipelines import delivering
from inspector.sites import queries as places
from inspector.sites.channel_forms import LEVEL_WORDS, SERVICE_WORDS, AppForm, BotForm
from inspector.sites.form_fields import offered
from inspector.sites.models import Site
from inspector.web.rendering import go_to, render

blueprint = Blueprint("channels", __name__)
MOST_SHOWN = 100
PERMISSION = "channels.edit"


@blueprint.get("/settings/channels")
def index() -> ResponseReturnValue:
    """The channels that one may see to, and what could not be delivered."""
    asker = actor()
    found = [
        (one, channels.last_job(one) if one.kind == "bot" else None)
        for one in channels.in_use()
        if _is_mine(one, asker)
    ]
    return render(
        "notices/channels.html", found=found, sites={site.id: site.name for site in places.sites(asker, PERMISSION)},
        may_all=_is_whole(asker), mail_set_up=mail.is_set_up(), dead=_dead() if _is_whole(asker) else [], services=dict(SERVICE_WORDS),
    )  # fmt: skip


@blueprint.route("/settings/channels/bots/new", methods=["GET", "POST"])
def new_bot() -> ResponseReturnValue:
    """Set up the bot of a group."""
    asker, form = actor(), BotForm()
    own = [(str(site.id), site.name) for site in places.sites(asker, PERMISSION, is_open=True)]
    form.site.choices = offered([*([("", gettext("All sites"))] if _is_whole(asker) else []), *own])
    if form.validate_on_submit():
        site_id = int(form.site.data) if form.site.data else None
        try:
            made = channels.set_up_bot(
                form.service.data, form.key.data, form.sign.data or "", site_id, form.name.data, form.language.data, asker.account_id,
                clock.now(),
            )  # fmt: skip
        except ValueError:
            form.key.errors = [
                gettext("This is no address of a group bot of this messenger. Copy it from the group's bot page.")
            ]
        else:
            return _made(made)
    return render("notices/channel_form.html", form=form, kind="bot", status=422 if form.errors else 200)


@blueprint.route("/settings/channels/apps/new", methods=["GET", "POST"])
def new_app() -> ResponseReturnValue:
    """Set up the app that writes to persons."""
    asker, form = actor(), AppForm()
    if not _is_whole(asker):
        raise Problem("forbidden")
    if form.validate_on_submit():
        facts = (form.service.data, form.app.data, form.secret.data, form.agent.data or "", form.name.data)
        return _made(channels.set_up_app(*facts, by=asker.account_id, at=clock.now()))
    return render("notices/channel_form.html", form=form, kind="app", status=422 if form.errors else 200)


@blueprint.post("/settings/channels/<int:channel_id>/tests")
def test(channel_id: int) -> ResponseReturnValue:
    """Send a test to a group."""
    channel = _find(channel_id)
    if channel.kind != "bot":
        raise Problem("not_found")
    site = db.session.get(Site, channel.site_id) if channel.site_id else None
    name = site.name if site else gettext("All sites")
    delivering.post(channel, f"test:{uuid4()}", "test", {"site": name}, clock.now())
    flash(gettext("The test is on its way. Look into the group in a few seconds; how it went stands here."))
    return go_to(url_for("channels.index"))


@blueprint.post("/settings/channels/<int:channel_id>/end")
def end(channel_id: int) -> ResponseReturnValue:
    """End a channel."""
    channel = _find(channel_id)
    channels.end(channel, actor().account_id, clock.now())
    trail.record(
        "channel.ended",
        f"channel:{channel.id}",
        actor_id=actor().account_id,
        at=clock.now(),
        details={"name": channel.name},
    )
    flash(gettext("Ended. Its key is forgotten here."))
    return go_to(url_for("channels.index"))


@blueprint.post("/settings/deliveries/<int:job_id>/retry")
def retry(job_id: int) -> ResponseReturnValue:
    """Try again what could not be delivered."""
    job = db.session.get(Job, job_id)
    if job is None or job.state != "dead":
        raise Problem("not_found")
    queue.revive(job, clock.now())
    flash(gettext("It is tried again within seconds."))
    return go_to(url_for("channels.index"))


@blueprint.route("/notices/choices", methods=["GET", "POST"])
def choices() -> ResponseReturnValue:
    """By what ways one wants to be told outside the app, and how much."""
    account = db.session.get_one(Account, actor().account_id)
    ways = [*(["mail"] if mail.is_set_up() and account.email else []), *delivering.app_services()]
    if request.method == "POST":
        for way in ways:
            level, address = request.form.get(f"{way}-level", ""), request.form.get(f"{way}-address", "").strip()[:80]
            if level in rules.LEVELS:
                channels.choose(account.id, way, level, address, clock.now())
        flash(gettext("Saved."))
        return go_to(url_for("channels.choices"))
    chosen = {
        one.way: one for one in db.session.scalars(select(NoticeChoice).where(NoticeChoice.account_id == account.id))
    }
    return render(
        "notices/choices.html", ways=ways, chosen=chosen, usual=delivering.USUAL, levels=LEVEL_WORDS, services=dict(SERVICE_WORDS),
        email=account.email,
    )  # fmt: skip


def _made(channel: NoticeChannel) -> ResponseReturnValue:
    details = {"service": channel.service, "site": channel.site_id, "name": channel.name}
    trail.record("channel.made", f"channel:{channel.id}", actor_id=channel.made_by, at=channel.made_at, details=details)
    flash(gettext("Set up. Its key is kept sealed and not shown again."))
    return go_to(url_for("channels.index"))


def _find(channel_id: int) -> NoticeChannel:
    channel = db.session.get(NoticeChannel, channel_id)
    if channel is None or channel.ended_at is not None or not _is_mine(channel, actor()):
        raise Problem("not_found")
    return channel


def _is_mine(channel: NoticeChannel, asker: Actor) -> bool:
    return _is_whole(asker) if channel.site_id is None else asker.may(PERMISSION, channel.site_id)


def _is_whole(asker: Actor) -> bool:
    return asker.sites(PERMISSION) is None


def _dead() -> list[Job]:
    return list(
        db.session.scalars(select(Job).where(Job.state == "dead").order_by(Job.finished_at.desc()).limit(MOST_SHOWN))
    )
