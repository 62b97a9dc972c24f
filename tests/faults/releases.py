"""Two releases of the application on one data folder: the present code, and copies of it in which something is newer."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import inspector

PACKAGE = Path(inspector.__file__).parent
UNCHANGED = ("fonts", "demo", "translations")  # large, and no release of these tests differs in them


def release(folder: Path, changes: Mapping[str, Callable[[str], str]]) -> Path:
    """A copy of the package in `folder` with some files changed; serve(package=…) runs it.

    changes: {path in the package: function from the present text to the new one}. Raises ValueError when one changes nothing.
    """
    target = folder / "inspector"
    shutil.copytree(PACKAGE, target, ignore=shutil.ignore_patterns(*UNCHANGED))  # with what is compiled: it starts in a third of the time
    for name in UNCHANGED:
        (target / name).symlink_to(PACKAGE / name)
    (folder / "migrations").symlink_to(PACKAGE.parent / "migrations")
    for path, change in changes.items():
        text = (target / path).read_text(encoding="utf-8")
        new = change(text)
        if new == text:
            raise ValueError(f"{path} stays as it is")
        (target / path).write_text(new, encoding="utf-8")
    return folder


def restyled(mark: str) -> dict[str, Callable[[str], str]]:
    """A release whose only difference is a mark in a style sheet: another build."""
    return {"static/css/tokens.css": lambda text: f"{text}\n/* {mark} */\n"}


def lacking_a_file(name: str) -> dict[str, Callable[[str], str]]:
    """A release whose worker is told to keep a file that is not there."""
    return {
        **restyled("lacks a file"),
        "pwa/release.py": lambda text: text.replace("kept = sorted(name", f"kept = [{name!r}] + sorted(name"),
    }


def refusing_old_apps() -> dict[str, Callable[[str], str]]:
    """A release that speaks wire 2 and takes nothing from an app that speaks 1."""
    return {
        **restyled("wire 2"),
        "accounts/guards.py": lambda text: text.replace("WIRE = 1", "WIRE = 2"),
        "api/routes.py": lambda text: text.replace("MIN_WIRE = 1", "MIN_WIRE = 2"),
        "static/js/outbox/server.js": lambda text: text.replace(";wire=1", ";wire=2"),
    }
