"""What must not lie readable in the database, keys of other services and letters that wait: a copy of the database opens none of it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from flask import current_app

from inspector.jobs import queue


def sealed(secret: Mapping[str, str]) -> str:
    """Seal a few words, each under its name, with the deployment's secret."""
    return _lock().encrypt(json.dumps(dict(secret)).encode()).decode()


def opened(text: str) -> dict[str, str]:
    """Open what was sealed. Raises `queue.Failed` where the deployment's secret has changed since."""
    from cryptography.fernet import InvalidToken

    try:
        found: dict[str, str] = json.loads(_lock().decrypt(text.encode()))
    except InvalidToken:
        raise queue.Failed("the deployment's secret has changed since; make this anew", is_final=True) from None
    return found


def _lock():  # type: ignore[no-untyped-def]
    from cryptography.fernet import Fernet

    material = hashlib.sha256(b"inspector notice channel\0" + current_app.config["SECRET_KEY"].encode()).digest()
    return Fernet(base64.urlsafe_b64encode(material))
