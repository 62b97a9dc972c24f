"""Finds every message id in the source: Python, templates, JavaScript, and the sentences that catalogues of codes hold."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2 import Environment

from inspector.i18n import FOLDER

PACKAGE = Path(__file__).parents[2] / "inspector"
METHODS = [("**.py", "python"), ("**/templates/**.html", "jinja2")]
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "N_": None, "ngettext": (1, 2)}
OPTIONS = {"**/templates/**.html": {"trimmed": "true", "silent": "false"}}
SAID_BY_DEVICE = re.compile(r'(?<![\w.$])t\(\s*("(?:[^"\\\n]|\\.)*")')
ASKED_OF_DEVICE = re.compile(r"(?<![\w.$])(?<!function )t\(")
TEXT_IN_SCRIPT = re.compile(r'"(?:[^"\\\n]|\\.)*"')
SENTENCE = re.compile(r"^[A-Z%].* .*[.?!]$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text: the file that holds it, its message id, and its text in each plural form."""

    file: str
    id: str
    plural: str
    texts: tuple[str, ...]


def entries(lang: str = "zh") -> list[Entry]:
    """Everything that the catalogues of a language hold, fuzzy or not, in the order in which they are merged."""
    found = []
    for path in sorted((FOLDER / lang).glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=lang):
                if message.id:
                    ids = (message.id, "") if isinstance(message.id, str) else message.id
                    texts = (message.string,) if isinstance(message.string, str) else tuple(message.string)
                    found.append(Entry(path.name, *ids, texts))
    return found


@cache
def used() -> tuple[tuple[str, str], ...]:
    """(file, message id) of every text that goes through gettext on the server or `t` on the device; the source is read once."""
    return (*_used_on_server(), *used_on_device())


def _used_on_server() -> Iterator[tuple[str, str]]:
    for file, _line, message, _comments, _context in extract_from_dir(str(PACKAGE), METHODS, OPTIONS, KEYWORDS):
        text = message[0] if isinstance(message, tuple) else message  # of a plural pair the catalogue is keyed by the singular
        if text:
            yield file, text


def used_on_device() -> Iterator[tuple[str, str]]:
    """(file, message id) of every text that our JavaScript says."""
    for path in scripts():
        for text in SAID_BY_DEVICE.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(PACKAGE).as_posix(), json.loads(text)


def scripts() -> list[Path]:
    """Our own JavaScript, without what is vendored."""
    return [path for path in sorted((PACKAGE / "static" / "js").rglob("*.js")) if "vendor" not in path.parts]


@cache
def constants() -> tuple[tuple[str, str], ...]:
    """(file, text) of every text constant in the source that is no docstring: where a table of codes may hold a message id. Read once."""
    return tuple(_constants())


def _constants() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for text in _python_texts(ast.parse(path.read_text(encoding="utf-8"))):
            yield path.relative_to(PACKAGE).as_posix(), text
    for path in scripts():
        for text in TEXT_IN_SCRIPT.findall(path.read_text(encoding="utf-8")):
            yield path.relative_to(PACKAGE).as_posix(), json.loads(text.replace("\\'", "'"))
    environment = Environment(extensions=["jinja2.ext.i18n"])
    for path in sorted((PACKAGE / "templates").rglob("*.html")):
        for _line, kind, text in environment.lex(path.read_text(encoding="utf-8")):
            if kind == "string":
                yield path.relative_to(PACKAGE).as_posix(), text[1:-1]


def _python_texts(tree: ast.Module) -> Iterator[str]:
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)]
    docstrings = {id(body[0].value) for body in bodies if body and isinstance(body[0], ast.Expr)}
    pieces = {id(piece) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for piece in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and not {id(node)} & (docstrings | pieces):
            yield node.value
