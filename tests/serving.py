"""Real processes for tests: the server, PostgreSQL, Chromium; each ends with its test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.kennel import Forked, Kennel

POSTGRES = Path("/usr/lib/postgresql/15/bin")
CHROMIUM = "/usr/bin/chromium"
#: The same engine without the windows of a desktop: a page costs a fifth.
HEADLESS = "/usr/bin/chromium-headless-shell"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]  # fmt: skip
#: A try of a PIN takes a third of a second of work on purpose (lib/pins.js, tried by tests/js); in a browser of a test it takes none.
QUICK_PINS = """if (globalThis.SubtleCrypto) {  // not before there is a page of ours
  const slow = SubtleCrypto.prototype.deriveBits;
  SubtleCrypto.prototype.deriveBits = function (how, ...rest) {
    return slow.call(this, { ...how, iterations: Math.min(how.iterations, 100) }, ...rest);
  };
}"""
START_SECONDS = 60
#: What takes effect when a process is loaded: servers that share it are forked from one process that was loaded so.
LOADED_WITH = ("INSPECTOR_TESTING", "LD_PRELOAD")
PROJECT = Path(__file__).parents[1]  # start_server(data, package=PROJECT): from nothing, as a person starts it


@dataclass(slots=True)
class Server:
    """A running server process."""

    url: str
    data: Path
    process: subprocess.Popen[bytes] | Forked

    def stop(self, is_killed: bool = False) -> None:
        """End it by a request, or by a kill as a power cut would."""
        (self.process.kill if is_killed else self.process.terminate)()
        self.process.wait(timeout=20)


def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(data: Path, *arguments: str, port: int | None = None, package: Path | None = None, **environment: str) -> Server:
    """Start `inspector serve` on a data folder and wait until it says that it is ready.

    package: a folder with another release of the package (tests/faults/releases.py). That one starts from nothing; every other is forked.
    """
    port = port or free_port()
    log = data / "server.log"
    words = ["serve", "--port", str(port), "--data", str(data), *(arguments or ("--no-demo",))]
    process: subprocess.Popen[bytes] | Forked
    if package is None:
        loaded_with = tuple((name, environment[name]) for name in LOADED_WITH if name in environment)
        process = _kennel(loaded_with).fork(words, log, environment)
    else:
        process = _start(words, log, package, environment)
    server = Server(f"http://127.0.0.1:{port}", data, process)
    deadline = time.monotonic() + START_SECONDS
    while not _is_ready(server.url):
        if process.poll() is not None or time.monotonic() > deadline:
            server.stop(is_killed=True)
            raise RuntimeError(log.read_text(errors="replace")[-4000:])
    return server


@cache
def _kennel(loaded_with: tuple[tuple[str, str], ...]) -> Kennel:
    return Kennel(dict(loaded_with))


def _start(words: list[str], log: Path, package: Path | None, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with log.open("ab") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "inspector", *words],
            stdout=out, stderr=subprocess.STDOUT, cwd=package, env={**os.environ, **environment}, start_new_session=True,
        )  # fmt: skip


def _is_ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/api/v1/ping", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        time.sleep(0.02)  # between two looks at whether it answers yet, not in place of looking
        return False


@dataclass(slots=True)
class Postgres:
    """A running PostgreSQL in its own folder."""

    folder: Path
    port: int
    made: int = 0

    def new_database(self, template: str = "template0") -> str:
        """The SQLAlchemy URL of a new database: empty, or a copy of another one that nobody is connected to."""
        self.made += 1
        name = f"inspector_{self.made}"
        _as_nobody(
            str(POSTGRES / "createdb"),
            "-h",
            "127.0.0.1",
            "-p",
            str(self.port),
            "-U",
            "inspector",
            "-T",
            template,
            name,
            folder=self.folder,
        )
        return f"postgresql+psycopg://inspector@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """End it at once and remove its folder."""
        _as_nobody(
            str(POSTGRES / "pg_ctl"),
            "-D",
            str(self.folder / "cluster"),
            "-m",
            "immediate",
            "-w",
            "stop",
            folder=self.folder,
        )
        shutil.rmtree(self.folder, ignore_errors=True)


def start_postgres(folder: Path) -> Postgres:
    """Make a cluster in a folder that the user nobody may write, and start it on a free port."""
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    port = free_port()
    options = f"-p {port} -k '' -c listen_addresses=127.0.0.1 -c shared_buffers=32MB"
    _as_nobody(
        str(POSTGRES / "initdb"),
        "-D",
        str(folder / "cluster"),
        "-U",
        "inspector",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "-N",
        folder=folder,
    )
    _as_nobody(
        str(POSTGRES / "pg_ctl"),
        "-D",
        str(folder / "cluster"),
        "-o",
        options,
        "-l",
        str(folder / "log"),
        "-w",
        "start",
        folder=folder,
    )
    return Postgres(folder, port)


def _as_nobody(*command: str, folder: Path) -> None:
    # PostgreSQL refuses to run as root, and containers run tests as root.
    drop = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*drop, *command],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(done.stdout.decode(errors="replace"))
