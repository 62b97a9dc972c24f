"""How long `serve` takes from its start to its first answer, and what memory it holds while nobody asks anything.

    python -m tests.bench.server_start [--idle 30]

Memory is the sum of PSS of all processes that `serve` leaves running, so long after the first page. Fails when the web process has loaded
something that only reports, pictures or the demo need.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests import serving

STARTS = 5
AIM_SECONDS = 1.0
AIM_MEGABYTES = 150
NOT_LOADED = ("numpy", "weasyprint", "PIL", "openpyxl", "alembic", "vl_convert", "inspector.demo.building")
LOADED = """
import sys
from inspector import serving
from inspector.app import create_app
from inspector.upgrading import upgrade
upgrade(create_app())
print(" ".join(name for name in sys.argv[1:] if name in sys.modules))
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--idle", type=float, default=30, help="seconds after the first page")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder:
        data = Path(folder)
        serving.start_server(data, package=serving.PROJECT).stop()  # the first start makes the schema
        bare = min(_bare_seconds() for _ in range(3))
        took = sorted(_start_seconds(data) for _ in range(STARTS))
        middle = took[len(took) // 2]
        print(f"start to first answer: {middle:.2f} s (median of {STARTS}); aim {AIM_SECONDS:.0f} s: {_verdict(middle, AIM_SECONDS)}")
        print(f"  {middle / bare:.1f} times a Python that loads Flask and SQLAlchemy and ends ({bare:.2f} s)")
        megabytes = _idle_megabytes(data, options.idle)
        print(f"memory at rest: {megabytes:.0f} MB; aim {AIM_MEGABYTES} MB: {_verdict(megabytes, AIM_MEGABYTES)}")
        loaded = _loaded(data)
    print(f"loaded and not needed: {loaded or 'nothing'}")
    return 1 if loaded else 0


def _start_seconds(data: Path) -> float:
    began = time.monotonic()
    server = serving.start_server(data, package=serving.PROJECT)
    took = time.monotonic() - began
    server.stop()
    return took


def _bare_seconds() -> float:
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", "import flask, flask_sqlalchemy"], check=True)
    return time.monotonic() - began


def _idle_megabytes(data: Path, idle_seconds: float) -> float:
    server = serving.start_server(data, package=serving.PROJECT)
    try:
        with urllib.request.urlopen(f"{server.url}/", timeout=30) as answer:
            answer.read()
        time.sleep(idle_seconds)
        return sum(_pss_kilobytes(pid) for pid in _tree(server.process.pid)) / 1024
    finally:
        server.stop()


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _pss_kilobytes(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1])


def _loaded(data: Path) -> str:
    environment = {**os.environ, "INSPECTOR_DATA": str(data)}
    done = subprocess.run([sys.executable, "-c", LOADED, *NOT_LOADED], env=environment, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def _verdict(figure: float, aim: float) -> str:
    return "met" if figure <= aim else f"missed by {100 * (figure / aim - 1):.0f} %"


if __name__ == "__main__":
    sys.exit(main())
