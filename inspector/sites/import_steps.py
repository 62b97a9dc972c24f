"""The steps of every imported list: chosen, looked at, confirmed. What a list means, each kind of list says itself.

Nothing is saved before somebody confirms, and only what was shown is carried out: when something changed since, it is shown anew.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector.accounts.guards import actor
from inspector.sites import forms, import_showing, importing
from inspector.sites.form_fields import refuse
from inspector.sites.import_reading import LARGEST_BYTES, Unreadable
from inspector.sites.import_template import Table
from inspector.sites.importing import Changing
from inspector.sites.refusals import Refused
from inspector.web.large_forms import take_files
from inspector.web.rendering import go_to, render

P = TypeVar("P", bound=Changing)


class ImportedList(Protocol[P]):
    """One kind of list, for the person and the place of one request.

    choose_page, preview_page: templates, which have it as `page`; file_name: of the list to fill in; columns:
    {key: name} as people read them.
    """

    choose_page: str
    preview_page: str
    file_name: str

    @property
    def columns(self) -> Mapping[str, Any]: ...

    def template(self, language: str) -> Table:
        """The list to fill in: headings and example rows."""

    def plan(self, content: bytes) -> P:
        """What a file would change. Raises Unreadable for one that cannot be taken at all."""

    def take_in(self, planned: P) -> str:
        """Carry a plan out in the present transaction, with its line in the trail; answers the sentence that says so. Raises Refused."""

    def home(self) -> str:
        """The address of the page one comes from and goes back to."""

    def shown(self, planned: P) -> Mapping[str, Any]:
        """What the preview shows besides the plan."""


def add_steps(
    blueprint: Blueprint, address: str, make: Callable[..., ImportedList[Any]], *,
    prepare: Callable[[bytes], bytes] | None = None, largest_bytes: int = LARGEST_BYTES,
) -> None:  # fmt: skip
    """Give a list its four addresses: new, template, preview, confirm. make: takes the values of the address, raises Problem not_found.

    prepare: what is looked at and put aside instead of the bytes that were sent; raises Unreadable. largest_bytes: of what may be sent.
    """
    take_files(blueprint, largest_bytes, "preview")

    @blueprint.get(address)
    def new(**where: int) -> ResponseReturnValue:
        """Where a list is chosen."""
        return _choose(make(**where))

    @blueprint.get(f"{address}/template.<kind>")
    def template(kind: str, **where: int) -> ResponseReturnValue:
        """The list to fill in."""
        found = make(**where)
        return import_showing.template(kind, found.file_name, found.template)

    @blueprint.post(address)
    def preview(**where: int) -> ResponseReturnValue:
        """Say what a list would change and which rows are bad; nothing is saved."""
        found, content = make(**where), import_showing.sent(largest_bytes)
        if not content:
            return _choose(found, gettext("Please choose a file."))
        try:
            content = content if prepare is None else prepare(content)
            planned = found.plan(content)
        except Unreadable as unreadable:
            return _choose(found, import_showing.sentence(unreadable, found.columns))
        return _preview(found, planned, importing.keep(content, actor()))

    @blueprint.post(f"{address}/confirmation")
    def confirm(**where: int) -> ResponseReturnValue:
        """Carry out what was shown; when something changed since, show it anew instead."""
        found, token = make(**where), request.form.get("token", "")
        content = importing.kept(token, actor())
        if not forms.BareForm().validate_on_submit() or content is None:
            return _choose(found, gettext("This list is not here any more. Please choose the file again."))
        planned = found.plan(content)
        if importing.digest(planned) != request.form.get("plan"):
            return _preview(found, planned, token, note=gettext("Something changed since the preview. Please look again."), status=409)
        try:
            done = found.take_in(planned)
        except Refused as refused:
            refuse(forms.BareForm(), refused)
            return _preview(found, planned, token, note=gettext(refused.sentence, **refused.figures), status=422)
        importing.forget(token, actor())
        flash(done)
        return go_to(found.home())


def _preview(found: ImportedList[P], planned: P, token: str, note: str = "", status: int = 200) -> ResponseReturnValue:
    return render(
        found.preview_page, plan=planned, token=token, digest=importing.digest(planned), note=note, status=status,
        most=import_showing.ROWS_SHOWN, page=found, columns=found.columns, home=found.home(), **_place(), **found.shown(planned),
    )  # fmt: skip


def _choose(found: ImportedList[Any], why: str | None = None) -> ResponseReturnValue:
    return render(
        found.choose_page, page=found, form=forms.UploadForm(formdata=None), why=why, columns=found.columns, home=found.home(),
        status=422 if why else 200, **_place(),
    )  # fmt: skip


def _place() -> dict[str, Any]:
    """The addresses of the steps, for their pages: the name of the blueprint, and the values its addresses take."""
    return {"endpoint": request.blueprint, "where": request.view_args or {}}
