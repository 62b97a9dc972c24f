"""What every door for programs asks first: a JSON object, read strictly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from flask import request

from inspector.errors import Problem
from inspector.inspections import json_in, payload
from inspector.inspections.submission import Submission
from inspector.media.store import CHUNK_BYTES


def read_object() -> dict[str, Any]:
    """The body of this request as a JSON object. Raises Problem malformed for anything else."""
    try:
        value = json_in.read(request.get_data())
    except json_in.Malformed as error:
        raise Problem("malformed", why=str(error)) from None
    if not isinstance(value, dict):
        raise Problem("malformed", why="it must be an object")
    return value


def read_plain_object() -> dict[str, Any]:
    """The same with its figures as the device wrote them: for drafts, which are kept and given back and not understood here."""
    read_object()
    value: dict[str, Any] = json.loads(request.get_data())
    return value


def read_submission() -> Submission:
    """The body of this request as a submission. Raises Problem malformed with what is wrong."""
    try:
        return payload.read(request.get_data())
    except json_in.Malformed as error:
        raise Problem("malformed", why=str(error)) from None
    except payload.EnvelopeFaults as error:
        raise Problem("malformed", why=str(error), fields=error.faults) from None


def chunks() -> Iterator[bytes]:
    """The body of this request, piece by piece."""
    while chunk := request.stream.read(CHUNK_BYTES):
        yield chunk
