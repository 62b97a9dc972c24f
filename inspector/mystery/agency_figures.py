"""What came of the visits of an agency, campaign by campaign: for the agency itself, and with more beside it for the quality lead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from inspector.mystery.models import Campaign, Visit

# What an agency is told of the state of a visit; when sites are told is no business of it.
TOLD = {
    "planned": "to_come", "sent": "to_come", "begun": "to_come", "delivered": "in_review", "revising": "asked_again",
    "accepted": "accepted", "released": "accepted", "rejected": "turned_down", "expired": "ran_out",
}  # fmt: skip
ORDER = ("asked_again", "in_review", "accepted", "turned_down", "ran_out", "to_come")
GIVES_REASON = ("asked_again", "turned_down")


@dataclass(frozen=True, slots=True)
class Line:
    """One visit. told: a key of wording.TOLD; reason: why it was turned down, or what is asked; cost in the smallest unit, None = open."""

    visit: Visit
    told: str
    reason: str
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One campaign. counts: {told: visits}; amounts in the smallest unit of its currency, of what was accepted."""

    campaign: Campaign
    lines: Sequence[Line]
    counts: Counter[str]
    fee_minor: int
    reimbursed_minor: int

    @property
    def cost_minor(self) -> int:
        """Fees and what is paid back."""
        return self.fee_minor + self.reimbursed_minor


def by_campaign(visits: Sequence[Visit]) -> list[Part]:
    """The visits in parts, the newest campaign first. visits: ordered by campaign, as agencies.visits_of gives them."""
    return [_part(list(of)) for _, of in groupby(visits, key=lambda one: one.campaign_id)]


def line_of(visit: Visit) -> Line:
    """One visit as an agency is told of it."""
    told, report = TOLD[visit.state], visit.report
    reason = report.reason if report is not None and told in GIVES_REASON else ""
    is_decided = told in ("accepted", "turned_down")
    cost = (visit.fee_minor or 0) + (visit.reimbursed_minor or 0) if is_decided else None
    return Line(visit, told, reason, cost)


def _part(visits: list[Visit]) -> Part:
    lines = sorted((line_of(one) for one in visits), key=lambda one: ORDER.index(one.told))
    taken = [one.visit for one in lines if one.told == "accepted"]
    return Part(
        visits[0].campaign, lines, Counter(one.told for one in lines), sum(one.fee_minor or 0 for one in taken),
        sum(one.reimbursed_minor or 0 for one in taken),
    )  # fmt: skip
