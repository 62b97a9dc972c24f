"""Reads the scoring vectors and compares a Score with what one expects."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "vectors" / "scoring"


def vectors() -> list[dict[str, Any]]:
    """All vectors of all files, in order of file name."""
    return [vector for path in sorted(FOLDER.glob("*.json")) for vector in json.loads(path.read_text(encoding="utf-8"))]


def differences(expected: Any, found: Any, path: str = "") -> list[str]:
    """Where `found` is not what was expected: mappings as subsets, all else exactly."""
    if isinstance(expected, dict) and isinstance(found, dict):
        wrong = [f"{path}.{key} is missing" for key in expected if key not in found]
        for key in expected.keys() & found.keys():
            wrong += differences(expected[key], found[key], f"{path}.{key}")
        return wrong
    return [] if expected == found and type(expected) is type(found) else [f"{path}: expected {expected!r}, found {found!r}"]
