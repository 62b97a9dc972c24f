"""Starts the web process: data folder, schema, demo or first set-up, then waitress; `--lan` adds https for tablets."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from inspector.settings import Settings, SettingsError

DEMO_SEED = 20261122
BACKLOG = 1024
MOST_CONNECTIONS = 1200
CHANNEL_SECONDS = 120


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
    if settings.is_demo:
        _make_demo(settings, options)
    app = create_app(settings)
    upgrade(app)
    if options.lan:
        return lan.serve(app, settings)
    _greet(app, settings)
    _serve(app, settings)
    return 0


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
    if (settings.data / "demo.json").exists():
        return
    from inspector.demo import building

    print("Making the demo organisation, once; this takes about a minute …", flush=True)
    building.build(settings, options.demo_seed, options.today)


def _greet(app: Flask, settings: Settings) -> None:
    address = settings.base_url or f"http://{settings.host}:{settings.port}"
    print(f"\nInspector: {address}\n", flush=True)
    if settings.is_demo:
        from inspector.demo import sign_ins

        print(sign_ins.as_text(settings.data), flush=True)
        return
    from inspector.sites import setting_up

    with app.app_context():
        link = setting_up.print_link(address)
    if link:
        print(f"Nobody can sign in yet. Open this link once, within 24 hours, to create the administrator:\n  {link}\n", flush=True)


def _serve(app: Flask, settings: Settings) -> None:
    import waitress

    waitress.serve(
        app, host=settings.host, port=settings.port, threads=settings.threads, ident=None, backlog=BACKLOG,
        connection_limit=MOST_CONNECTIONS, channel_timeout=CHANNEL_SECONDS, clear_untrusted_proxy_headers=True,
        max_request_body_size=16 * 1024 * 1024, outbuf_overflow=4 * 1024 * 1024, _quiet=True,
    )  # fmt: skip


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
