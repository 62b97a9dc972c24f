"""Who may change checklists: they belong to the organisation, so only who holds the permission everywhere."""

from __future__ import annotations

from inspector.accounts.guards import actor
from inspector.errors import Problem


def may_publish() -> bool:
    """Whether the person asking may change and publish checklists."""
    return actor().sites("checklists.publish") is None


def check_may_publish() -> None:
    """Raises Problem forbidden unless `may_publish`."""
    if not may_publish():
        raise Problem("forbidden")
