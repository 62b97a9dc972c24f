"""Somebody leaves or goes to work elsewhere: access ends when the last day is over, and open tasks pass on to the next one up."""

from __future__ import annotations

from datetime import datetime

from inspector.rectification import succession
from inspector.sites import people


def carry_out(by: int | None, at: datetime) -> int:
    """Do what is due at a moment; answers how many tasks were passed on. Done twice it does nothing more.

    by: the account that changed a post; None = a day that came.
    """
    people.end_access_of_leavers(at)
    return succession.pass_on(by, at)
