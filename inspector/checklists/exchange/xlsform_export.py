"""A checklist as an XLSForm that ODK takes and that comes back here: what XLSForm cannot say stands in columns of our own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from inspector.checklists.canonical import SCORED
from inspector.checklists.exchange import flat, xpath
from inspector.checklists.exchange.xlsx_export import table, write

LANGUAGES = {"zh": "中文 (zh)", "en": "English (en)"}
VERDICT = "pass_fail"
VERDICT_CHOICES = (("pass", {"zh": "合格", "en": "Pass"}), ("fail", {"zh": "不合格", "en": "Fail"}))
TYPES = {
    "verdict": f"select_one {VERDICT}", "number": "decimal", "stopwatch": "decimal", "points": "decimal", "deduct": "integer",
    "k_of_n": "text", "all_of": "note", "text": "text", "photo": "image", "signature": "image", "staff": "text", "date": "date",
    "time": "time", "datetime": "dateTime", "barcode": "barcode", "location": "geopoint", "instruction": "note",
}  # fmt: skip
APPEARANCES = {"signature": "signature", "text": "multiline"}
NATIVE = ("type", "name", "label", "hint", "required", "relevant", "constraint", "parameters", "appearance", "kind", "item_id")
_SAID = ("id", "type", "ask", "guide", "required", "title")  # by columns that XLSForm has
OWN = tuple(column for column in (*flat.ITEM_COLUMNS, *flat.SECTION_COLUMNS) if column not in _SAID)
RESERVED = frozenset(("data", "meta", "instanceid", "instancename", "name", "label"))


def as_xlsform(document: Mapping[str, Any]) -> bytes:
    """The workbook. Raises Unreadable for a text that no cell can hold."""
    form = _Form(document)
    survey = list(form.survey())
    return write({
        "survey": table(survey, (*NATIVE, *OWN)),
        "choices": table(list(form.choices()), ("list_name", "name", "label", *flat.PART_COLUMNS)),
        "settings": table([form.settings()], ("form_title", "form_id", "version", "default_language", "titles")),
    })  # fmt: skip


class _Form:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._items = [item for section in document["sections"] for item in section["items"]]
        self._types = {item["id"]: item["type"] for item in self._items}
        taken: set[str] = set(RESERVED)
        self._names = {item["id"]: _name(item["id"], taken) for item in self._items}
        self._groups = {section["id"]: _name(section["id"], taken) for section in document["sections"]}
        self._used: set[str] = set()
        _languages(document, self._used)

    def survey(self) -> Iterator[dict[str, str]]:
        """A group or repeat for each section, a row for each item."""
        for section in self._document["sections"]:
            kind, name = "repeat" if "repeat" in section else "group", self._groups[section["id"]]
            own = flat.cells_of(section, without=("items", "id", "title", "when"))
            title = _texts("label", section.get("title", {}))
            yield {"type": f"begin_{kind}", "name": name, **title, **own, **_id(section["id"], name), **self._when(section)}
            for item in section["items"]:
                yield self._item(item)
            yield {"type": f"end_{kind}", "name": name}

    def choices(self) -> Iterator[dict[str, str]]:
        """The list of verdicts, then one of its own for each item with options or levels."""
        if "verdict" in self._types.values():
            shown = [language for language in ("zh", "en") if language in self._used] or ["en"]
            for name, label in VERDICT_CHOICES:
                texts = {language if language in self._used else "und": label[language] for language in shown}
                yield {"list_name": VERDICT, "name": name, **_texts("label", texts)}
        for item in self._items:
            for part in (*item.get("options", ()), *item.get("levels", ())):
                name = part["id"] if "id" in part else part["value"]
                label = _texts("label", part.get("label") or {"und": name})
                yield {"list_name": self._names[item["id"]], "name": name, **label, **flat.cells_of(part, without=("id", "value", "label"))}

    def settings(self) -> dict[str, str]:
        """The head: what XLSForm knows, and ours by its keys."""
        document = self._document
        title = document["title"]
        row = {"form_title": next(iter(title.values())), "form_id": document["id"]}
        if list(title) != ["und"]:
            row["titles"] = flat.flow(dict(title))
        if "und" not in self._used and self._used & set(LANGUAGES):
            row["default_language"] = LANGUAGES["zh" if "zh" in self._used else "en"]
        return row | flat.cells_of(document, without=("sections", "title", "id"))

    def _item(self, item: Mapping[str, Any]) -> dict[str, str]:
        kind, name = item["type"], self._names[item["id"]]
        own = flat.cells_of(item, without=("id", "type", "ask", "guide", "required", "when", "options", "levels"))
        texts = {**_texts("label", item["ask"]), **_texts("hint", item.get("guide", {}))}
        row = {"type": self._type(item, name), "name": name, "kind": kind, **texts}
        if item.get("required", kind in SCORED) and kind not in ("all_of", "instruction"):
            row["required"] = "yes"
        if kind == "points":
            row["constraint"] = f". >= 0 and . <= {item.get('points', '1')}"
        elif kind == "rating" and not item.get("levels"):
            row["constraint"] = f". >= 1 and . <= {item['max']}"
        elif kind == "k_of_n":
            row["constraint"] = "regex(., '^[0-9]+/[0-9]+$')"
        if kind in APPEARANCES and (kind != "text" or item.get("multiline")):
            row["appearance"] = APPEARANCES[kind]
        return {**row, **own, **_id(item["id"], name), **self._when(item)}

    def _type(self, item: Mapping[str, Any], name: str) -> str:
        if item["type"] == "choices":
            return f"select_multiple {name}"
        if item["type"] == "choice" or item.get("levels"):
            return f"select_one {name}"
        return "integer" if item["type"] == "rating" else TYPES[item["type"]]

    def _when(self, part: Mapping[str, Any]) -> dict[str, str]:
        if "when" not in part:
            return {}
        try:
            return {"relevant": xpath.write(part["when"], self._types, self._names)}
        except xpath.Unsaid:
            return {"when": flat.flow(part["when"])}


def _texts(column: str, text: Mapping[str, str]) -> dict[str, str]:
    named = {language: LANGUAGES.get(language, f"{language} ({language})") for language in text}
    return {column if language == "und" else f"{column}::{named[language]}": one for language, one in text.items()}


def _id(wanted: str, name: str) -> dict[str, str]:
    return {} if wanted == name else {"item_id": wanted}


def _name(wanted: str, taken: set[str]) -> str:
    """A name that XML and ODK take: it begins with a letter, and no other has it, whatever the case."""
    base = wanted if wanted[0].isalpha() else f"n_{wanted}"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base}_{number}"
    taken.add(name.lower())
    return name


def _languages(value: Any, found: set[str]) -> None:
    """The languages of all labels and hints of a document."""
    if isinstance(value, Mapping):
        for key in ("ask", "guide", "title", "label"):
            if isinstance(value.get(key), Mapping):
                found.update(value[key])
        for key in ("sections", "items", "options", "levels"):
            _languages(value.get(key, ()), found)
    elif isinstance(value, list | tuple):
        for one in value:
            _languages(one, found)
