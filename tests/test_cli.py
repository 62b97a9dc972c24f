"""The command line door: what is printed where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from inspector.cli import main

GOOD = """id: tiny
title: T
sections:
  - id: s
    repeat: staff
    items:
      - {id: hair, ask: Q, type: verdict}
      - {id: smile, ask: Q, type: points, points: 5}
"""
ANSWERS = {
    "answers": [
        {"item": "hair", "for": "staff:7", "state": "answered", "value": "pass", "at": "2026-11-22T12:03:11.250+08:00"},
        {"item": "smile", "for": "staff:7", "state": "answered", "value": 2},
    ]
}


@pytest.fixture(autouse=True)
def _english(monkeypatch):
    monkeypatch.delenv("LANG", raising=False)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "tiny.yml"
    path.write_text(GOOD, encoding="utf-8")
    return path


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def run(capsys, *words: object) -> tuple[int, str, str]:
    code = main([str(word) for word in words])
    output = capsys.readouterr()
    return code, output.out, output.err


def test_check_prints_file_line_and_sentence_for_each_fault_and_exits_1(capsys, tmp_path, good):
    bad = written(tmp_path, "bad.yml", GOOD.replace("type: verdict", "type: verdikt, colour: red"))
    code, out, _ = run(capsys, "checklist", "check", good, bad)
    assert code == 1
    lines = [line for line in out.splitlines() if line.startswith(f"{bad}:7: ")]
    assert len(lines) == 2
    assert "verdikt" in lines[0] + lines[1]
    assert "Write one of" in lines[0]


def test_check_of_good_files_exits_0(capsys, good):
    assert run(capsys, "checklist", "check", good)[0] == 0


def test_check_of_a_file_that_is_not_there_is_a_fault(capsys, tmp_path):
    code, out, _ = run(capsys, "checklist", "check", tmp_path / "none.yml")
    assert (code, out.startswith(f"{tmp_path / 'none.yml'}:1: ")) == (1, True)


def test_score_prints_the_score_and_exits_0(capsys, tmp_path, good):
    answers = written(tmp_path, "a.json", json.dumps(ANSWERS))
    code, out, err = run(capsys, "checklist", "score", good, answers)
    score = json.loads(out)
    assert (code, err) == (0, "")
    assert (score["percent"], score["earned"], score["possible"]) == ("50.0", "3", "6")
    assert list(score) == [
        "score", "earned", "possible", "percent", "final_percent", "completeness", "na", "unseen", "sections", "subjects",
        "groups", "dimensions", "factors", "missing", "failures", "verdict", "grade", "engine", "version", "trace",
    ]  # fmt: skip
    assert score["trace"][0] == {"rule": "item", "item": "hair", "for": "staff:7", "earned": "1", "possible": "1"}


def test_an_exported_json_scores_like_its_yaml(capsys, tmp_path, good):
    from inspector.checklists.canonical import canonical_text
    from inspector.checklists.library import read

    checklist = read(good).checklist
    assert checklist is not None
    exported = written(tmp_path, "tiny.json", canonical_text(checklist.document))
    answers = written(tmp_path, "a.json", json.dumps(ANSWERS))
    assert run(capsys, "checklist", "score", exported, answers) == run(capsys, "checklist", "score", good, answers)


def test_faulty_answers_print_a_sentence_each_nothing_on_standard_output_and_exit_2(capsys, tmp_path, good):
    faulty = {"answers": [*ANSWERS["answers"], {"item": "hair", "value": "pass"}, {"item": "nose", "value": "pass"}]}
    code, out, err = run(capsys, "checklist", "score", good, written(tmp_path, "a.json", json.dumps(faulty)))
    assert (code, out, len(err.splitlines())) == (2, "", 2)
    assert "hair" in err
    assert "nose" in err


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"answers": 1}', '{"answers": [1]}', '{"answers": []', '{"answers": [], "answers": []}',
     '{"answers": [{"item": "hair", "value": NaN}]}', "[" * 5000, '{"answers": [{"item": ["hair"]}]}', "\udcff",
     '{"answers": [{"item": "smile", "for": "staff:1", "value": ' + "9" * 6000 + "}]}",
     '{"answers": [{"item": "smile", "for": "staff:1", "value": 1e999999999}]}',
     '{"answers": [{"item": "hair", "for": "staff:\\ud800", "value": 1}]}', '{"subjects": {"staff": [7]}, "answers": []}'],
)  # fmt: skip
def test_whatever_the_answers_hold_it_is_a_fault_and_never_an_error(capsys, tmp_path, good, text):
    path = tmp_path / "a.json"
    path.write_bytes(text.encode("utf-8", "surrogateescape"))
    code, out, err = run(capsys, "checklist", "score", good, path)
    assert (code, out) == (2, "")
    assert err.strip()


def test_a_file_of_lines_gives_one_score_a_line_and_faults_as_json(capsys, tmp_path, good):
    lines = [json.dumps(ANSWERS), "{broken", "", json.dumps({"answers": [{"item": "nose", "for": None, "value": 1}]}), json.dumps(ANSWERS)]
    code, out, err = run(capsys, "checklist", "score", good, written(tmp_path, "a.jsonl", "\n".join(lines) + "\n"))
    found = [json.loads(line) for line in out.splitlines()]
    assert (code, err, len(found)) == (2, "", 4)
    assert found[0]["percent"] == found[3]["percent"] == "50.0"
    assert [fault["code"] for fault in found[1]["error"]] == ["not_json"]
    assert found[2]["error"] == [
        {"code": "unknown_item", "item": "nose", "for": None, "message": "The checklist has no item nose."}
    ]


def test_scores_come_out_in_full_when_all_lines_are_good(capsys, tmp_path, good):
    answers = written(tmp_path, "a.jsonl", (json.dumps(ANSWERS) + "\n") * 3)
    code, out, _ = run(capsys, "checklist", "score", good, answers)
    assert (code, len(out.splitlines())) == (0, 3)


def test_a_faulty_checklist_is_not_scored(capsys, tmp_path):
    bad = written(tmp_path, "bad.yml", "id: a\n")
    code, out, err = run(capsys, "checklist", "score", bad, written(tmp_path, "a.json", "{}"))
    assert (code, out) == (1, "")
    assert f"{bad}:1: " in err


@pytest.mark.parametrize(("words", "lang"), [(("--lang", "zh"), None), ((), "zh_CN.UTF-8")])
def test_it_speaks_chinese_when_asked_or_when_lang_says_so(capsys, monkeypatch, tmp_path, words, lang):
    if lang:
        monkeypatch.setenv("LANG", lang)
    bad = written(tmp_path, "bad.yml", "id: a\n")
    assert "缺少" in run(capsys, *words, "checklist", "check", bad)[1]
    assert "has no title" in run(capsys, "checklist", "check", bad, "--lang", "en")[1]


def test_export_prints_a_built_in_checklist_that_checks(capsys, tmp_path):
    code, text, _ = run(capsys, "checklist", "export", "quick-round", "--to", "json")
    exported = written(tmp_path, "quick.json", text)
    assert (code, run(capsys, "checklist", "check", exported)[0]) == (0, 0)
    assert run(capsys, "checklist", "export", "quick-round")[1].count("quick-round") >= 1
    assert run(capsys, "checklist", "export", "no-such-list")[0] == 1
    assert run(capsys, "checklist", "export", "quick-round@sha256:0")[0] == 1


def test_checking_and_scoring_load_neither_the_web_nor_the_database(tmp_path, good):
    answers = written(tmp_path, "a.json", json.dumps(ANSWERS))
    program = (
        "import sys; from inspector.cli import main\n"
        f"main(['checklist', 'check', {str(good)!r}]); main(['checklist', 'score', {str(good)!r}, {str(answers)!r}])\n"
        "print([name for name in ('flask', 'sqlalchemy', 'werkzeug') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_module_is_the_command(good):
    done = subprocess.run([sys.executable, "-m", "inspector", "checklist", "check", str(good)], capture_output=True, check=False)
    assert done.returncode == 0
