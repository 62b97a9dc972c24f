"""One question of an XLSForm as an item of ours: what it asks, what may be answered, and what of it cannot be said here."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from inspector.checklists import nodes
from inspector.checklists.exchange import flat
from inspector.checklists.exchange.fates import Ledger, Place, Reason
from inspector.checklists.exchange.ids import is_word, made_from
from inspector.checklists.exchange.outline import Plain, Row
from inspector.checklists.exchange.words import LANGUAGES
from inspector.checklists.exchange.xlsform_reading import ROW, Form
from inspector.checklists.faults import Fault
from inspector.checklists.keys import SCORED_TYPES, STORED_TYPES

Element = Mapping[str, Any]
_NATIVE = frozenset((
    "type", "name", "label", "hint", "guidance_hint", "bind", "control", "parameters", "itemset", "list_name", "choices", "children",
    "xform", ROW, "choice_filter", "columns", "appearance", "kind", "item_id", "required", "flat", "actions", "_dynamic_default",
))  # fmt: skip
OWN = frozenset((*flat.ITEM_COLUMNS, *flat.PATHS, *flat.SECTION_COLUMNS, *flat.PARTS)) - {"section", "id", "ask", "type", "title"}
_BINDS = {
    "constraint": "constraint", "jr:constraintMsg": "constraint_message", "jr:requiredMsg": "required_message",
    "calculate": "calculation",
}  # fmt: skip
_NAMES = {
    "french": "fr", "français": "fr", "francais": "fr", "spanish": "es", "español": "es", "portuguese": "pt", "arabic": "ar",
    "nepali": "ne", "hindi": "hi", "german": "de", "russian": "ru", "japanese": "ja", "korean": "ko", "vietnamese": "vi", "thai": "th",
    "swahili": "sw", "indonesian": "id", "简体中文": "zh", "mandarin": "zh",
}  # fmt: skip
_BY_TYPE = {
    ("input", "string"): "text", ("input", "int"): "number", ("input", "decimal"): "number", ("input", "date"): "date",
    ("input", "time"): "time", ("input", "dateTime"): "datetime", ("input", "geopoint"): "location", ("input", "barcode"): "barcode",
    ("select1", "string"): "choice", ("select", "string"): "choices",
}  # fmt: skip


def own_cells(element: Element, keys: frozenset[str] = OWN) -> dict[str, str]:
    """The columns of ours on an element, as cells."""
    cells: dict[str, str] = {}
    for key, value in element.items():
        if key not in keys:
            continue
        if isinstance(value, Mapping):
            cells |= {f"{key}::{language}" if language != "default" else key: str(text) for language, text in value.items()}
        else:
            cells[key] = str(value)
    return cells


def text_of(value: Any, default_language: str, place: Place | None, ledger: Ledger) -> dict[str, str]:
    """{language: text} of a label; languages whose code nobody knows: the first is taken as a text without one."""
    if not isinstance(value, Mapping):
        return {language_of(default_language) or "und": str(value)} if value not in (None, "") else {}
    found: dict[str, str] = {}
    for name, text in value.items():
        code = "und" if name == "default" else language_of(name) or "und"
        if code in found:
            if place:
                ledger.changed(place, Reason("language_unknown", {"language": name}))
        elif isinstance(text, str) and text.strip():
            found[code] = text
    return found


def language_of(name: str) -> str | None:
    """en of “English (en)”, “English” or “en”; None when it cannot be told."""
    plain = name.strip().lower()
    inside = re.search(r"[(（]\s*([a-z]{2,3}(?:-[a-z0-9]{2,8})?)\s*[)）]$", plain)
    if inside:
        return inside[1]
    word = re.split(r"[(（]", plain)[0].strip()
    return LANGUAGES.get(word) or _NAMES.get(word) or (plain if re.fullmatch(r"[a-z]{2}(-[a-z0-9]{2,8})?", plain) else None)


def kind_of(element: Element) -> str | Reason:
    """The type of an item, or why there is none for it."""
    own = str(element.get("kind", ""))
    if own in SCORED_TYPES or own in STORED_TYPES:
        return own
    about, kind = element["xform"], str(element.get("type", ""))
    external = "external" in kind or re.search(r"\.(csv|xml|geojson)$", str(element.get("itemset", "")))
    if external:
        return Reason("type_external")
    if kind == "range":
        return "number"
    if about["readonly"] or kind == "note":
        return "instruction"
    if about["tag"] == "trigger":
        return "choice"
    if about["tag"] in ("select1", "select"):
        options = {str(one.get("name")) for one in element.get("choices", ())}
        return "verdict" if options == {"pass", "fail"} and about["tag"] == "select1" else _BY_TYPE[about["tag"], "string"]
    if about["tag"] == "upload":
        return "photo" if about["media"].startswith("image") else Reason("type_media")
    if about["type"] in ("geotrace", "geoshape"):
        return Reason("type_shape")
    if about["tag"] == "odk:rank":
        return Reason("type_rank")
    found = _BY_TYPE.get((about["tag"], about["type"]))
    if found:
        return found
    if kind in ("calculate", "hidden") or about["known"] and not about["tag"] and not about["preload"]:
        return Reason("type_calculate")
    return Reason("type_meta") if about["preload"] or kind in _META else Reason("type_unknown", {"type": kind})


_META = frozenset(("audit", "username", "email", "start-geopoint", "background-audio", "background-geopoint", "uri:deviceid", "entity"))


def item(element: Element, kind: str, item_id: str, place: Place, form: Form, ledger: Ledger) -> Row | None:
    """The row of an item without its condition; None when a cell of ours cannot be read."""
    language = str(form.tree.get("default_language", "default"))
    try:
        fields = flat.fields_of(own_cells(element, OWN - {"when"}))
    except nodes.Unreadable as error:
        ledger.left(place, Fault(1, error.code, error.figures))
        return None
    row = Row(place, {"id": item_id, "ask": text_of(element.get("label"), language, place, ledger), "type": Plain(kind), **fields})
    if not row.fields["ask"]:
        row.fields["ask"] = {"und": str(element["name"])}
    guide = text_of(element.get("hint"), language, place, ledger)
    for code, text in text_of(element.get("guidance_hint"), language, place, ledger).items():
        guide[code] = f"{guide[code]}\n{text}" if code in guide else text
    if guide:
        row.fields["guide"] = guide
    _required(row, element, kind, place, ledger)
    _answers(row, element, kind, form, ledger)
    if "kind" not in element:
        _say_what_is_lost(row, element, kind, place, ledger)
    references = re.findall(r"\$\{[^}]*\}", " ".join([*row.fields["ask"].values(), *guide.values()]))
    if references:
        ledger.changed(place, Reason("reference_in_text", {"reference": references[0]}))
    return row


def _required(row: Row, element: Element, kind: str, place: Place, ledger: Ledger) -> None:
    written = str(element.get("bind", {}).get("required", "no"))
    said = written.strip().lower() in ("yes", "true", "true()")
    if not said and written.strip().lower() not in ("no", "false", "false()", ""):
        ledger.changed(place, Reason("not_kept", {"what": f"required {written}"}))
    if kind not in ("instruction", "all_of") and said != (kind in SCORED_TYPES):
        row.fields["required"] = Plain("true" if said else "false")


def _answers(row: Row, element: Element, kind: str, form: Form, ledger: Ledger) -> None:
    """Options, levels and ranges."""
    if kind in ("choice", "choices"):
        parts = list(_options(row, element, form, ledger))
        row.fields["options"] = parts or [{"id": "ok", "label": "OK"}]
    elif kind == "rating" and element.get("choices"):
        row.fields["levels"] = [_level(row, choice, form, ledger) for choice in element["choices"]]
    elif kind == "number" and "points" not in row.fields and "kind" not in element:
        row.fields["points"] = Plain("0")
        parameters = element.get("parameters", {})
        if element.get("type") == "range" and isinstance(parameters, Mapping):
            for key, name in (("start", "min"), ("end", "max")):
                if flat.is_number_text(str(parameters.get(key, ""))):
                    row.fields[name] = Plain(flat.tidy_number(str(parameters[key])))


def _options(owner: Row, element: Element, form: Form, ledger: Ledger) -> Iterator[Row]:
    for choice in element.get("choices", ()):
        row, name = _part(owner, choice, form, ledger), str(choice.get("name", ""))
        wanted = name if is_word(name) else made_from(name, "o")
        if wanted != name and form.place(choice, "choices"):
            ledger.changed(row.place, Reason("id_made", {"written": name, "id": wanted}))
        row.fields = {"id": wanted, **row.fields, **({} if "label" in row.fields or wanted == name else {"label": name})}
        yield row
    if any(str(one.get("name")) == "other" and not one.get(ROW) for one in element.get("choices", ())):
        ledger.changed(owner.place, Reason("other_added"))


def _level(owner: Row, choice: Element, form: Form, ledger: Ledger) -> Row:
    row = _part(owner, choice, form, ledger)
    row.fields = {"value": Plain(str(choice.get("name", ""))), **row.fields}
    return row


def _part(owner: Row, choice: Element, form: Form, ledger: Ledger) -> Row:
    place = form.place(choice, "choices") or owner.place
    cells = own_cells(choice, frozenset(("points", "scored", "fails")))
    said = {"yes": "true", "no": "false"}
    cells = {key: said.get(text.strip().lower(), text.strip()) for key, text in cells.items()}
    label = text_of(choice.get("label"), str(form.tree.get("default_language", "default")), place, ledger)
    if label == {"und": str(choice.get("name"))}:
        label = {}  # a list needs labels; one that only repeats the name is none
    return Row(place, {**({"label": label} if label else {}), **flat.fields_of(cells)}, owner)


def _say_what_is_lost(row: Row, element: Element, kind: str, place: Place, ledger: Ledger) -> None:
    binds = element.get("bind", {})
    lost = [f"{word} ({_first(binds[key])})" for key, word in _BINDS.items() if binds.get(key)]
    if element.get("choice_filter"):
        ledger.changed(place, Reason("filter_dropped", {"filter": element["choice_filter"]}))
    if binds.get("readonly") and kind != "instruction":
        lost.append("readonly")
    lost += [key for key in ("default", "media", "trigger", "query") if element.get(key)]
    parameters = element.get("parameters")
    if parameters and element.get("type") != "range":
        lost.append("parameters")
    if lost:
        ledger.changed(place, Reason("not_kept", {"what": ", ".join(lost)}))
    for key in element:
        if key not in _NATIVE and key not in OWN and key not in ("default", "media", "trigger", "query"):
            ledger.note("column_unused", column=key, sheet=row.place.sheet)


def _first(value: Any) -> str:
    return str(next(iter(value.values()), "")) if isinstance(value, Mapping) else str(value)
