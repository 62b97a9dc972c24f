"""Keys of other services as they lie in the database: sealed with the deployment's secret, so that a copy of the database opens none."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping

from flask import current_app

from inspector.jobs import queue


def sealed(secret: Mapping[str, str]) -> str:
    """Seal a key."""
    return _lock().encrypt(json.dumps(dict(secret)).encode()).decode()


def opened(text: str) -> dict[str, str]:
    """Open a sealed key. Raises `queue.Failed` where the deployment's secret has changed since."""
    from cryptography.fernet import InvalidToken

    try:
        found: dict[str, str] = json.loads(_lock().decrypt(text.encode()))
    except InvalidToken:
        raise queue.Failed("the deployment's secret has changed; set this channel up again", is_final=True) from None
    return found


def _lock():  # type: ignore[no-untyped-def]
    from cryptography.fernet import Fernet

    material = hashlib.sha256(b"inspector notice channel\0" + current_app.config["SECRET_KEY"].encode()).digest()
    return Fernet(base64.urlsafe_b64encode(material))
