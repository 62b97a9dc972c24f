"""A checklist in work, tried out in the runner itself: the shell of the app under an address of its own, and what it opens."""

from __future__ import annotations

from flask import Blueprint, flash, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector.checklists import drafts
from inspector.checklists.asking import check_may_publish
from inspector.checklists.editing import checked
from inspector.errors import Problem
from inspector.pwa.routes import app
from inspector.sites import places
from inspector.web.rendering import go_to

blueprint = Blueprint("trial", __name__, url_prefix="/checklists/drafts/<int:draft_id>")
blueprint.before_request(check_may_publish)

TRIAL_TABLES = ["A1", "A2"]


@blueprint.get("/preview")
def show(draft_id: int) -> ResponseReturnValue:
    """The runner, once nothing is left to put right."""
    if checked.check(drafts.document_of(drafts.find(draft_id))).faults:
        flash(gettext("Some things have to be put right before it can be tried out."), "attention")
        return go_to(url_for("release.review", draft_id=draft_id))
    return app()


@blueprint.get("/preview.json")
def document(draft_id: int) -> ResponseReturnValue:
    """The draft and a made-up site that has everything: {document, version, title, site} as in a bundle (docs/payload.md)."""
    checklist = checked.check(drafts.document_of(drafts.find(draft_id))).checklist
    if checklist is None:
        raise Problem("not_found")
    return jsonify(document=checklist.document, version=checklist.version, title=dict(checklist.title), site=_site())


def _site() -> dict[str, object]:
    people = [gettext("Person A"), gettext("Person B"), gettext("Person C")]
    staff = [{"id": n, "number": str(n), "name": name, "position": "", "exempt": []} for n, name in enumerate(people, 1)]
    return {
        "id": 0, "name": gettext("A made-up site"), "timezone": "UTC", "day_ends_at": "04:00", "staff": staff, "shifts": [], "duty": [],
        "attributes": [one["key"] for one in places.organisation().site_attributes], "open_findings": [],
        "areas": [{"id": 1, "name": gettext("Hall"), "kind": "hall", "tables": TRIAL_TABLES, "responsible_id": None}],
    }  # fmt: skip
