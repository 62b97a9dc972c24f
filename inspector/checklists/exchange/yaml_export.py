"""A canonical document as the YAML a person would write: keys in reading order, figures bare, 48h and not 172800. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import yaml

from inspector.checklists.exchange.flat import BOOLEANS, DURATIONS
from inspector.checklists.grammar import duration_text

FIRST_KEYS = (
    "id", "title", "kind", "pack", "filled_by", "minutes", "intro", "ask", "type", "value", "label", "grade", "from", "to", "item",
)  # fmt: skip
LAST_KEYS = ("options", "levels", "bands", "on_fail", "when", "items", "sections")
FIGURES = frozenset((
    "minutes", "points", "weight", "by_failures", "needed", "na_score", "possible", "max", "min", "fails_at", "fails_below", "step",
    "tolerance", "each", "floor", "min_length", "value", "from", "above", "to", "below", "observed_from", "decimals", "scale", "start",
    "total", "pass_from", "pass_to", "criticals_to_fail", "criticals", "any_item_above",
))  # fmt: skip
_FIGURE = re.compile(r"-?\d+(\.\d+)?\Z")
_WIDTH = 120


class _Bare(str):
    """Written without quotes."""


class _Dumper(yaml.SafeDumper):
    """Knows figures, and indents lists below their key."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _bare(dumper: yaml.SafeDumper, value: _Bare) -> yaml.ScalarNode:
    tag = "float" if "." in value else "int" if _FIGURE.match(value) else "str"
    return dumper.represent_scalar(f"tag:yaml.org,2002:{tag}", str(value))


_Dumper.add_representer(_Bare, _bare)


def as_yaml(document: Mapping[str, Any]) -> str:
    """The text; read again it gives the same document."""
    return yaml.dump(_written(document, ""), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH)


def _written(value: Any, key: str) -> Any:
    if isinstance(value, list):
        return [_written(one, key) for one in value]
    if isinstance(value, Mapping):
        if list(value) == ["und"] and key not in BOOLEANS:
            return value["und"]
        return {name: _written(value[name], key if key == "total" else name) for name in sorted(value, key=_rank)}
    if isinstance(value, str) and key in FIGURES and _FIGURE.match(value):
        return _Bare(value)
    if isinstance(value, str) and key in DURATIONS:
        return _Bare(duration_text(value))
    return value


def _rank(key: str) -> tuple[int, int, str]:
    if key in FIRST_KEYS:
        return 0, FIRST_KEYS.index(key), key
    if key in LAST_KEYS:
        return 2, LAST_KEYS.index(key), key
    return 1, 0, key
