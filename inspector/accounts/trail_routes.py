"""The audit trail on screen."""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from inspector.accounts.models import Account
from inspector.audit import trail
from inspector.audit.models import AuditEvent
from inspector.database import reading
from inspector.extensions import db
from inspector.web import pagination
from inspector.web.rendering import render

blueprint = Blueprint("audit", __name__, url_prefix="/audit")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Who did what, the latest first; narrowed by `?about=noun` or `?about=noun:id`."""
    about = request.args.get("about", "")[:80]
    statement = select(AuditEvent).order_by(AuditEvent.seq.desc())
    if about:
        statement = statement.where(
            AuditEvent.target == about if ":" in about else AuditEvent.target.startswith(f"{about}:", autoescape=True)
        )
    page = pagination.cut(db.session(), statement, pagination.asked_page())
    ids = {event.actor_id for event in page.rows if event.actor_id is not None}
    names = {
        row.id: row.name for row in db.session.execute(select(Account.id, Account.name).where(Account.id.in_(ids)))
    }
    return render("audit/index.html", page=page, names=names, about=about)


@blueprint.get("/check")
def check() -> ResponseReturnValue:
    """Walk the chain and say whether it is whole."""
    with reading() as connection:
        return render("audit/check.html", found=trail.verify(connection))
