"""YAML text to the neutral tree. Anchors, aliases, tags and duplicate keys are refused: they hide what is meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

from inspector.checklists.nodes import MOST_CHARACTERS, Builder, Node, Unreadable

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Node:
    """The tree of one YAML document, with lines. Nothing is resolved: 017, no and 1:30 stay what was written.

    Raises Unreadable.
    """
    if len(text) > MOST_CHARACTERS:
        raise Unreadable(1, "too_long", most=MOST_CHARACTERS)
    builder = Builder()
    documents = 0
    try:
        events: Iterable[Any] = yaml.parse(text, Loader=_LOADER)
        for event in events:
            line = event.start_mark.line + 1
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise Unreadable(line, "second_document")
            elif isinstance(event, yaml.NodeEvent):
                _open_node(builder, event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                builder.end()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or "unreadable character"
        raise Unreadable(mark.line + 1 if mark else 1, "not_yaml", problem=problem) from None
    if builder.root is None:
        raise Unreadable(1, "empty")
    return builder.root


def _open_node(builder: Builder, event: Any, line: int) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise Unreadable(line, "alias", name=event.anchor)
    if event.anchor is not None:
        raise Unreadable(line, "anchor", name=event.anchor)
    if event.tag is not None:
        raise Unreadable(line, "tag", tag=event.tag)
    if isinstance(event, yaml.ScalarEvent):
        builder.value(event.value, line, "quoted" if event.style else "plain")
    else:
        builder.begin("sequence" if isinstance(event, yaml.SequenceStartEvent) else "mapping", line)
