"""Addresses whose builders are compiled when the first link to them is written: 140 routes at start cost as much as a whole page."""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class LateRule(Rule):
    """A rule of Werkzeug that matches at once and learns to build its address later."""

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        build: Builder | None = None

        def late(*arguments: object, **values: object) -> tuple[str, str]:
            nonlocal build
            build = build or super(LateRule, self)._compile_builder(append_unknown)
            return build(*arguments, **values)

        return late
