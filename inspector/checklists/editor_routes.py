"""The editor: a checklist in work, read as it will be read, each part opened in place and saved while it is written."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.checklists import drafts
from inspector.checklists.asking import check_may_publish
from inspector.checklists.editing import form, labels, outline, showing
from inspector.checklists.editing.outline import Gone, Target
from inspector.checklists.exchange.yaml_export import as_yaml
from inspector.checklists.grammar import duration_text
from inspector.checklists.models import ChecklistDraft
from inspector.errors import Problem
from inspector.web.rendering import go_to, is_fragment_wanted, render

PARTS = ("head", "section", "item")
LONGEST_FORM = 2000  # fields; the largest question has some 300

blueprint = Blueprint("editor", __name__, url_prefix="/checklists/drafts")
blueprint.before_request(check_may_publish)
blueprint.record_once(lambda state: state.app.jinja_env.filters.update(field_label=labels.field_label, as_duration=duration_text))


@blueprint.get("/<int:draft_id>")
def show(draft_id: int) -> ResponseReturnValue:
    """The draft as a whole; `?open=item:floor` opens one part in it."""
    return _page(drafts.find(draft_id), request.args.get("open", ""))


@blueprint.get("/<int:draft_id>/draft.yaml")
def export(draft_id: int) -> ResponseReturnValue:
    """The draft as a file, finished or not."""
    row = drafts.find(draft_id)
    headers = {"Content-Disposition": f'attachment; filename="{row.key}-draft.yaml"'}
    return Response(as_yaml(drafts.document_of(row)), content_type="application/yaml; charset=utf-8", headers=headers)


@blueprint.get("/<int:draft_id>/parts/<kind>/<part_id>")
def part(draft_id: int, kind: str, part_id: str) -> ResponseReturnValue:
    """One part opened to be written; `?closed=1` gives it back as it reads."""
    row, target = drafts.find(draft_id), _target(kind, part_id)
    if not is_fragment_wanted():
        return _page(row, f"{kind}:{part_id}")
    return _part(row, target, is_open=not request.args.get("closed"))


@blueprint.post("/<int:draft_id>/parts/<kind>/<part_id>")
def save(draft_id: int, kind: str, part_id: str) -> ResponseReturnValue:
    """Save a part as it stands in the form. Whoever began from an older state is shown both and chooses; nothing of his is lost."""
    row, target = drafts.held(draft_id), _target(kind, part_id)
    document = drafts.document_of(row)
    try:
        written = _read(document, target)
        drafts.save(row, target, written, _last("seen"), _me(), clock.now())
    except Gone:
        return _gone(row, target)
    except drafts.Overtaken as overtaken:
        return _overtaken(row, target, written, overtaken.theirs)
    if not is_fragment_wanted():
        return go_to(url_for("editor.show", draft_id=row.id, open=f"{kind}:{part_id}", _anchor=f"{kind}-{part_id}"))
    wish = _last("redraw")
    if wish:
        return _retargeted(_part(row, target, is_open=wish != "closed"), target)
    return render("checklists/editor/_saved.html", editing=showing.editing(row), target=target)


@blueprint.post("/<int:draft_id>/sections")
def add_section(draft_id: int) -> ResponseReturnValue:
    """Add an empty section at the end."""
    row = drafts.held(draft_id)
    changed, fresh = outline.add_section(drafts.document_of(row))
    return _changed(row, changed, "added", Target("section", fresh), is_open=True)


@blueprint.post("/<int:draft_id>/sections/<section_id>/items")
def add_item(draft_id: int, section_id: str) -> ResponseReturnValue:
    """Add a question at the end of a section."""
    row = drafts.held(draft_id)
    try:
        changed, fresh = outline.add_item(drafts.document_of(row), section_id, drafts.kept_ids(row))
    except Gone:
        return _outline(row)
    return _changed(row, changed, "added", Target("item", fresh), is_open=True)


@blueprint.post("/<int:draft_id>/parts/<kind>/<part_id>/copies")
def copy(draft_id: int, kind: str, part_id: str) -> ResponseReturnValue:
    """Copy a question or a section, right behind it."""
    row, target = drafts.held(draft_id), _target(kind, part_id)
    try:
        changed, fresh = outline.copy(drafts.document_of(row), target, drafts.kept_ids(row))
    except Gone:
        return _outline(row)
    return _changed(row, changed, "copied", Target(kind, fresh), is_open=kind == "item")


@blueprint.post("/<int:draft_id>/parts/<kind>/<part_id>/removal")
def remove(draft_id: int, kind: str, part_id: str) -> ResponseReturnValue:
    """Take a question or a section out; one tap puts it back."""
    row, target = drafts.held(draft_id), _target(kind, part_id)
    try:
        changed = outline.remove(drafts.document_of(row), target)
    except Gone:
        return _outline(row)
    return _changed(row, changed, "removed", target)


@blueprint.post("/<int:draft_id>/parts/<kind>/<part_id>/moves")
def move(draft_id: int, kind: str, part_id: str) -> ResponseReturnValue:
    """Move a part: `by` -1 or 1 for one place, or `before` another of its kind (empty: the end) of `section`."""
    row, target = drafts.held(draft_id), _target(kind, part_id)
    document = drafts.document_of(row)
    by = request.form.get("by", type=int)
    try:
        if by in (-1, 1):
            changed = outline.step(document, target, by)
        else:
            section = request.form.get("section") if kind == "item" else None
            changed = outline.move(document, target, request.form.get("before") or None, section or None)
    except Gone:
        return _outline(row)
    return _changed(row, changed, "moved", target)


@blueprint.post("/<int:draft_id>/parts/item/<part_id>/name")
def rename(draft_id: int, part_id: str) -> ResponseReturnValue:
    """Another id for a question that no published version has yet."""
    row = drafts.held(draft_id)
    new_id, kept = request.form.get("id", "").strip(), drafts.kept_ids(row)
    try:
        if part_id in kept or new_id in kept or not showing.is_id(new_id):
            raise ValueError(new_id)
        changed = outline.rename(drafts.document_of(row), part_id, new_id)
    except (Gone, ValueError):
        flash(gettext("This name cannot be given: use letters, digits and hyphens, and one that no other question ever had."), "error")
        return go_to(url_for("editor.show", draft_id=row.id, open=f"item:{part_id}", _anchor=f"item-{part_id}"))
    drafts.change(row, changed, "changed", Target("item", new_id), _me(), clock.now())
    return go_to(url_for("editor.show", draft_id=row.id, open=f"item:{new_id}", _anchor=f"item-{new_id}"))


@blueprint.post("/<int:draft_id>/undo")
def undo(draft_id: int) -> ResponseReturnValue:
    """Take the last change back, as long as it is the one the person saw."""
    row = drafts.held(draft_id)
    try:
        drafts.undo(row, request.form.get("revision", type=int) or 0, _me(), clock.now())
    except Problem:
        flash(gettext("Somebody changed something after that. This is how it stands now."), "attention")
        return go_to(url_for("editor.show", draft_id=row.id))
    return _outline(row)


def _page(row: ChecklistDraft, opened: str) -> ResponseReturnValue:
    return render("checklists/editor/show.html", editing=showing.editing(row, _opened(opened)))


def _part(row: ChecklistDraft, target: Target, is_open: bool) -> Response:
    editing = showing.editing(row, target if is_open else None)
    try:
        return render("checklists/editor/_part.html", editing=editing, target=target, part=outline.part_of(editing.document, target))
    except Gone:
        return _gone(row, target)


def _outline(row: ChecklistDraft, opened: Target | None = None) -> ResponseReturnValue:
    if not is_fragment_wanted() and opened is not None:
        return go_to(url_for("editor.show", draft_id=row.id, open=f"{opened.kind}:{opened.id}", _anchor=f"{opened.kind}-{opened.id}"))
    if not is_fragment_wanted():
        return go_to(url_for("editor.show", draft_id=row.id))
    return render("checklists/editor/_outline.html", editing=showing.editing(row, opened), is_fresh=True)


def _changed(row: ChecklistDraft, document: outline.Draft, act: str, target: Target, is_open: bool = False) -> ResponseReturnValue:
    drafts.change(row, document, act, target, _me(), clock.now())
    return _outline(row, target if is_open else None)


def _read(document: outline.Draft, target: Target) -> outline.Part:
    before = outline.part_of(document, target)
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "seen", "redraw")]
    if len(pairs) > LONGEST_FORM:
        raise Problem("too_large")
    types = {item["id"]: item["type"] for item in outline.items(document)}
    if target.kind == "head":
        return form.read_head(pairs, before)
    return (form.read_item if target.kind == "item" else form.read_section)(pairs, before, types)


def _overtaken(row: ChecklistDraft, target: Target, mine: outline.Part, theirs: outline.Part) -> ResponseReturnValue:
    response = render(
        "checklists/editor/clash.html", "checklists/editor/_part.html", editing=showing.editing(row, target), target=target, part=mine,
        seen=request.form.get("seen", ""), differences=showing.differences(target, mine, theirs), status=422,
    )  # fmt: skip
    return _retargeted(response, target)


def _gone(row: ChecklistDraft, target: Target) -> Response:
    if not is_fragment_wanted():
        raise Problem("not_found")
    return render("checklists/editor/_gone.html", editing=showing.editing(row), target=target)


def _retargeted(response: Response, target: Target) -> Response:
    response.headers["HX-Retarget"] = f"#{target.kind}-{target.id or 'list'}"
    response.headers["HX-Reswap"] = "outerHTML"
    return response


def _target(kind: str, part_id: str) -> Target:
    if kind not in PARTS:
        raise Problem("not_found")
    return Target(kind, "" if kind == "head" else part_id)


def _opened(written: str) -> Target | None:
    kind, _, part_id = written.partition(":")
    return _target(kind, part_id) if kind in PARTS else None


def _last(name: str) -> str:
    """What the pressed button says goes before what stands hidden in the form."""
    return (request.form.getlist(name) or [""])[-1]


def _me() -> int:
    return actor().account_id
