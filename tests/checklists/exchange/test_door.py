"""The command line door: a workbook in as YAML with its notes beside it, a checklist out from the database or the packs."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from inspector.checklists import library, publishing
from inspector.checklists.exchange import importing
from inspector.extensions import db
from tests.checklists.exchange.sheets import workbook
from tests.checklists.exchange.test_lists import CHINESE

SMALL = "id: small-round\ntitle: Small\nsections: [{id: a, items: [{id: b, ask: Q, type: verdict}]}]\n"


def run(data: Path, *words: object) -> subprocess.CompletedProcess[bytes]:
    environment = {"INSPECTOR_DATA": str(data), "PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[3])}
    return subprocess.run([sys.executable, "-m", "inspector", *map(str, words)], capture_output=True, env=environment, check=False)


def test_import_prints_yaml_and_a_note_for_each_row_that_is_not_as_it_was(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(workbook(CHINESE))
    done = run(tmp_path, "checklist", "import", path, "--lang", "zh")
    assert done.returncode == 0
    assert library.read(done.stdout.decode()).checklist == importing.read(path.read_bytes()).checklist
    assert f"{path}:Sheet1:9: 没收进来：" in done.stderr.decode()


def test_import_of_what_is_no_list_prints_only_the_reason(tmp_path):
    path = tmp_path / "list.xlsx"
    path.write_bytes(b"PK\x03\x04 no workbook")
    done = run(tmp_path, "checklist", "import", path)
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"cannot be read" in done.stderr


def test_export_looks_in_the_database_before_the_packs_and_finds_a_version_by_its_hash(app, data):
    with app.app_context():
        for text in (SMALL, SMALL.replace("Small", "Later")):
            version = publishing.publish(library.read(text).checklist, None, "", datetime(2026, 11, 22, tzinfo=UTC))
        first = version.checklist.versions[0].sha256
        db.session.commit()
    assert b"title: Later" in run(data, "checklist", "export", "small-round").stdout
    assert b"title: Small" in run(data, "checklist", "export", f"small-round@{first}").stdout
    done = run(data, "checklist", "export", "quick-round", "--to", "xlsform")
    assert importing.read(done.stdout).checklist.id == "quick-round"


def test_export_of_what_is_nowhere_says_so_and_makes_nothing(tmp_path):
    data = tmp_path / "none"
    done = run(data, "checklist", "export", "nobody")
    assert (done.returncode, done.stdout, data.exists()) == (1, b"", False)
    assert b"neither in the database nor in the packs" in done.stderr
