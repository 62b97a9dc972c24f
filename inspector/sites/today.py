"""The day that a page of the organisation means by today."""

from __future__ import annotations

from datetime import date

from inspector import clock
from inspector.accounts.access import Actor
from inspector.sites import people, queries


def today_for(asker: Actor, permission: str) -> date:
    """The business day at the first open site where the asker holds the permission; the day in UTC where there is none."""
    sites = queries.sites(asker, permission, is_open=True)
    return people.today_at(sites[0]) if sites else clock.now().date()
