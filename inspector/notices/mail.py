"""E-mail: put down with what it follows from, sent by the deployment's own mail server. Without one nothing is put down.

A letter may hold a secret link: it lies sealed until it is sent, and its content is forgotten then.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import formatdate
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app

from inspector.jobs import queue
from inspector.notices import sealing
from inspector.settings import Settings

KIND = "mail"
LONGEST_ADDRESS = 254  # RFC 5321
SECONDS = 20  # to wait for a mail server
GIVE_UP_FROM = 500  # a mail server's "no"; below it is "not now"
REFUSED = "the mail server refused the address"  # how the error of a job begins that another address would mend
_ADDRESS = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+\.[^\s@<>,;:\"().]{2,}")
PORTS = {"smtps": 465, "smtp+starttls": 587, "smtp": 25}


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server of a deployment and who its letters come from. security: smtps, smtp+starttls or smtp (in the clear)."""

    security: str
    host: str
    port: int
    user: str
    password: str
    sender: str


def server_of(settings: Settings) -> MailServer | None:
    """The mail server that the environment names, None when it names none."""
    if not settings.mail_server:
        return None
    parts = urlsplit(settings.mail_server)
    return MailServer(
        parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme], unquote(parts.username or ""), unquote(parts.password or ""),
        settings.mail_from,
    )  # fmt: skip


def is_set_up() -> bool:
    """Whether letters can be sent from here; where not, a page offers the link to copy instead."""
    return bool(current_app.extensions["inspector.settings"].mail_server)


def is_address(text: str) -> bool:
    """Whether a text is one e-mail address and nothing else, as far as can be told without writing to it."""
    return bool(_ADDRESS.fullmatch(text)) and len(text) <= LONGEST_ADDRESS


def put(key: str, to: str, subject: str, text: str, at: datetime, due_at: datetime | None = None) -> bool:
    """Put one letter down in the present transaction, sent within seconds of it; answers whether there is a mail server at all.

    key: names the event and its version, `visit:31:link:2`; one key is one letter, however often it is put down. to: one address.
    text: plain, in the reader's language. What became of it: `jobs.queue.of_keys`, under `job_key`.
    """
    if not is_set_up():
        return False
    content = sealing.sealed({"to": to, "subject": subject, "text": text})
    queue.put(job_key(key), KIND, {"key": key, "sealed": content}, at, due_at)
    return True


def job_key(key: str) -> str:
    """Under what key the jobs know a letter."""
    return f"{KIND}:{key}"


def carry_out(payload: Mapping[str, Any]) -> None:
    """Send one letter as `put` laid it down, or with its words in the open. Raises `queue.Failed`, final for a refusal for good."""
    if "sealed" in payload:
        payload = {"key": payload["key"], **sealing.opened(payload["sealed"])}
    server = server_of(current_app.extensions["inspector.settings"])
    if server is None:
        raise queue.Failed("INSPECTOR_MAIL_SERVER is not set")
    letter = _letter(payload, server.sender)
    try:
        with _connected(server) as line:
            line.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        raise queue.Failed(f"{REFUSED} ({codes[0]})", is_final=min(codes) >= GIVE_UP_FROM) from error
    except smtplib.SMTPResponseException as error:
        raise queue.Failed(f"the mail server answered {error.smtp_code}") from error
    except (smtplib.SMTPException, OSError) as error:
        raise queue.Failed(f"the mail server cannot be reached: {type(error).__name__}") from error


def _letter(payload: Mapping[str, Any], sender: str) -> EmailMessage:
    letter = EmailMessage()
    try:
        letter["From"], letter["To"], letter["Subject"] = sender, payload["to"], " ".join(payload["subject"].split())
    except (ValueError, MessageError) as error:  # a line break in an address
        raise queue.Failed("this is no e-mail address", is_final=True) from error
    letter["Date"] = formatdate()
    # The same for every try, so that a letter that went out twice is shown once.
    name = hashlib.sha256(payload["key"].encode()).hexdigest()[:32]
    letter["Message-ID"] = f"<{name}@{sender.rpartition('@')[2].strip('> ') or 'localhost'}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter.set_content(payload["text"])
    return letter


def _connected(server: MailServer) -> smtplib.SMTP:
    if server.security == "smtps":
        line: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=ssl.create_default_context()
        )
    else:
        line = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
        if server.security == "smtp+starttls":
            line.starttls(context=ssl.create_default_context())
    if server.user:
        line.login(server.user, server.password)
    return line
