"""How the https door greets: nobody waits for a tablet that fell silent in the middle of the greeting."""

from __future__ import annotations

import logging
import socket
import ssl
import sys
from typing import Any

from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

GONE = (ssl.SSLError, ConnectionError, TimeoutError)
log = logging.getLogger(__name__)


class PatientAdapter(BuiltinSSLAdapter):
    """Leaves the TLS handshake to the worker that reads the request.

    Cheroot's own adapter shakes hands in the one thread that takes in connections: a tablet at the edge of the
    wireless network that connects and falls silent keeps everybody out for ten seconds, three of them for thirty.
    """

    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, Any]]:
        """Give the socket as TLS, not yet greeted, and what WSGI is told about it."""
        greeted_later = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return greeted_later, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class Door(wsgi.Server):
    """Cheroot's server with its messages in the log of the application."""

    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Log a message; one about a visitor who left or does not trust us yet is no fault of ours."""
        if isinstance(sys.exc_info()[1], GONE):
            log.debug(msg)
        else:
            log.log(level, msg, exc_info=traceback)
