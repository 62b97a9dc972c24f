"""The browser files of other projects are the ones that were pinned, and browsers can load them as they lie."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "inspector" / "static"
VENDOR = STATIC / "js" / "vendor"
ICON_USE = re.compile(r"icons\.svg(?:'\)\s*\}\}|\"\)\s*\}\})?#([a-z0-9-]+)")


def check(root: Path) -> subprocess.CompletedProcess[str]:
    program = root / "inspector" / "static" / "js" / "vendor" / "vendor.py"
    return subprocess.run([sys.executable, program, "--check"], capture_output=True, text=True, check=False)


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the vendored files in which a test may spoil something."""
    shutil.copytree(VENDOR, tmp_path / "inspector" / "static" / "js" / "vendor")
    shutil.copy(STATIC / "icons.svg", tmp_path / "inspector" / "static")
    shutil.copy(ROOT / "package.json", tmp_path)
    return tmp_path


def test_the_vendored_files_are_what_was_pinned() -> None:
    result = check(ROOT)
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr


def test_an_edit_of_one_byte_is_noticed(copied: Path) -> None:
    file = copied / "inspector/static/js/vendor/idb.js"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    result = check(copied)
    assert (result.returncode, result.stdout) == (1, "js/vendor/idb.js: changed\n")


def test_a_file_nobody_pinned_and_a_lost_one_are_noticed(copied: Path) -> None:
    (copied / "inspector/static/js/vendor/extra.js").write_text("export {};\n")
    (copied / "inspector/static/icons.svg").unlink()
    result = check(copied)
    assert result.returncode == 1
    assert result.stdout.splitlines() == ["icons.svg: missing", "js/vendor/extra.js: not in the lock"]


def test_another_version_in_package_json_is_noticed(copied: Path) -> None:
    file = copied / "package.json"
    file.write_text(file.read_text().replace('"htmx.org": "2.', '"htmx.org": "3.'))
    assert "package.json pins other versions" in check(copied).stdout


@pytest.mark.parametrize("module", sorted(VENDOR.rglob("*.js")), ids=lambda path: path.name)
def test_a_vendored_module_imports_only_files_that_lie_beside_it(module: Path) -> None:
    text = re.sub(r"^\s*\*.*$", "", module.read_text(encoding="utf-8"), flags=re.MULTILINE)  # examples in comments import too
    for wanted in re.findall(r"(?:^|[;}\s])(?:import|export)\b[^;'\"()]*?from\s*[\"']([^\"']+)[\"']", text):
        assert wanted.startswith("."), wanted
        assert (module.parent / wanted).is_file(), wanted
    assert "sourceMappingURL" not in text


def test_every_icon_can_be_drawn_in_the_colour_of_its_text() -> None:
    symbols = ET.parse(STATIC / "icons.svg").getroot()
    names = [symbol.get("id") for symbol in symbols]
    assert len(names) == len(set(names)) > 45
    assert all(len(symbol) and symbol.get("stroke") == "currentColor" and symbol.get("viewBox") for symbol in symbols)


def test_every_icon_named_in_a_page_or_a_script_is_in_the_sprite() -> None:
    drawn = {symbol.get("id") for symbol in ET.parse(STATIC / "icons.svg").getroot()}
    pages = [*(ROOT / "inspector/templates").rglob("*.html"), *(STATIC / "js").rglob("*.js")]
    named = {(name, page.name) for page in pages for name in ICON_USE.findall(page.read_text(encoding="utf-8"))}
    assert {(name, page) for name, page in named if name not in drawn} == set()
