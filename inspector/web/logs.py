"""What is written about a running server: a line of JSON for each event, so that nothing in a value can look like another event."""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from functools import cache
from typing import Any


class Patient:
    """Standard output that may fail: a log on a full disk must not turn the answer about that disk into a fault of ours."""

    def write(self, text: str) -> None:
        """Write, or lose the line."""
        with suppress(OSError):
            sys.stdout.write(text)

    def flush(self) -> None:
        """Flush, or try again with the next line."""
        with suppress(OSError):
            sys.stdout.flush()


@cache
def log() -> Any:
    """The log, set up when something is first written: the library costs a tenth of a start, and most days pass without a fault.

    A traceback names files and lines and never shows the values of variables: those are people's names, answers and
    session keys. (Where the package rich happens to be installed, the library would print them all.)
    """
    import structlog

    structlog.configure(
        logger_factory=structlog.PrintLoggerFactory(file=Patient()),  # type: ignore[arg-type]
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.ExceptionRenderer(),
            structlog.processors.JSONRenderer(serializer=_line),
        ]
    )
    return structlog.get_logger()


def _line(event: dict[str, Any], **_: Any) -> str:
    first = {name: event.pop(name) for name in ("at", "level", "event") if name in event}
    return json.dumps(first | event, default=repr)  # in ASCII: signs that turn or break a line are escaped too
