"""What a campaign has cost so far, and what the visits that are still wanted may cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from inspector.mystery.campaigns import GONE
from inspector.mystery.models import Campaign, Visit


@dataclass(frozen=True, slots=True)
class Cost:
    """Amounts in the smallest unit of the currency. still: fee and the most that is paid back, for each visit not decided."""

    reimbursed_minor: int
    fee_minor: int
    still_minor: int
    budget_minor: int | None

    @property
    def spent_minor(self) -> int:
        """What was paid back and paid as fees."""
        return self.reimbursed_minor + self.fee_minor

    @property
    def over_minor(self) -> int:
        """By how much the budget may be exceeded when every visit costs as much as it may; 0 when it holds, or there is none."""
        return 0 if self.budget_minor is None else max(0, self.spent_minor + self.still_minor - self.budget_minor)


def of(campaign: Campaign) -> Cost:
    """The cost of a campaign."""
    each = campaign.fee_minor + campaign.most_reimbursed_minor
    open_count = sum(one.fee_minor is None and one.state not in GONE for one in campaign.visits)
    return Cost(
        sum(one.reimbursed_minor or 0 for one in campaign.visits), sum(one.fee_minor or 0 for one in campaign.visits), open_count * each,
        campaign.budget_minor,
    )  # fmt: skip


def of_visits(visits: Iterable[Visit]) -> dict[str, int]:
    """{currency: fee and reimbursement together} of some visits."""
    found: dict[str, int] = {}
    for one in visits:
        currency = one.campaign.currency
        found[currency] = found.get(currency, 0) + (one.fee_minor or 0) + (one.reimbursed_minor or 0)
    return found
