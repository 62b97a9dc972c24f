"""Finds every message id in the source: Python, templates, JavaScript, and the sentences that catalogues of codes hold."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir

PACKAGE = Path(__file__).parents[2] / "inspector"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2"), ("static/js/vendor/**.js", "ignore"), ("static/js/**.js", "javascript")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "N_": None, "ngettext": (1, 2), "t": None, "tn": (1, 2)}
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}


def used() -> Iterator[tuple[str, str]]:
    """(file, message id) of every text that goes through gettext."""
    for file, _line, message, _comments, _context in extract_from_dir(str(PACKAGE), METHODS, OPTIONS, KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message  # of a plural pair the catalogue is keyed by the singular
        if text:
            yield file, text


if __name__ == "__main__":
    import sys

    from inspector.i18n import translations

    catalogue = translations("zh")
    wanted = sys.argv[1:]
    seen = set()
    for file, text in used():
        is_here = text in catalogue._catalog or (text, 0) in catalogue._catalog or (text, 1) in catalogue._catalog
        if not is_here and text not in seen and (not wanted or any(part in file for part in wanted)):
            seen.add(text)
            print(f"{file}\t{text}")
