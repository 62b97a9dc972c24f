"""The two commands, as far as they can be judged without installing anything."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPTS = ["run", "test", ".ci/run", ".ci/set-up.sh"]
BARE_PATH = "/usr/bin:/bin"


def shell(script: str, folder: Path, path: str = BARE_PATH) -> subprocess.CompletedProcess[str]:
    """Run a script in a folder, with the functions of the set-up at hand."""
    text = f"set -eu; . {ROOT}/.ci/set-up.sh; {script}"
    command, env = ["sh", "-c", text], {"PATH": path}
    return subprocess.run(
        command, cwd=folder, env=env, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )


def program(folder: Path, name: str, text: str) -> None:
    """Put a program into a folder that takes the place of the system's."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def only(folder: Path, *names: str) -> None:
    """Let a folder lead to these programs of the system and to no others."""
    folder.mkdir(exist_ok=True)
    for name in names:
        (folder / name).symlink_to(Path("/usr/bin") / name)


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_script_is_sound_for_a_plain_posix_shell(script: str) -> None:
    subprocess.run(["sh", "-n", ROOT / script], check=True)
    assert "\r" not in (ROOT / script).read_text()


@pytest.mark.parametrize("script", ["run", "test", ".ci/run"])
def test_a_command_can_be_started(script: str) -> None:
    assert os.access(ROOT / script, os.X_OK)


def test_the_build_server_runs_the_test_command_and_nothing_else() -> None:
    commands = [line for line in (ROOT / ".ci/run").read_text().splitlines() if line and not line.startswith("#")]
    assert commands == ['exec "$(dirname -- "$0")/../test" </dev/null']


def test_help_names_every_way_to_test() -> None:
    said = subprocess.run([ROOT / "test", "--help"], capture_output=True, text=True, check=True).stdout
    for option in ("--quick", "--load", "--soak", "--odk", "-- ARGS"):
        assert option in said


def test_an_unknown_way_to_test_is_refused_with_a_sentence() -> None:
    result = subprocess.run([ROOT / "test", "--fast"], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert result.stderr == "./test does not know --fast; see ./test --help\n"


def test_nothing_is_installed_when_nothing_is_missing(tmp_path: Path) -> None:
    result = shell("want_command sh dash; want_package base-files; install_packages; echo quiet", tmp_path)
    assert (result.returncode, result.stdout) == (0, "quiet\n"), result.stderr


def test_whoever_may_not_install_is_told_what_to_ask_for(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    only(programs, "sh")
    program(programs, "apt-get", "exit 1")
    program(programs, "id", "echo 1000")
    result = shell("want_command nowhere-at-all some-package; install_packages", tmp_path, str(programs))
    assert result.returncode == 1
    assert result.stderr == (
        "Please have an administrator install these, then run this again: apt-get install some-package\n"
    )


def test_whoever_has_sudo_installs_through_it(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    only(programs, "sh", "env", "mktemp", "rm", "tail")
    program(programs, "apt-get", "exit 0")
    program(programs, "id", "echo 1000")
    program(programs, "sudo", f'echo "$@" >>{tmp_path}/asked; exec "$@"')
    result = shell("want_command nowhere-at-all some-package; install_packages", tmp_path, str(programs))
    assert result.returncode == 0, result.stderr
    update, install = (tmp_path / "asked").read_text().splitlines()
    assert update.endswith(" update")
    assert install.endswith(" install -y --no-install-recommends some-package")


def test_a_failing_installation_shows_why_and_what_to_do(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    only(programs, "sh", "env", "mktemp", "rm", "tail")
    program(programs, "apt-get", "echo the mirror is asleep; exit 100")
    program(programs, "id", "echo 0")
    result = shell("want_command nowhere-at-all some-package; install_packages", tmp_path, str(programs))
    assert result.returncode == 1
    assert "the mirror is asleep" in result.stderr
    assert result.stderr.endswith("run this again: apt-get install some-package\n")


def test_an_old_python_is_refused_with_a_sentence(tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    only(programs, "sh")
    program(programs, "python3", '[ "$1" = -V ] && echo Python 3.9.2; exit 1')
    result = shell("want_python", tmp_path, str(programs))
    assert result.returncode == 1
    assert result.stderr.startswith("Inspector needs Python 3.11 or later;")
