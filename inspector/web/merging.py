"""Puts the modules that an entry needs at once into one file when the assets are published; the sources stay native modules.

An entry is a script that a page names (`js/runner.js`). It and everything it imports becomes one file under its own address. What it
fetches by `import()` stays a file of its own and takes from the entry what both need, so that no module ever exists twice. Each module
keeps a scope of its own: names need not be unique. Why not sixty small files: docs/decisions.md.

Only the forms of import and export that our modules use are understood; anything else raises MergeFault with the name of the file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

IMPORT = re.compile(
    r"""(?:^|(?<=;))import\s*(?:(?P<default>[\w$]+)\s*,?\s*)?(?:\*\s*as\s+(?P<star>[\w$]+)|\{(?P<named>[^}]*)\})?\s*(?:from\s*)?"""
    r"""["'](?P<path>\.[^"']+)["'];?""",
    re.MULTILINE,
)
DECLARED = re.compile(r"^export\s+(?=(?:async\s+)?(?:function\*?|class|const)\s+(?P<name>[\w$]+))", re.MULTILINE)
LISTED = re.compile(r"(?:^|(?<=[;}\s]))export\s*\{(?P<named>[^}]*)\}\s*;?[ \t]*$", re.MULTILINE)
DEFAULT = re.compile(r"^export\s+default\s+(?P<name>[\w$]+)\s*;?[ \t]*$", re.MULTILINE)
ON_DEMAND = re.compile(r"""\bimport\(\s*(?P<quote>["'`])(?P<path>\.[^"'`$]*)(?P<end>["'`]\s*\))?""")
NOT_UNDERSTOOD = re.compile(r"^(?:export\b|import\b(?!\s*[(.])).*", re.MULTILINE)
COMMENT = re.compile(r"^[ \t]*(?:/\*.*?\*/|//[^\n]*)", re.MULTILINE | re.DOTALL)
LICENCE = re.compile(r"\A/\*\*?((?:(?!\*/).)*@license.*?)\*/", re.DOTALL)


class MergeFault(ValueError):
    """Modules that cannot be merged as they are written."""


@dataclass(frozen=True, slots=True)
class Module:
    """One source. path: below the static files. imports: what it needs at once; on_demand: what it may fetch later."""

    path: str
    text: str
    imports: tuple[str, ...]
    on_demand: tuple[str, ...]
    exports: Mapping[str, str]  # as others call it -> as it is called inside


def merged(files: Mapping[str, bytes], entries: tuple[str, ...]) -> dict[str, bytes]:
    """The scripts of these entries as they are published: each entry whole, and what it fetches on demand.

    files: {path: source}; entries: paths among them. Raises MergeFault, also for what two entries would fetch: it would belong to both.
    """
    published: dict[str, bytes] = {}
    for entry in entries:
        for path, text in _scripts_of(files, entry).items():
            if path in published:
                raise MergeFault(f"{path}: fetched on demand by {entry} and by another entry")
            published[path] = text.encode()
    return published


def read(path: str, text: str) -> Module:
    """What a module needs and gives."""
    text = COMMENT.sub("", text)
    exports = {match["name"]: match["name"] for match in DECLARED.finditer(text)}
    for match in LISTED.finditer(text):
        exports |= {shown: own for own, shown in _pairs(match["named"])}
    if default := DEFAULT.search(text):
        exports["default"] = default["name"]
    left = NOT_UNDERSTOOD.search(_without_exports(IMPORT.sub("", text)))
    if left:
        raise MergeFault(f"{path}: not understood: {left[0]}")
    imports = (_resolved(path, match["path"]) for match in IMPORT.finditer(text))
    on_demand = (_resolved(path, match["path"]) for match in ON_DEMAND.finditer(text) if match["end"])
    return Module(path, text, tuple(dict.fromkeys(imports)), tuple(dict.fromkeys(on_demand)), exports)


def _scripts_of(files: Mapping[str, bytes], entry: str) -> dict[str, str]:
    modules: dict[str, Module] = {}
    licences: dict[str, str] = {}

    def load(path: str) -> Module:
        if path not in modules:
            if path not in files:
                raise MergeFault(f"{path}: imported, but not there")
            text = files[path].decode()
            if licence := LICENCE.match(text):
                licences[path] = licence[1].strip("* \n")
            modules[path] = read(path, text)
        return modules[path]

    order = list(_in_order(entry, load, ()))
    names = {path: f"${number}" for number, path in enumerate(order)}
    later = _later(order, load)
    parts = [f"const {names[path]} = (() => {{\n{_inside(modules[path], modules, names, entry)}\n}})();" for path in order]
    head = [f"/*! {name}: {licences[name]} */" for name in order if name in licences]
    tail = [f"export {{ {', '.join(names.values())} }};"] if later else []
    apart = {path: _apart(modules[path], modules, names, entry) for path in later}
    return {entry: "\n".join((*head, *parts, *tail)), **apart}


def _in_order(path: str, load: Callable[[str], Module], above: tuple[str, ...], done: set[str] | None = None) -> Iterator[str]:
    """The path and all it imports, each after what it needs."""
    done = set() if done is None else done
    if path in above:
        raise MergeFault(f"{' -> '.join((*above, path))}: a circle")
    if path in done:
        return
    for wanted in load(path).imports:
        yield from _in_order(wanted, load, (*above, path), done)
    done.add(path)
    yield path


def _later(order: list[str], load: Callable[[str], Module]) -> list[str]:
    """What is fetched on demand, and what only that needs."""
    found: list[str] = []
    waiting = [path for one in order for path in load(one).on_demand]
    while waiting:
        path = waiting.pop(0)
        if path not in order and path not in found:
            found.append(path)
            waiting += (*load(path).imports, *load(path).on_demand)
    return found


def _inside(module: Module, modules: Mapping[str, Module], names: Mapping[str, str], entry: str) -> str:
    """The body of a merged module: what it imports are constants, what it exports is what it returns."""
    body = IMPORT.sub(lambda match: _taken(module, match, modules, names), module.text)
    body = ON_DEMAND.sub(lambda match: _fetched(module, match, names, posixpath.dirname(entry)), _without_exports(body))
    given = ", ".join(shown if shown == own else f"{shown}: {own}" for shown, own in module.exports.items())
    return f"{body}\nreturn {{ {given} }};"


def _apart(module: Module, modules: Mapping[str, Module], names: Mapping[str, str], entry: str) -> str:
    """A module that stays a file of its own: what is merged it takes from the entry."""
    here = posixpath.dirname(module.path)

    def replaced(match: re.Match[str]) -> str:
        wanted = _resolved(module.path, match["path"])
        if wanted not in names:
            return match[0]
        return f'import {{ {names[wanted]} }} from "{_relative(entry, here)}"; {_taken(module, match, modules, names)}'

    return ON_DEMAND.sub(lambda match: _fetched(module, match, names, here), IMPORT.sub(replaced, module.text))


def _taken(module: Module, match: re.Match[str], modules: Mapping[str, Module], names: Mapping[str, str]) -> str:
    wanted = _resolved(module.path, match["path"])
    pairs = [("default", match["default"])] if match["default"] else []
    pairs += _pairs(match["named"] or "")
    for name, _ in pairs:
        if name not in modules[wanted].exports:
            raise MergeFault(f"{module.path}: {wanted} gives no {name}")
    taken = f"const {{ {', '.join(f'{name}: {own}' for name, own in pairs)} }} = {names[wanted]};" if pairs else ""
    return taken + (f"const {match['star']} = {names[wanted]};" if match["star"] else "")


def _fetched(module: Module, match: re.Match[str], names: Mapping[str, str], here: str) -> str:
    """import() from where the code will lie; what is merged is there already."""
    wanted = _resolved(module.path, match["path"])
    if match["end"] and wanted in names:
        return f"Promise.resolve({names[wanted]})"
    return f"import({match['quote']}{_relative(wanted, here)}{match['end'] or ''}"


def _without_exports(text: str) -> str:
    return DEFAULT.sub("", LISTED.sub("", DECLARED.sub("", text)))


def _pairs(named: str) -> list[tuple[str, str]]:
    """[(name there, name here)] of the inside of braces."""
    parts = [part.split() for part in named.split(",") if part.strip()]
    return [(words[0], words[-1]) for words in parts]


def _resolved(path: str, wanted: str) -> str:
    """The path that a module means; the beginning of one keeps its slash at the end."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(path), wanted)) + ("/" if wanted.endswith("/") else "")


def _relative(path: str, here: str) -> str:
    way = posixpath.relpath(path, here) + ("/" if path.endswith("/") else "")
    return way if way.startswith(".") else f"./{way}"
