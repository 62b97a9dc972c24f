"""Rules of tasks: the one page where it is decided what a failure leads to, how soon, whose it is, who verifies and who hears."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.audit import trail
from inspector.checklists import publishing
from inspector.checklists import queries as lists
from inspector.checklists.definition import Checklist, Item
from inspector.errors import Problem
from inspector.extensions import db
from inspector.rectification import rule_showing, rulebook
from inspector.rectification.models import GRADES
from inspector.rectification.rule_forms import FigureForm, GradeForm, RuleForm
from inspector.sites import queries as places
from inspector.sites import settings_store
from inspector.sites.form_fields import refuse
from inspector.sites.refusals import Refused
from inspector.sites.setting_catalogue import BY_KEY
from inspector.sites.today import today_for
from inspector.web.rendering import go_to, render

blueprint = Blueprint("task_rules", __name__, url_prefix="/tasks/rules")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """How each grade goes, the figures behind it, the own rules, the lists."""
    day = _today()
    return render(
        "rectification/rules/index.html", grades=rule_showing.grades(day), figures=rule_showing.figures(day),
        own=rule_showing.own_rules(day), lists=lists.listed(), roles=rule_showing.role_names(), may_edit=actor().may("rules.edit"),
    )  # fmt: skip


@blueprint.get("/lists/<key>")
def of_list(key: str) -> ResponseReturnValue:
    """What a failure of each point of a list leads to."""
    checklist = _checklist(key)
    return render(
        "rectification/rules/list.html", checklist=checklist, points=rule_showing.points(checklist, _today()),
        own=rulebook.of(db.session.connection(), _today()).about(key, ""), roles=rule_showing.role_names(),
        may_edit=actor().may("rules.edit"),
    )  # fmt: skip


@blueprint.route("/everything", methods=["GET", "POST"])
def edit_everything() -> ResponseReturnValue:
    """What failures lead to where neither a list nor a nearer rule says it."""
    return _edit("", "", None, None)


@blueprint.route("/lists/<key>/rule", methods=["GET", "POST"])
def edit_list(key: str) -> ResponseReturnValue:
    """The own rule for a whole list."""
    return _edit(key, "", _checklist(key), None)


@blueprint.route("/lists/<key>/points/<item_id>", methods=["GET", "POST"])
def edit_item(key: str, item_id: str) -> ResponseReturnValue:
    """The own rule for one point of a list."""
    checklist = _checklist(key)
    return _edit(key, item_id, checklist, _item(checklist, item_id))


@blueprint.route("/grades/<grade>", methods=["GET", "POST"])
def edit_grade(grade: str) -> ResponseReturnValue:
    """Who verifies tasks of a grade, what proves them, and when who hears of a late one."""
    if grade not in GRADES:
        raise Problem("not_found")
    form, way = GradeForm().offer(grade), rulebook.of(db.session.connection(), _today()).ways[grade]
    if form.validate_on_submit():
        try:
            rulebook.rule_grade(grade, form.way(), form.from_on.data, form.reason.data, actor().account_id, clock.now())
        except Refused as refused:
            refuse(form, refused)
        else:
            return _saved(form.from_on.data, url_for("task_rules.index"))
    if not form.is_submitted():
        form.show(way)
        form.from_on.data = _today()
    rows = rulebook.history_of_grade(grade)
    return render(
        "rectification/rules/grade.html", status=422 if form.errors else 200, form=form, grade=grade, usual=rulebook.usual_way(grade),
        history=rows, authors=rule_showing.authors(rows),
    )  # fmt: skip


@blueprint.route("/figures/<key>", methods=["GET", "POST"])
def edit_figure(key: str) -> ResponseReturnValue:
    """One figure that tasks are judged by."""
    if key not in BY_KEY or BY_KEY[key].group != rule_showing.GROUP:
        raise Problem("not_found")
    form = FigureForm()
    if form.validate_on_submit():
        try:
            row = settings_store.change(
                key, form.value.data, form.from_on.data, actor().account_id, clock.now(), form.reason.data
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            details = {"value": row.value, "from": row.valid_from_on.isoformat(), "reason": row.reason}
            trail.record(
                "setting.changed", f"setting:{key}", actor_id=actor().account_id, at=clock.now(), details=details
            )
            return _saved(row.valid_from_on, url_for("task_rules.index"))
    held = next(one for one in rule_showing.figures(_today()) if one.setting.key == key)
    if not form.is_submitted():
        form.value.data, form.from_on.data = str(held.value), _today()
    return render("rectification/rules/figure.html", status=422 if form.errors else 200, form=form, held=held)


def _edit(key: str, item_id: str, checklist: Checklist | None, item: Item | None) -> ResponseReturnValue:
    form = RuleForm().offer(places.positions())
    about = (item, checklist.rectify) if item is not None and checklist is not None else None
    back = url_for("task_rules.of_list", key=key) if key else url_for("task_rules.index")
    if form.validate_on_submit():
        try:
            rulebook.rule(
                (key, item_id), form.said(), about, form.from_on.data, form.reason.data, actor().account_id, clock.now()
            )
        except Refused as refused:
            refuse(form, refused)
        else:
            return _saved(form.from_on.data, back)
    if not form.is_submitted():
        form.show(rulebook.of(db.session.connection(), _today()).about(key, item_id))
        form.from_on.data = _today()
    rows = rulebook.history((key, item_id))
    point = (
        next((one for one in rule_showing.points(checklist, _today()) if one.item is item), None) if checklist else None
    )
    return render(
        "rectification/rules/rule.html", status=422 if form.errors else 200, form=form, checklist=checklist, item=item, back=back,
        point=point, history=rows, authors=rule_showing.authors(rows), roles=rule_showing.role_names(),
    )  # fmt: skip


def _saved(from_on: date, back: str) -> ResponseReturnValue:
    flash(gettext("Saved. It holds from %(day)s.", day=from_on.isoformat()))
    return go_to(back)


def _checklist(key: str) -> Checklist:
    return publishing.compiled(lists.version(key).sha256)


def _item(checklist: Checklist, item_id: str) -> Item:
    try:
        return checklist.item(item_id)
    except KeyError:
        raise Problem("not_found") from None


def _today() -> date:
    return today_for(actor(), "settings.read")
