"""The lock files say exactly what is installed, from wherever it is installed."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {
    "requirements.txt": PROJECT["dependencies"],
    "requirements-postgres.txt": PROJECT["dependencies"] + EXTRAS["postgres"],
    "requirements-dev.txt": PROJECT["dependencies"] + EXTRAS["postgres"] + EXTRAS["dev"],
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def entries(lock: str) -> list[str]:
    """Each entry of a lock file with its hashes, as one text."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pins(lock: str) -> list[Requirement]:
    """The pins of a lock file, with their markers."""
    return [Requirement(entry.split(" --hash=")[0].strip()) for entry in entries(lock)]


def pinned_version(pin: Requirement) -> Version:
    (specifier,) = pin.specifier
    return Version(specifier.version)


def is_satisfied(want: Requirement, versions: dict[str, Version]) -> bool:
    """Whether a pinned version is one the requirement allows."""
    name = canonicalize_name(want.name)
    return name in versions and want.specifier.contains(versions[name])


def on_debian(python: str) -> dict[str, str]:
    """The environment in which markers are judged: Linux with this Python."""
    return {
        "python_version": python,
        "python_full_version": f"{python}.2",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": "x86_64",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_has_one_pin_that_satisfies_it(lock: str, python: str) -> None:
    applying = [pin for pin in pins(lock) if not pin.marker or pin.marker.evaluate(on_debian(python))]
    names = [canonicalize_name(pin.name) for pin in applying]
    assert len(names) == len(set(names))
    versions = {canonicalize_name(pin.name): pinned_version(pin) for pin in applying}
    stale = [want for want in LOCKS[lock] if not is_satisfied(Requirement(want), versions)]
    assert stale == [], f"{lock} is stale; README.md says how it is made"


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    assert [entry for entry in entries(lock) if "--hash=sha256:" not in entry] == []


def test_the_three_locks_agree_on_every_version() -> None:
    everything = {str(pin) for pin in pins("requirements-dev.txt")}
    for lock in ("requirements.txt", "requirements-postgres.txt"):
        assert {str(pin) for pin in pins(lock)} <= everything


@pytest.mark.parametrize("lock", [*LOCKS, "package-lock.json"])
def test_no_lock_names_the_place_packages_come_from(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.search(r"index-url|find-links|file:|\"resolved\"", text)
    addresses = set(re.findall(r"https?://([^/\"\s]+)", text))
    assert addresses <= {"opencollective.com", "github.com"}  # where a package says it may be funded


def test_the_node_lock_has_the_versions_of_package_json_with_their_hashes() -> None:
    wanted = json.loads((ROOT / "package.json").read_text())["devDependencies"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    assert locked[""]["devDependencies"] == wanted
    assert {name: locked[f"node_modules/{name}"]["version"] for name in wanted} == wanted
    assert [path for path, entry in locked.items() if path and not entry["integrity"].startswith("sha512-")] == []
