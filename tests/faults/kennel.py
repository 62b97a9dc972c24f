"""Server processes that are made to be killed: forked from one process that has loaded everything, because loading costs most of a start.

Each is a process of its own that begins with `inspector serve` and nothing open; only the reading of the modules is shared.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

START_SECONDS = 60


class Kennel:
    """Starts servers on one data folder and one port, one after another."""

    def __init__(self, data: Path, port: int) -> None:
        self._data, self._port = data, port
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.kennel", str(data), str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self.pid = 0

    def start(self) -> None:
        """Start one, and wait until it is ready."""
        assert self._parent.stdin is not None and self._parent.stdout is not None
        self._parent.stdin.write("start\n")
        self._parent.stdin.flush()
        self.pid = int(self._parent.stdout.readline())
        ends_at = time.monotonic() + START_SECONDS
        while not self._is_ready():
            assert time.monotonic() < ends_at, (self._data / "server.log").read_text(errors="replace")[-3000:]
            time.sleep(0.02)  # between two looks

    def kill(self) -> None:
        """End it as a power cut would, and wait until it is gone."""
        os.kill(self.pid, signal.SIGKILL)
        assert self._parent.stdout is not None
        assert self._parent.stdout.readline() == "gone\n"
        self.pid = 0

    def close(self) -> None:
        """End everything."""
        if self.pid:
            self.kill()
        assert self._parent.stdin is not None
        self._parent.stdin.close()
        self._parent.wait(20)
        assert self._parent.stdout is not None
        self._parent.stdout.close()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._port}/api/v1/ping", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            return False


def main() -> int:
    """Fork a server for each line of standard input; say its number, and when it is gone."""
    import waitress.server  # noqa: F401

    import inspector.app
    import inspector.lanes
    import inspector.pipelines.sweeps
    import inspector.sites.setting_up
    import inspector.stopping
    import inspector.upgrading
    import inspector.upkeep.self_check  # noqa: F401
    from inspector.cli import main as run

    data, port = sys.argv[1:]
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            log = os.open(Path(data) / "server.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
            for number in (1, 2):
                os.dup2(log, number)
            os._exit(run(["serve", "--no-demo", "--data", data, "--port", port]))
        print(child, flush=True)
        os.waitpid(child, 0)
        print("gone", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
