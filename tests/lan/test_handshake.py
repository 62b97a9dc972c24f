"""The https door in the house stays open while some tablets misbehave."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from inspector.lan import authority
from inspector.lan.handshake import Door, PatientAdapter

SILENT_TABLETS = 4
PATIENCE_SECONDS = 4  # far below the ten seconds for which a silent tablet is borne


def greet(environ: dict, start: Callable) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "5")])
    return [environ["wsgi.url_scheme"].encode()]


@pytest.fixture
def door(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """An https server of ours; gives its port and the certificate of the authority a tablet trusts."""
    made = authority.ensure(tmp_path, ["127.0.0.1"], datetime.now(UTC))
    server = Door(("127.0.0.1", 0), greet, numthreads=SILENT_TABLETS + 2)
    server.ssl_adapter = PatientAdapter(str(made.chain), str(made.key))
    server.prepare()
    serving = threading.Thread(target=server.serve)
    serving.start()
    yield server.bind_addr[1], made.authority
    server.stop()
    serving.join()


def ask(port: int, trusted: Path) -> bytes:
    context = ssl.create_default_context(cafile=str(trusted))
    with (
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as raw,
        context.wrap_socket(raw, server_hostname="127.0.0.1") as tls,
    ):
        tls.sendall(b"GET / HTTP/1.1\r\nHost: inspector\r\nConnection: close\r\n\r\n")
        answer = b""
        while part := tls.recv(1024):
            answer += part
    return answer


def test_tablets_that_fall_silent_while_greeting_keep_nobody_out(door: tuple[int, Path]) -> None:
    port, trusted = door
    silent = [socket.create_connection(("127.0.0.1", port)) for _ in range(SILENT_TABLETS)]
    try:
        assert ask(port, trusted).endswith(b"https")
    finally:
        for tablet in silent:
            tablet.close()


def test_a_visitor_without_tls_is_turned_away_and_the_next_one_served(door: tuple[int, Path]) -> None:
    port, trusted = door
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_SECONDS) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: inspector\r\n\r\n")
        assert b"200 OK" not in plain.recv(1024)
    assert ask(port, trusted).endswith(b"https")
