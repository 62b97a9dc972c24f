"""An XLSForm as the outline of a checklist: groups become sections, repeats sections asked for each subject, `relevant` conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from inspector.checklists import nodes
from inspector.checklists.exchange import flat, xpath
from inspector.checklists.exchange.fates import Ledger, Place, Reason, Unreadable
from inspector.checklists.exchange.ids import Ids, is_word, made_from
from inspector.checklists.exchange.outline import Outline, Plain, Row, Section
from inspector.checklists.exchange.workbook import Book
from inspector.checklists.exchange.xlsform_items import Element, item, kind_of, own_cells, text_of
from inspector.checklists.exchange.xlsform_reading import ROW, Form, is_form, read_tree
from inspector.checklists.faults import Fault

__all__ = ["is_form", "read_form"]
_GROUPS = ("group", "repeat", "loop")
_NEVER = ("false", "false()", "no")
_SETTINGS_KEPT = frozenset((
    "type", "name", "title", "id_string", "sms_keyword", "default_language", "children", "choices", "titles", ROW,
))  # fmt: skip
_HEAD = ("kind", "pack", "filled_by", "minutes", "intro")


def read_form(book: Book, ledger: Ledger) -> Outline:
    """The outline of a form. Raises Unreadable when pyxform refuses it, or when it asks nothing that can be asked here."""
    form = read_tree(book, ledger)
    reader = _Reader(form, ledger)
    reader.walk(form.tree.get("children", ()), None, ())
    reader.conditions()
    if not any(section.items for section in reader.outline.sections):
        raise Unreadable("nothing_left" if ledger.fates() else "no_questions")
    reader.say_unseen()
    return reader.outline


@dataclass(slots=True)
class _Asked:
    """An item and the conditions of the groups around it, outermost first."""

    row: Row
    element: Element
    around: tuple[str, ...]


@dataclass(slots=True)
class _Reader:
    form: Form
    ledger: Ledger
    outline: Outline = field(init=False)
    _ids: Ids = field(default_factory=Ids)
    _section_ids: Ids = field(default_factory=Ids)
    _asked: list[_Asked] = field(default_factory=list)
    _grouped: list[tuple[Row, Element]] = field(default_factory=list)
    _types: dict[str, str] = field(default_factory=dict)
    _renamed: dict[str, str] = field(default_factory=dict)
    _seen: set[Place] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.outline = Outline(self._head())

    def walk(self, children: Any, section: Section | None, around: tuple[str, ...]) -> None:
        """Enter the questions of a level; section None is the form itself, where questions without a group make sections of their own."""
        loose: Section | None = None
        for element in children:
            place = self.form.place(element)
            if element.get("type") in _GROUPS:
                if place is None:
                    continue  # the group of metadata that pyxform adds
                self._seen.add(place)
                loose = None
                self._group(element, place, section, around)
            elif place is not None:
                self._seen.add(place)
                if section is None and loose is None:
                    loose = self._new_section(Row(place, {"id": self._section_ids.once("questions"), "title": self._title()}))
                self._question(element, place, section or loose, around)

    def conditions(self) -> None:
        """Say each `relevant` as a condition, now that every question is known."""
        for row, element in self._grouped:
            self._condition(row, element, (self._relevant(element),), "section_condition_unsaid")
        for asked in self._asked:
            self._condition(asked.row, asked.element, (*asked.around, self._relevant(asked.element)), "condition_unsaid")

    def say_unseen(self) -> None:
        """Rows that pyxform passes over are left out, not forgotten."""
        survey, choices = self.form.names["survey"], self.form.names.get("choices")
        used = {choice_place for asked in self._asked for choice_place in _choice_places(asked.element, self.form)}
        for fate in self.ledger.fates():
            if fate.kind == "left":
                continue
            if fate.place.sheet == survey and fate.place not in self._seen:
                self.ledger.left(fate.place, Reason("row_no_question"))
            elif choices and fate.place.sheet == choices and choices != survey and fate.place not in used:
                self.ledger.left(fate.place, Reason("choice_unused"))

    def _group(self, element: Element, place: Place, section: Section | None, around: tuple[str, ...]) -> None:
        self.ledger.row(place, "", "section")
        relevant = self._relevant(element)
        if section is not None:
            code = "group_inside" if element["type"] == "group" else "repeat_inside"
            self.ledger.changed(place, Reason(code))
            self.walk(element.get("children", ()), section, (*around, relevant) if relevant else around)
            return
        fields = self._section_fields(element, place)
        inner = self._new_section(Row(place, fields))
        self._grouped.append((inner.row, element))
        self.walk(element.get("children", ()), inner, around)

    def _section_fields(self, element: Element, place: Place) -> dict[str, Any]:
        cells = own_cells(element, frozenset(flat.SECTION_COLUMNS) - {"id", "title", "when"})
        try:
            fields = flat.fields_of(cells)
        except nodes.Unreadable as error:
            self.ledger.changed(place, Fault(1, error.code, error.figures))
            fields = {}
        name = str(element.get("item_id") or element.get("name"))
        wanted = name if is_word(name) else made_from(name, "s")
        found: dict[str, Any] = {"id": self._section_ids.once(wanted)}
        # pyxform moves the label of a table of choices to a note of its own making.
        notes = [one for one in element.get("children", ()) if str(one.get("name")).startswith("generated_table_list_label")]
        label = element.get("label") or (notes[0].get("label") if notes else None)
        title = text_of(label, self._language(), place, self.ledger)
        if title:
            found["title"] = title
        if element["type"] == "repeat" and "repeat" not in fields:
            fields["repeat"] = Plain("area")
            self.ledger.changed(place, Reason("repeat_for_area"))
        elif element["type"] == "loop":
            self.ledger.changed(place, Reason("loop_once"))
        return {**found, **fields}

    def _question(self, element: Element, place: Place, section: Section | None, around: tuple[str, ...]) -> None:
        assert section is not None
        kind = kind_of(element)
        if isinstance(kind, Reason):
            self.ledger.left(place, kind)
            return
        if self._relevant(element).strip().lower() in _NEVER:
            self.ledger.left(place, Reason("disabled"))
            return
        name = str(element["name"])
        wanted = str(element.get("item_id") or name)
        made = wanted if is_word(wanted) else made_from(wanted, "q")
        item_id = self._ids.once(made)
        if made != wanted:
            self.ledger.changed(place, Reason("id_made", {"written": wanted, "id": item_id}))
        elif item_id != wanted:
            self.ledger.changed(place, Reason("id_twice", {"id": wanted, "new": item_id}))
        row = item(element, kind, item_id, place, self.form, self.ledger)
        if row is None:
            return
        if name not in self._types:
            self._types[name], self._renamed[name] = kind, item_id
        section.items.append(row)
        self._asked.append(_Asked(row, element, around))

    def _condition(self, row: Row, element: Element, relevants: tuple[str, ...], unsaid: str) -> None:
        found = []
        for relevant in relevants:
            if not relevant:
                continue
            try:
                condition = xpath.read(relevant, self._types)
            except xpath.Unsaid:
                self.ledger.changed(row.place, Reason(unsaid, {"condition": relevant}))
                continue
            if condition is not None:
                found.append(xpath.renamed(condition, self._renamed))
        own = str(element.get("when", ""))
        if own:
            row.fields["when"] = flat.fields_of({"when": own})["when"] if _is_flow(own) else own
        elif found:
            row.fields["when"] = _plain(found[0] if len(found) == 1 else {"all": found})

    def _new_section(self, row: Row) -> Section:
        section = Section(row)
        self.outline.sections.append(section)
        return section

    def _relevant(self, element: Element) -> str:
        return str(element.get("bind", {}).get("relevant", "")).strip()

    def _language(self) -> str:
        return str(self.form.tree.get("default_language", "default"))

    def _title(self) -> dict[str, str]:
        title = self.outline.head.fields.get("title")
        return dict(title) if isinstance(title, dict) else {"und": title} if isinstance(title, str) else {"zh": "题目", "en": "Questions"}

    def _head(self) -> Row:
        tree, ledger = self.form.tree, self.ledger
        place = Place(self.form.names.get("settings", "settings"), 2)
        head = Row(place)
        if not self.form.has_settings:
            return head
        ledger.row(place, str(tree.get("title", "")), "other")
        head.fields = {"title": str(tree.get("title") or tree["id_string"]), "id": str(tree["id_string"])}
        cells = own_cells(tree, frozenset(key for key in tree if key in _HEAD or re.match(r"(scoring|rectify)(\.|$)", key)))
        try:
            fields = flat.fields_of(cells)
            if "titles" in tree:
                head.fields["title"] = {key.text: value.text for key, value in flat.read_yaml(str(tree["titles"])).pairs}  # type: ignore[union-attr]
        except (nodes.Unreadable, AttributeError):
            ledger.changed(place, Reason("not_kept", {"what": ", ".join(cells)}))
            fields = {}
        for key in ("scoring", "rectify"):
            if isinstance(fields.get(key), dict):
                fields[key] = Row(place, fields[key], head)
        head.fields |= fields
        lost = [key for key in tree if key not in _SETTINGS_KEPT and key not in cells and key.partition("::")[0] not in _HEAD]
        if lost:
            ledger.changed(place, Reason("not_kept", {"what": ", ".join(lost)}))
        return head


def _choice_places(element: Element, form: Form) -> Iterator[Place]:
    for choice in element.get("choices", ()):
        place = form.place(choice, "choices")
        if place:
            yield place


def _is_flow(text: str) -> bool:
    try:
        flat.read_yaml(text)
    except nodes.Unreadable:
        return False
    return True


def _plain(condition: Any) -> Any:
    """The condition with true as a yes, and everything else as texts."""
    if isinstance(condition, dict):
        return {key: _plain(value) for key, value in condition.items()}
    if isinstance(condition, list):
        return [_plain(one) for one in condition]
    return Plain("true") if condition is True else condition
