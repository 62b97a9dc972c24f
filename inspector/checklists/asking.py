"""What pages of checklists ask of the reader and of the organisation: who may change lists, what the house sets beside standards.

Checklists belong to the organisation, so only who holds the permission everywhere may change them.
"""

from __future__ import annotations

from inspector.accounts.guards import actor
from inspector.errors import Problem
from inspector.sites import settings_store
from inspector.sites.settings_store import Held
from inspector.sites.today import today_for


def may_publish() -> bool:
    """Whether the person asking may change and publish checklists."""
    return actor().sites("checklists.publish") is None


def check_may_publish() -> None:
    """Raises Problem forbidden unless `may_publish`."""
    if not may_publish():
        raise Problem("forbidden")


def house_figures() -> dict[str, list[Held]]:
    """What the house sets today where the register states a figure, by standard id; pages show it beside the standard."""
    return settings_store.house_figures(today_for(actor(), "checklists.read"))
