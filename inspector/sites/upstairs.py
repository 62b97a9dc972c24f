"""What pages of places and people ask of higher floors; the application hands it in, so that no import points upward."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, cast

from flask import Flask, current_app


class Packs(Protocol):
    """`inspector.checklists.queries.packs`."""

    def __call__(self) -> list[tuple[str, str]]:
        """(key, name in the reader's language) of every pack of the checklists in use."""


class FirstLists(Protocol):
    """`inspector.checklists.publishing.install_all`."""

    def __call__(self, at: datetime) -> None:
        """Publish every list that comes with the packs."""


class PostsChanged(Protocol):
    """`inspector.pipelines.leaving.carry_out`."""

    def __call__(self, by: int | None, at: datetime) -> int:
        """Do what follows when people leave or move; answers how many open tasks were passed on."""


@dataclass(frozen=True, slots=True)
class Upstairs:
    """The functions of higher floors that pages of places and people call."""

    packs: Packs
    first_lists: FirstLists
    posts_changed: PostsChanged


def install(app: Flask, upstairs: Upstairs) -> None:
    """Give the application what is asked of higher floors."""
    app.extensions["inspector.upstairs"] = upstairs


def packs() -> list[tuple[str, str]]:
    """(key, name) of every pack of the checklists in use."""
    return _upstairs().packs()


def first_lists(at: datetime) -> None:
    """Publish every list that comes with the packs, so that a new organisation can start a round at once."""
    _upstairs().first_lists(at)


def posts_changed(by: int | None, at: datetime) -> int:
    """Do what follows when people leave or move; answers how many open tasks were passed on."""
    return _upstairs().posts_changed(by, at)


def _upstairs() -> Upstairs:
    return cast("Upstairs", current_app.extensions["inspector.upstairs"])
