"""How far a campaign is: by window, and by site with each visit; enough to run thirty sites from one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from inspector.mystery.campaigns import GONE
from inspector.mystery.models import Campaign, Visit, Window
from inspector.sites.models import Site

DONE = ("accepted", "released")


@dataclass(frozen=True, slots=True)
class WindowProgress:
    """One window of a campaign over all its sites."""

    window: Window
    done: int
    under_way: int
    wanted: int


@dataclass(frozen=True, slots=True)
class SiteProgress:
    """One site: its visits in the order of their days. done: accepted; wanted: what the quotas ask for."""

    site: Site
    visits: Sequence[Visit]
    done: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Steps:
    """What the quality lead can do next for many visits at once: visits without somebody who goes, without a link, gone missing."""

    unassigned: Sequence[Visit]
    unsent: Sequence[Visit]
    to_review: Sequence[Visit]


def by_window(campaign: Campaign, site_count: int) -> list[WindowProgress]:
    """One line for each window that is wanted or was visited."""
    lines = []
    for window in campaign.windows:
        of = [one for one in campaign.visits if one.window_id == window.id and one.state not in GONE]
        if window.quota or of:
            done = sum(one.state in DONE for one in of)
            begun = sum(one.state not in (*DONE, "planned") for one in of)
            lines.append(WindowProgress(window, done, begun, max(window.quota * site_count, len(of))))
    return lines


def by_site(campaign: Campaign) -> list[SiteProgress]:
    """One line for each site, those that lack most first."""
    wanted = sum(one.quota for one in campaign.windows)
    found: dict[int, list[Visit]] = {}
    for visit in sorted(campaign.visits, key=lambda one: (one.first_on, one.id)):
        if visit.state != "called_off":
            found.setdefault(visit.site_id, []).append(visit)
    lines = [SiteProgress(of[0].site, of, sum(one.state in DONE for one in of), wanted) for of in found.values()]
    return sorted(lines, key=lambda line: (line.done - line.wanted, line.site.code))


def steps(campaign: Campaign) -> Steps:
    """What can be done next."""
    waiting = [one for one in campaign.visits if one.state == "planned"]
    has_nobody = [one for one in waiting if one.shopper_id is None and one.agency_id is None]
    return Steps(
        has_nobody,
        [one for one in waiting if one.shopper_id is not None],
        [one for one in campaign.visits if one.state == "delivered"],
    )
