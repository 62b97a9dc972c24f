"""What measuring loads: numpy only where estimates are made, and never in the web process."""

import subprocess
import sys


def loaded_by(program):
    names = "{'numpy', 'flask', 'sqlalchemy'} & set(sys.modules)"
    program = f"import sys\n{program}\nprint(sorted({names}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


def test_the_web_process_starts_without_numpy(tmp_path):
    program = (
        "from pathlib import Path; import inspector.urls; from inspector.app import create_app; from inspector.settings import Settings\n"
        f"create_app(Settings(data=Path({str(tmp_path)!r})))"
    )
    assert "numpy" not in loaded_by(program)


def test_estimates_load_numpy_and_nothing_of_the_web():
    assert loaded_by("import inspector.measurement.severity") == "['numpy']"


def test_all_but_the_model_is_told_without_numpy():
    modules = "agreement, charts, conduct, door, edges, evidence, intervals, islands, linking, rounds, tables"
    assert loaded_by(f"from inspector.measurement import {modules}") == "[]"
