"""Starts the web process: data folder, schema, demo or first set-up, then waitress; `--lan` adds https for tablets."""

from __future__ import annotations

import argparse
import fcntl
import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from inspector.settings import Settings, SettingsError

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
    try:
        settings = _settings(options)
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    if not options.lan and not _is_free(settings.host, settings.port):
        print(f"Port {settings.port} is taken. Choose another: ./run --port {settings.port + 1}", file=sys.stderr)
        return 2
    from inspector.app import create_app
    from inspector.upgrading import upgrade

    if options.lan:
        from inspector.lan import serving as lan

        settings = lan.at_home(settings)
    with _alone(settings.data) as is_alone:
        if not is_alone:
            print(f"Another server already works in {settings.data}. One folder, one server.", file=sys.stderr)
            return 2
        if settings.is_demo:
            _make_demo(settings, options)
        # The one-tap doors of the demo's sign-in page are for this machine; in the house everybody needs a password.
        app = create_app(replace(settings, is_demo=settings.is_demo and not options.lan))
        upgrade(app)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        stop = _sweep_every_ten_minutes(app)
        try:
            if options.lan:
                return lan.serve(app, settings, _greeting(app, settings))
            print(_greeting(app, settings), flush=True)
            _serve(app, settings)
        except (KeyboardInterrupt, SystemExit):
            print("Stopped.", flush=True)
        finally:
            stop()
            _close(app)
    return 0


@contextmanager
def _alone(data: Path) -> Iterator[bool]:
    """Hold the lock of a data folder; gives whether it could be had. On SQLite only one process may write."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "data.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True


def _sweep_every_ten_minutes(app: Flask) -> Callable[[], None]:
    """Do at start, and then every ten minutes, what happens because time passes; answers how to end that.

    Every ten minutes and not once a day, because each site has its own end of day; done twice it does nothing more.
    """
    from inspector import clock
    from inspector.extensions import db
    from inspector.pipelines import sweeps

    ended = threading.Event()

    def keep_sweeping() -> None:
        while True:
            with app.app_context():
                try:
                    sweeps.run(clock.now())
                    db.session.commit()
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


def _serve(app: Flask, settings: Settings) -> None:
    import waitress

    # What is here now stays: the collector need not walk it again after every few submissions.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(SWITCH_SECONDS)
    # With a public https address and nobody but this machine to reach us, whoever comes is the proxy, and says for whom.
    behind = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": PROXY_HEADERS} if settings.is_behind_proxy else {}
    waitress.serve(
        app, host=settings.host, port=settings.port, threads=settings.threads, ident=None, backlog=BACKLOG,
        connection_limit=MOST_CONNECTIONS, channel_timeout=CHANNEL_SECONDS, clear_untrusted_proxy_headers=True,
        max_request_body_size=LARGEST_REQUEST_BYTES, outbuf_overflow=4 * 1024 * 1024, recv_bytes=RECEIVED_BYTES, _quiet=True, **behind,
    )  # fmt: skip


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
