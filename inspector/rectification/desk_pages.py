"""The list of tasks as a page, also when a decision about several of them could not be made as it was asked."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import request
from flask.typing import ResponseReturnValue

from inspector import clock
from inspector.accounts.access import Actor
from inspector.accounts.guards import actor
from inspector.extensions import db
from inspector.rectification import desk, queries, selection, showing
from inspector.rectification.desk_forms import BulkForm
from inspector.rectification.selection import Selection
from inspector.sites import queries as places
from inspector.sites.models import StaffMember
from inspector.sites.today import today_for
from inspector.web import pagination
from inspector.web.rendering import render


def asked(asker: Actor) -> Selection:
    """The view that the address of this request asks for."""
    return selection.read(request.args, today_for(asker, "tasks.read"))


def listing(form: BulkForm | None = None) -> ResponseReturnValue:
    """The tasks of a view with what can be decided about several. form: one that was refused, shown again with what was marked."""
    asker, moment = actor(), clock.now()
    chosen = asked(asker)
    page = pagination.cut(
        db.session(), queries.listed(*selection.conditions(chosen, asker, moment)), pagination.asked_page(), size=24
    )
    return render(
        "rectification/index.html", "rectification/_cards.html", status=422 if form else 200,
        cards=showing.cards(page.rows, asker, moment), page=page, people=people(chosen, asker), form=form, command=uuid4(),
        marked=set(form.task.data or ()) if form else set(), is_behind=chosen.show in selection.BEHIND, **frame(chosen, asker),
    )  # fmt: skip


def frame(chosen: Selection, asker: Actor) -> dict[str, Any]:
    """What stands above every view: its name, the sites, counts, saved views, whether one may decide about several."""
    moment = clock.now()
    counts = {
        name: queries.count(*selection.conditions(Selection(name, chosen.site_id), asker, moment)) for name in ("mine", "overdue", "verify")
    }  # fmt: skip
    return {
        "chosen": chosen, "counts": counts, "sites": desk.sites(asker), "saved": desk.saved(asker.account_id),
        "may_assign": asker.may("tasks.assign"),
    }  # fmt: skip


def people(chosen: Selection, asker: Actor) -> list[StaffMember]:
    """Who can be given the tasks of a view: those who work at its site, or at one's only one."""
    own = desk.sites(asker)
    site_id = chosen.site_id or (own[0].id if len(own) == 1 else None)
    if site_id is None or not asker.may("tasks.assign", site_id):
        return []
    return [row.staff for row in places.people_at(site_id, today_for(asker, "tasks.read"))]
