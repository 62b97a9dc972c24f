"""Calls a messaging service: our host table alone, no redirects, little time, a small answer."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import current_app

from inspector import clock
from inspector.jobs import queue
from inspector.notices import messengers, sealing
from inspector.notices.messengers import Call, Message
from inspector.notices.models import NoticeChannel

SECONDS = 10
LARGEST_ANSWER = 64 * 1024


def post(channel: NoticeChannel, message: Message) -> None:
    """Post to the group of a bot. Raises `queue.Failed`."""
    secret = sealing.opened(channel.sealed)
    _call(channel.service, messengers.to_group(channel.service, secret, message, int(clock.now().timestamp())))


def write(channel: NoticeChannel, address: str, message: Message) -> None:
    """Write to one person through the organisation's app. Raises `queue.Failed`."""
    secret = sealing.opened(channel.sealed)
    token = messengers.token_in(channel.service, _call(channel.service, messengers.for_token(channel.service, secret)))
    if not token:
        raise queue.Failed("the service gave no token")
    _call(channel.service, messengers.to_person(channel.service, secret, token, address, message))


def _call(service: str, call: Call) -> Mapping[str, Any]:
    hosts = messengers.HOSTS | dict(current_app.extensions["inspector.settings"].messenger_hosts)
    place = urlsplit(hosts[service])
    kind = http.client.HTTPSConnection if place.scheme == "https" else http.client.HTTPConnection
    line = kind(place.hostname or "", place.port, timeout=SECONDS)
    headers = {"Content-Type": "application/json; charset=utf-8"} | (
        {"Authorization": f"Bearer {call.bearer}"} if call.bearer else {}
    )
    try:
        body = json.dumps(call.body, ensure_ascii=False).encode() if call.body else None
        line.request("POST" if body else "GET", call.path, body, headers)
        answer = line.getresponse()
        content = answer.read(LARGEST_ANSWER)
    except (OSError, http.client.HTTPException) as error:
        raise queue.Failed(f"the service cannot be reached: {type(error).__name__}") from error
    finally:
        line.close()
    if answer.status != 200:
        raise queue.Failed(f"the service answered HTTP {answer.status}")
    try:
        said = json.loads(content)
    except ValueError as error:
        raise queue.Failed("the service answered something else than JSON") from error
    why = messengers.refusal(said) if isinstance(said, dict) else "the service answered something else than an object"
    if why:
        raise queue.Failed(why)
    return said  # type: ignore[no-any-return]
