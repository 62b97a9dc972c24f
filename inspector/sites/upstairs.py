"""What pages of places and people ask of higher floors; the application hands it in, so that no import points upward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app


class Packs(Protocol):
    """`inspector.checklists.queries.packs`."""

    def __call__(self) -> list[tuple[str, str]]:
        """(key, name in the reader's language) of every pack of the checklists in use."""


@dataclass(frozen=True, slots=True)
class Upstairs:
    """The functions of higher floors that pages of places and people call."""

    packs: Packs


def install(app: Flask, upstairs: Upstairs) -> None:
    """Give the application what is asked of higher floors."""
    app.extensions["inspector.upstairs"] = upstairs


def packs() -> list[tuple[str, str]]:
    """(key, name) of every pack of the checklists in use."""
    return _upstairs().packs()


def _upstairs() -> Upstairs:
    return cast("Upstairs", current_app.extensions["inspector.upstairs"])
