"""What pages of plans ask of higher floors; the application hands it in, so that no import points upward."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol, cast

from flask import Flask, current_app

KEY = "inspector.plans.upstairs"


class Postpone(Protocol):
    """`inspector.rectification.postponing.postpone`."""

    def __call__(self, site_id: int, first_on: date, days: int, reason: str, by: int, at: datetime) -> int:
        """Put open tasks of a site off by some days, those due from a business day on; answers how many."""


def install(app: Flask, postpone: Postpone) -> None:
    """Give the application what is asked of higher floors."""
    app.extensions[KEY] = postpone


def postpone(site_id: int, first_on: date, days: int, reason: str, by: int, at: datetime) -> int:
    """Put open tasks of a site off, because it is excused; answers how many."""
    return cast("Postpone", current_app.extensions[KEY])(site_id, first_on, days, reason, by, at)
