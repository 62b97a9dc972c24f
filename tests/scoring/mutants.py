"""The engine with one thing changed, so that the vectors can be asked whether they notice."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NamedTuple

from inspector import scoring

PACKAGE = "inspector.scoring"
MUTATED = "mutated_scoring"
FOLDER = Path(scoring.__file__).parent


class Mutant(NamedTuple):
    name: str
    module: str
    old: str
    new: str


def source(module: str) -> str:
    return (FOLDER / f"{module}.py").read_text(encoding="utf-8")


def engine_with(mutant: Mutant | None) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """(check, score) of a copy of the engine in which `mutant` is changed."""
    modules = dict(_unchanged())
    if mutant is not None:
        changed = {mutant.module}
        for name in _in_order():
            if changed & {name, *_needs()[name]}:
                changed.add(name)
                modules[name] = ModuleType(f"{MUTATED}.{name}")
        text = source(mutant.module).replace(mutant.old, mutant.new)
        _execute(modules, changed, {mutant.module: _code(mutant.module, text)})
    modules["plan"].__dict__["_PLANS"].clear()  # plans remember figures, also those of other mutants
    return modules["answers"].check, modules["score"].score


@cache
def _unchanged() -> dict[str, ModuleType]:
    modules = {name: ModuleType(f"{MUTATED}.{name}") for name in _in_order()}
    _execute(modules, set(modules), {})
    return modules


def _execute(modules: dict[str, ModuleType], changed: set[str], codes: dict[str, CodeType]) -> None:
    here = {MUTATED: ModuleType(MUTATED), **{f"{MUTATED}.{name}": module for name, module in modules.items()}}
    sys.modules.update(here)
    try:
        for name in _in_order():
            if name in changed:
                exec(codes.get(name) or _code(name, source(name)), modules[name].__dict__)
    finally:
        for name in here:
            del sys.modules[name]


@cache
def _in_order() -> list[str]:
    """The modules of the engine, each after those that it imports."""
    needs = _needs()
    wanted = ["answers", "score"]
    ordered: list[str] = []
    while wanted:
        name = wanted[-1]
        missing = [other for other in needs[name] if other not in ordered]
        if missing:
            wanted += missing
        else:
            wanted.pop()
            if name not in ordered:
                ordered.append(name)
    return ordered


@cache
def _needs() -> dict[str, list[str]]:
    return {path.stem: _imports(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.py")}


def _imports(text: str) -> list[str]:
    prefix = f"from {PACKAGE}."
    return [line.removeprefix(prefix).split()[0] for line in text.splitlines() if line.startswith(prefix)]


def _code(name: str, text: str) -> CodeType:
    return compile(text.replace(f"from {PACKAGE}.", f"from {MUTATED}."), f"<{name}>", "exec", dont_inherit=True)
