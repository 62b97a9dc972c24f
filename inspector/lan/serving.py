"""Two doors in the house: https for the application, and a plain one that only explains how a tablet comes to trust it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from flask import Flask

from inspector import clock
from inspector.lan import authority
from inspector.lanes import Gate
from inspector.settings import Settings

THREADS = 16


def at_home(settings: Settings) -> Settings:
    """The settings with the address by which tablets in the house reach this machine."""
    return replace(settings, base_url=settings.base_url or f"https://{authority.own_addresses()[0]}:{settings.port}")


def serve(app: Flask, settings: Settings, greeting: str) -> int:
    """Greet, then serve until told to stop. Exit 2 when the demo still has the passwords that everyone knows."""
    from inspector.lan.handshake import Door, PatientAdapter

    if settings.is_demo and _has_known_passwords(app):
        print(
            "The demo's passwords are known to everyone; in the house network it is served only after they were changed."
        )
        print("Change them:  inspector demo passwords --data", settings.data)
        return 2
    addresses = authority.own_addresses()
    made = authority.ensure(settings.data / "tls", addresses, clock.now())
    secure = Door(
        (settings.host, settings.port), Gate(app, THREADS), numthreads=THREADS, server_name="", request_queue_size=128, shutdown_timeout=30
    )
    secure.ssl_adapter = PatientAdapter(str(made.chain), str(made.key))
    plain = Door((settings.host, settings.port + 1), trust_page(app, made.authority), numthreads=2, server_name="")
    print(greeting)
    _greet(settings, addresses[0])
    threading.Thread(target=plain.safe_start, daemon=True).start()
    secure.safe_start()
    return 0


def trust_page(app: Flask, certificate: Path) -> Callable[..., Iterable[bytes]]:
    """A WSGI application that gives the authority's certificate and tells how to trust it; it takes no sign-in and no data."""

    def answer(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/authority.crt":
            start(
                "200 OK",
                [
                    ("Content-Type", "application/x-x509-ca-cert"),
                    ("Content-Disposition", 'attachment; filename="inspector.crt"'),
                ],
            )
            return [certificate.read_bytes()]
        with app.test_request_context("/trust", headers={"Accept-Language": environ.get("HTTP_ACCEPT_LANGUAGE", "zh")}):
            page = app.jinja_env.get_template("lan/trust.html").render(
                address=app.extensions["inspector.settings"].base_url
            )
        start(
            "200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Security-Policy", "default-src 'none'")]
        )
        return [page.encode()]

    return answer


def _greet(settings: Settings, address: str) -> None:
    import segno

    print(f"How a tablet comes to trust it:      http://{address}:{settings.port + 1}/\n")
    segno.make(f"http://{address}:{settings.port + 1}/", micro=False).terminal(compact=True)
    print(flush=True)


def _has_known_passwords(app: Flask) -> bool:
    from inspector.demo import sign_ins

    with app.app_context():
        return sign_ins.has_known_passwords()
