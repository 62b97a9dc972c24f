"""Starts the web process: data folder, schema, demo or first set-up, then waitress; `--lan` adds https for tablets."""

from __future__ import annotations

import argparse
import fcntl
import gc
import os
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask

from inspector.settings import Settings, SettingsError

if TYPE_CHECKING:
    from waitress.task import ThreadedTaskDispatcher

DEMO_SEED = 20261122
BACKLOG = 1024
MOST_CONNECTIONS = 1200
CHANNEL_SECONDS = 120
SWEEP_SECONDS = 600
LARGEST_REQUEST_BYTES = 33 * 1024 * 1024  # four photos in a form and the form around them; each address sets its own limit below
RECEIVED_BYTES = 128 * 1024  # at once from one socket; a photo in pieces of 8 kB costs more than the rest of its way
SWITCH_SECONDS = 0.001  # the writer gives the interpreter up at each statement, and must not wait long to have it back
PROXY_HEADERS = {"x-forwarded-for", "x-forwarded-proto"}


def add_to(groups: Any, common: argparse.ArgumentParser) -> None:
    """Add `serve` and `upgrade` to the command line."""
    serve = groups.add_parser("serve", parents=[common], help="serve the application (what ./run calls)")
    serve.add_argument("--port", type=int, help="TCP port, default 8000")
    serve.add_argument("--host", help="address to listen on, default 127.0.0.1")
    serve.add_argument("--data", type=Path, help="data folder, default ./var (demo: ./var/demo)")
    serve.add_argument("--no-demo", action="store_true", help="start empty: a one-time link on the console creates the first administrator")
    serve.add_argument("--demo-seed", type=int, default=DEMO_SEED, help="the demo made from another seed")
    serve.add_argument("--today", help="the demo's last day, YYYY-MM-DD; default today")
    serve.add_argument("--lan", action="store_true", help="serve tablets in the house over https, with our own certificate")
    serve.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until told to stop. Exit 2 with a sentence when a setting cannot be read or the port is taken."""
    from inspector.stopping import start_anew

    try:
        settings = _checked(options)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    gc.disable()  # while modules load and nothing of them can go; on again in _settle
    with _alone(settings.data) as other:
        if other is not None:
            print(f"Another server (process {other}) already works in {settings.data}. One folder, one server.", file=sys.stderr)
            return 2
        code, is_anew = _work(settings, options)
    return start_anew() if is_anew else code


def _checked(options: argparse.Namespace) -> Settings:
    """The settings, when they can be served with. Raises SettingsError with the sentence to print."""
    settings = _settings(options)
    settings.check(os.environ)
    if not options.lan and not _is_free(settings.host, settings.port):
        raise SettingsError(f"Port {settings.port} is taken. Choose another: ./run --port {settings.port + 1}")
    if options.lan:
        from inspector.lan import serving as lan

        settings = lan.at_home(settings)
    if not os.access(_nearest(settings.data), os.W_OK):
        raise SettingsError(f"The data folder {settings.data} cannot be written.")
    return settings


def _work(settings: Settings, options: argparse.Namespace) -> tuple[int, bool]:
    """Serve from a data folder that is ours alone: (exit code, whether to start anew)."""
    from inspector import condition
    from inspector.app import create_app
    from inspector.upgrading import upgrade
    from inspector.upkeep import self_check

    if settings.is_demo:
        gc.enable()
        _make_demo(settings, options)
    # The one-tap doors of the demo's sign-in page are for this machine; in the house everybody needs a password.
    was_clean = self_check.begin(settings.data, settings.data / "inspector.db" if settings.is_sqlite else None)
    self_check.clear_away(settings.data)
    app = create_app(replace(settings, is_demo=settings.is_demo and not options.lan))
    if not self_check.look_over(app, settings, was_clean):
        return self_check.DAMAGED_CODE, False
    if app.extensions[condition.NAME].closed in (None, "checking"):
        upgrade(app)
    _settle()
    code, is_anew = _until_stopped(app, settings, is_lan=options.lan)
    if not is_anew:
        self_check.end(settings.data)
        print("Stopped.", flush=True)
    return code, is_anew


def _until_stopped(app: Flask, settings: Settings, is_lan: bool) -> tuple[int, bool]:
    """Answer requests and do what goes on beside them, until told to stop."""
    from inspector import condition
    from inspector.jobs import working
    from inspector.lanes import dispatcher
    from inspector.stopping import Ending

    code = 0
    lanes = None if is_lan else dispatcher(settings.threads)  # the https door has a queue and an end of its own
    ending = Ending(app.extensions[condition.NAME], lanes.queue.is_idle if lanes else lambda: True)
    stop, stop_jobs = _sweep_every_ten_minutes(app), working.keep_working(app)
    try:
        if lanes is None:
            from inspector.lan import serving as lan

            code = lan.serve(app, settings, _greeting(app, settings))
        else:
            print(_greeting(app, settings), flush=True)
            _serve(app, settings, lanes)
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        stop()
        stop_jobs()
        _close(app)
    return code, ending.is_anew


@contextmanager
def _alone(data: Path) -> Iterator[str | None]:
    """Hold the lock of a data folder; gives the process that has it already. On SQLite only one process may write."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "data.lock").open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            file.seek(0)
            yield file.read().strip() or "unknown"
            return
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield None


def _nearest(folder: Path) -> Path:
    return folder if folder.exists() or folder == folder.parent else _nearest(folder.parent)


def _sweep_every_ten_minutes(app: Flask) -> Callable[[], None]:
    """Do at start, and then every ten minutes, what happens because time passes; answers how to end that.

    Every ten minutes and not once a day, because each site has its own end of day; done twice it does nothing more.
    """
    from inspector import clock, condition
    from inspector.extensions import db
    from inspector.pipelines import caretaking, measuring, sweeps

    ended = threading.Event()

    def keep_sweeping() -> None:
        while True:
            with app.app_context():
                try:
                    if condition.present().closed is None:
                        caretaking.watch_clock(clock.now())
                        sweeps.run(clock.now())
                        db.session.commit()
                        caretaking.run(clock.now())
                        measuring.run(clock.now())
                except Exception:  # what fails now is due again in ten minutes; the server goes on
                    db.session.rollback()
                    app.logger.exception("a sweep failed")
            if ended.wait(SWEEP_SECONDS):
                return

    def stop() -> None:
        ended.set()
        thread.join(timeout=10)

    thread = threading.Thread(target=keep_sweeping, name="sweeps", daemon=True)
    thread.start()
    return stop


def _close(app: Flask) -> None:
    """Leave the database as one file: the last connection that goes writes the log back."""
    from inspector.extensions import db

    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


def _settings(options: argparse.Namespace) -> Settings:
    settings = Settings.from_env()
    data: Path = options.data or settings.data
    is_demo = not options.no_demo and _may_be_demo(data)
    if is_demo and not options.data and "INSPECTOR_DATA" not in os.environ:
        data = data / "demo"
    host = options.host or ("0.0.0.0" if options.lan else settings.host)
    return replace(settings, data=data, is_demo=is_demo, host=host, port=options.port or settings.port)


def _may_be_demo(data: Path) -> bool:
    # A folder that holds a real organisation is served as that; the demo never shares a database with it.
    return not (data / "inspector.db").exists() or (data / "demo.json").exists()


def _make_demo(settings: Settings, options: argparse.Namespace) -> None:
    if (settings.data / "demo.json").exists() and (settings.data / "inspector.db").exists():
        return
    from inspector.demo import building

    print("Making the demo organisation, once; this takes about a minute …", flush=True)
    building.build(settings, options.demo_seed, options.today)


def _greeting(app: Flask, settings: Settings) -> str:
    """Where it is served, and how to get in."""
    address = settings.base_url or f"http://{settings.host}:{settings.port}"
    lines = ["", f"Inspector: {address}", ""]
    if app.extensions["inspector.condition"].closed is not None:
        return "\n".join(lines)  # nothing may be written, and so no link made
    if settings.is_demo:
        from inspector.demo import sign_ins

        with app.app_context():
            return "\n".join([*lines, sign_ins.as_text(), ""])
    from inspector.sites import setting_up

    with app.app_context():
        link = setting_up.print_link(address)
    if link:
        lines += ["Nobody can sign in yet. Open this link once, within 24 hours, to create the administrator:", f"  {link}", ""]
    return "\n".join(lines)


def _settle() -> None:
    # What is here now stays: the collector need not walk it again after every few submissions.
    gc.collect()
    gc.freeze()
    gc.enable()


def _serve(app: Flask, settings: Settings, lanes: ThreadedTaskDispatcher) -> None:
    from waitress.server import create_server

    from inspector.web import framing

    sys.setswitchinterval(SWITCH_SECONDS)
    # With a public https address and nobody but this machine to reach us, whoever comes is the proxy, and says for whom.
    behind = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": PROXY_HEADERS} if settings.is_behind_proxy else {}
    framing.install()
    server = create_server(
        app, _dispatcher=lanes, host=settings.host, port=settings.port, threads=settings.threads, ident=None, backlog=BACKLOG,
        connection_limit=MOST_CONNECTIONS, channel_timeout=CHANNEL_SECONDS, clear_untrusted_proxy_headers=True,
        max_request_body_size=LARGEST_REQUEST_BYTES, outbuf_overflow=4 * 1024 * 1024, recv_bytes=RECEIVED_BYTES, **behind,
    )  # fmt: skip
    lanes.queue.channels = server.active_channels
    server.run()


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
