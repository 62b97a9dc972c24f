"""A checklist as a file of any kind that is given out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inspector.checklists import library
from inspector.checklists.canonical import canonical_text, version_of

KINDS = ("yaml", "json", "xlsx", "xlsform")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEDIA_TYPES = {
    "yaml": "application/yaml; charset=utf-8", "json": "application/json; charset=utf-8", "xlsx": _WORKBOOK, "xlsform": _WORKBOOK,
}  # fmt: skip
ENDINGS = {"yaml": ".yaml", "json": ".json", "xlsx": ".xlsx", "xlsform": "-xlsform.xlsx"}


def given(document: Mapping[str, Any], kind: str) -> bytes:
    """The bytes of a canonical document as a file of this kind. Raises fates.Unreadable when a workbook cannot hold it."""
    if kind == "xlsx":
        from inspector.checklists.exchange.xlsx_export import as_xlsx

        return as_xlsx(document)
    if kind == "xlsform":
        from inspector.checklists.exchange.xlsform_export import as_xlsform

        return as_xlsform(document)
    return (canonical_text(document) if kind == "json" else as_written(document)).encode("utf-8")


def as_written(document: Mapping[str, Any]) -> str:
    """The YAML of a document: the file of its pack where that says the same, with its comments, else written anew."""
    path = library.find_in_packs(document["id"])
    shipped = library.read(path).checklist if path else None
    if path and shipped and shipped.version == version_of(document):
        return path.read_text(encoding="utf-8")
    from inspector.checklists.exchange.yaml_export import as_yaml

    return as_yaml(document)
