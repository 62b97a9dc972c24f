"""A wave of mystery visits is told to its sites: each becomes an inspection through the one way in, all in one transaction."""

from __future__ import annotations

from datetime import datetime

from inspector.accounts.access import Actor
from inspector.mystery import releasing
from inspector.mystery.models import Campaign
from inspector.mystery.releasing import Ready
from inspector.pipelines import intake, mystery_attribution


def release(campaign: Campaign, by: Actor, at: datetime) -> int:
    """Release what is ripe, at one moment. Returns how many visits. Raises Problem conflict when nothing may be released."""
    wave = releasing.prepare(campaign, by.account_id, at)
    for ready in wave:
        tell(ready, by, at)
    return len(wave)


def tell(ready: Ready, by: Actor, at: datetime) -> None:
    """Tell one visit to its site, and ask whom it may be about. Only as part of a wave: alone it would tell who the guest was."""
    receipt = intake.accept(ready.record, at, by)
    releasing.released(ready, receipt.inspection_id, by.account_id, at)
    mystery_attribution.ask(ready.visit, by.account_id, at)
