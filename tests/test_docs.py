"""What must be written down is: every setting, every problem, every package, every model."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import inspector.every_model  # noqa: F401
from inspector.errors import KINDS
from inspector.extensions import db
from inspector.settings import Settings

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
LINKED = re.compile(r"\]\((?!https?:)([^)#\s]+)")
NAMED = re.compile(r"`((?:docs|inspector|tests|migrations)/[\w./-]+)`")


def test_every_setting_of_the_environment_is_described() -> None:
    table = (DOCS / "operations.md").read_text(encoding="utf-8")
    source = (ROOT / "inspector" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r"# (INSPECTOR_[A-Z_]+):", source))
    assert len(names) == len(fields(Settings)), "every field of Settings names its variable"
    assert names == set(re.findall(r"^\| `(INSPECTOR_[A-Z_]+)` \|", table, re.MULTILINE))


def test_every_problem_is_described_with_its_status() -> None:
    table = (DOCS / "problems.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \|", table, re.MULTILINE)
    assert {code: int(status) for code, status in rows} == {kind.code: kind.status for kind in KINDS.values()}


def test_every_package_has_its_place_in_the_architecture() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    described = {name for row in re.findall(r"^\| (`[^|]+) \|", text, re.MULTILINE) for name in re.findall(r"`([\w/]+)`", row)}
    packages = {path.parent.name for path in (ROOT / "inspector").glob("*/__init__.py")}
    assert packages - described == set()
    assert {name for name in described if not (ROOT / "inspector" / name).is_dir()} == set()


def test_every_model_is_a_word_of_the_glossary() -> None:
    text = "".join((DOCS / name).read_text(encoding="utf-8") for name in ("glossary.md", "architecture.md"))
    models = {mapper.class_.__name__ for mapper in db.Model.registry.mappers}
    assert {name for name in models if f"`{name}`" not in text} == set()


def test_links_and_paths_in_the_documents_lead_somewhere() -> None:
    lost = []
    for path in (ROOT / "README.md", *DOCS.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        lost += [f"{path.name}: {link}" for link in LINKED.findall(text) if not (path.parent / link).exists()]
        lost += [f"{path.name}: {name}" for name in NAMED.findall(text) if not (ROOT / name).exists()]
    assert not lost, "\n".join(lost)


def test_every_document_is_found_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert [path.name for path in sorted(DOCS.glob("*.md")) if f"docs/{path.name}" not in readme] == []
