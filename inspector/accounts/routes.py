"""Pages of signing in and out, of one's language, and of links that work once."""

from __future__ import annotations

import ipaddress
from typing import cast

from flask import Blueprint, Response, current_app, g, jsonify, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import generate_csrf

from inspector import clock, i18n
from inspector.accounts import demo_doors, enrolment, limits, links, navigation, sessions, signing_in, wording
from inspector.accounts.forms import NewPasswordForm, SignInForm
from inspector.accounts.guards import actor, current_actor, directory
from inspector.accounts.models import Account
from inspector.accounts.sessions import DatabaseSessions, ServerSession
from inspector.database import reading
from inspector.errors import Problem
from inspector.extensions import db
from inspector.settings import Settings
from inspector.web.frame import safe_next
from inspector.web.rendering import go_to, render

LANGUAGE_SECONDS = 365 * 24 * 3600

blueprint = Blueprint("accounts", __name__)
blueprint.record_once(
    lambda state: state.app.jinja_env.filters.update(role_name=wording.role_name, browser_name=wording.browser_name)
)


@blueprint.app_context_processor
def frame() -> dict[str, object]:
    """What the frame of a page shows of the person: where they can go."""
    return {"navigation": lambda: navigation.of(actor())}


@blueprint.get("/")
def home() -> ResponseReturnValue:
    """Send a person to where their day starts."""
    found = current_actor()
    if found is None:
        return redirect(url_for("accounts.sign_in"))
    return redirect(navigation.first(found) or url_for("own.index"))


@blueprint.get("/login", endpoint="sign_in")
def sign_in_page() -> ResponseReturnValue:
    """The page to sign in; whoever is signed in goes on."""
    if current_actor() is not None:
        return redirect(safe_next(request.args.get("next")))
    return _sign_in_page(SignInForm(formdata=None))


@blueprint.post("/login", endpoint="open_session")
def sign_in() -> ResponseReturnValue:
    """Check name and password, or, in the demo, take the door that was tapped."""
    if not is_safe_place():
        raise Problem("forbidden")
    door = request.form.get("door", "")
    if door and _settings().is_demo and door.isascii() and door.isdigit():
        return _come_in_by_door(int(door))
    form = SignInForm()
    if not form.validate_on_submit():
        return _sign_in_page(form, 422)
    with reading() as connection:
        tried = signing_in.judge(connection, form.name.data, form.password.data, address(), clock.now())
    if tried.account_id is not None:
        signing_in.note_success(tried.account_id, form.name.data, address(), clock.now())
        sessions.purge(clock.now())
        return _come_in(tried.account_id)
    if tried.wait:
        form.form_errors.append(_too_many(tried))
        response = _sign_in_page(form, 429)
        response.headers["Retry-After"] = str(int(tried.wait.total_seconds()) + 1)
        return response
    signing_in.note_miss(form.name.data, address(), clock.now())
    form.form_errors.append(_("Name and password do not fit together."))
    return _sign_in_page(form, 422)


@blueprint.get("/token")
def token() -> ResponseReturnValue:
    """The token of this session as it is now, and whose session it is, for a page that has been open for long."""
    found = current_actor()
    g.has_secret = True
    return jsonify(token=generate_csrf(), account=found.account_id if found else None)


@blueprint.post("/logout")
def sign_out() -> ResponseReturnValue:
    """End this session. What the device still has to send stays on it."""
    session.clear()
    return go_to(url_for("accounts.sign_in"))


@blueprint.post("/language")
def language() -> ResponseReturnValue:
    """Choose the language, for this browser and for the account."""
    wanted = request.form.get("language", "")
    if wanted not in i18n.LANGUAGES:
        raise Problem("malformed", why="language")
    found = current_actor()
    if found is not None:
        db.session.get_one(Account, found.account_id).language = wanted
    response = current_app.make_response(redirect(safe_next(request.form.get("next")), 303))
    response.set_cookie(
        i18n.COOKIE, wanted, max_age=LANGUAGE_SECONDS, secure=request.is_secure, samesite="Lax", path="/"
    )
    return response


@blueprint.get("/links/<token>", endpoint="use_link")
def link_page(token: str) -> ResponseReturnValue:
    """The page behind an invitation or reset; looking changes nothing."""
    account = _account_of(token)
    return render("accounts/link.html", form=NewPasswordForm(formdata=None), account=account)


@blueprint.post("/links/<token>")
def set_password(token: str) -> ResponseReturnValue:
    """Set the password, end the link and sign in."""
    account = _account_of(token)
    form = NewPasswordForm()
    form.names = (account.number, account.email, account.name)
    if not form.validate_on_submit():
        return render("accounts/link.html", status=422, form=form, account=account)
    link = links.find(token, clock.now())
    assert link is not None
    links.use(link, clock.now())
    enrolment.set_password(account, form.password.data, by=account.id, at=clock.now())
    return _come_in(account.id)


def _account_of(token: str) -> Account:
    link = links.find(token, clock.now())
    account = db.session.get(Account, link.account_id) if link is not None and link.account_id is not None else None
    if account is None or not account.is_active:
        raise Problem("link_over")
    return account


def _come_in(account_id: int) -> ResponseReturnValue:
    come_in(account_id)
    return go_to(safe_next(request.form.get("next")))


def come_in(account_id: int, signed_in_at: str | None = None) -> None:
    """Make this browser's session the account's, under a new id. signed_in_at: of a way back by PIN, when the password was last typed."""
    session.clear()
    cast(DatabaseSessions, current_app.session_interface).renew(cast(ServerSession, session))
    session["account_id"] = account_id
    session["signed_in_at"] = signed_in_at or clock.now().isoformat()


def _come_in_by_door(account_id: int) -> ResponseReturnValue:
    with reading() as connection:
        if account_id not in {door.account_id for door in demo_doors.doors(connection)}:
            raise Problem("forbidden")
    return _come_in(account_id)


def _sign_in_page(form: SignInForm, status: int = 200) -> Response:
    doors: list[demo_doors.Door] = []
    places: dict[int, str] = {}
    if _settings().is_demo:
        with reading() as connection:
            doors, places = demo_doors.doors(connection), directory().scope_names(connection)
    target = safe_next(request.values.get("next"), "")
    return render(
        "accounts/sign_in.html",
        status=status,
        form=form,
        doors=doors,
        places=places,
        target=target,
        is_safe=is_safe_place(),
    )


def _too_many(tried: signing_in.Try) -> str:
    seconds = int(tried.wait.total_seconds()) + 1
    if seconds < 60:
        return _("Too many tries. Wait %(seconds)s seconds.", seconds=seconds)
    return _("Too many tries. Wait %(minutes)s minutes.", minutes=limits.minutes(tried.wait))


def is_safe_place() -> bool:
    """Whether a session cookie can be kept here: over https, or on the machine itself. Elsewhere a browser drops it."""
    if request.is_secure or _settings().is_https:
        return True
    host = request.host.rsplit(":", 1)[0].strip("[]")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address() -> str:
    return request.remote_addr or "?"


def _settings() -> Settings:
    return cast(Settings, current_app.extensions["inspector.settings"])
