"""The lines that cycles and appraisals leave in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspector.audit import trail


def record(action: str, target: str, by: int | None, at: datetime, details: Mapping[str, Any]) -> None:
    """One line. by: the account, None for what time or a calculation did."""
    trail.record(action, target, actor_id=by, at=at, details=details)
