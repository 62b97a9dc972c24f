"""Waiting for what comes true by itself: looked at again and again, until a deadline that fails the test with a reason."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def until(holds: Callable[[], Any], why: Callable[[], str] | str = "it did not come true", seconds: float = 30, page: Any = None) -> None:
    """Wait until `holds()` is true.

    page: a page of a browser that must go on meanwhile; without one, only this process waits. why: what the failure says, a sentence or
    what makes one when it is too late.
    """
    ends_at = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > ends_at:
            raise AssertionError(why if isinstance(why, str) else why())
        if page is None:
            time.sleep(0.02)  # between two looks, not in place of looking
        else:
            page.wait_for_timeout(40)  # the same
