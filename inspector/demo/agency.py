"""An agency of the demo: its sign-in, visits accepted, turned down, asked about again and still to come, and one that is called back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from inspector.accounts.access import Actor
from inspector.demo.founding import Shop, World, local
from inspector.extensions import db
from inspector.mystery import agencies
from inspector.mystery.agency_models import CallBack
from inspector.mystery.models import Campaign, Visit
from inspector.mystery.report_models import Report

NUMBER = "A001"
NAME, CONTACT = "明察神秘顾客服务（演示）", "邵青 138-0000-9001"
RETIRED = "旧友调研（演示）"


@dataclass(frozen=True, slots=True)
class Told:
    """One visit of the agency. back: days ago; state: of the report."""

    back: int
    hour: int
    state: str
    reason: str = ""
    paid_minor: int = 0


VISITS = (
    Told(6, 12, "accepted", paid_minor=16_800), Told(5, 19, "accepted", paid_minor=19_200),
    Told(5, 12, "rejected", "到店时间与小票不符，且没有桌号。"), Told(3, 19, "revision", "请补充结账时等了多久。"), Told(2, 12, "waiting"),
)  # fmt: skip


def bring(
    world: World, campaign: Campaign, shops: list[Shop], lead: Actor, make: Callable[[Shop, datetime], tuple[Visit, Report]]
) -> None:
    """Enter the agency and what it brought. make: a visit with its report, of a shop at a moment."""
    at = local(world.today - timedelta(days=9), 10)
    found = agencies.write(None, NAME, CONTACT, lead.account_id, at)
    agencies.archive(agencies.write(None, RETIRED, "已无联系人", lead.account_id, at), lead.account_id, at)
    agencies.join(found, world.accounts[NUMBER])
    for number, told in enumerate(VISITS, 1):
        shop = shops[number % len(shops)]
        visit, report = make(shop, local(world.today - timedelta(days=told.back), told.hour, 5 * number))
        visit.agency, visit.agency_reference, visit.agency_shopper = found, f"MC-{number:03d}", f"Q{10 + number % 3}"
        _decide(campaign, visit, report, told, lead)
    first = next(one for one in campaign.visits if one.agency_reference == "MC-001")
    first.call_back = CallBack(chosen_at=at, note="")
    window = campaign.windows[1]
    campaign.visits.append(Visit(
        site_id=shops[0].site.id, site=shops[0].site, agency=found, state="planned", first_on=campaign.first_on, last_on=campaign.last_on,
        window=window, meal=window.meal, day_kind=window.day_kind, begins_at="", ends_at="",
    ))  # fmt: skip
    db.session.flush()


def _decide(campaign: Campaign, visit: Visit, report: Report, told: Told, lead: Actor) -> None:
    report.state, report.reason = told.state, told.reason
    visit.state = {"waiting": "delivered", "revision": "revising"}.get(told.state, told.state)
    if told.state == "waiting":
        return
    report.decided_by_id, report.decided_at = lead.account_id, report.received_at + timedelta(days=1)
    if told.state == "revision":
        report.due_at = report.decided_at + timedelta(days=2)
    else:
        is_taken = told.state == "accepted"
        visit.fee_minor, visit.reimbursed_minor = (campaign.fee_minor, told.paid_minor) if is_taken else (0, 0)
