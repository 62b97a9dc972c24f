"""Who may answer an objection of a person: somebody who was not there and does not answer for who was.

Level 1: quality or operations of the place, never the inspector, never in one reporting line with the inspector, never the person.
Level 2: HR, never who decided before. Where nobody is left on level 1 it goes to HR at once.
Source: docs/decisions.md, Objections of people.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from inspector.accounts.access import PERMISSIONS, Actor
from inspector.accounts.models import Account, RoleAssignment, ScopeClosure
from inspector.appraisals import evidence, month_appraisals
from inspector.appraisals.appeal_models import FIRST, PersonAppeal
from inspector.appraisals.models import LedgerEntry, MonthRecord
from inspector.appraisals.reporting import Post, in_one_line
from inspector.extensions import db
from inspector.sites.models import Site

PERMISSION = {1: "appeals.review", 2: "appeals.review_last"}


def may_review(actor: Actor, appeal: PersonAppeal) -> bool:
    """Whether someone may give the answer that is due now."""
    return appeal.state == "open" and actor.may(PERMISSION[appeal.level], appeal.site_id) and actor.account_id in of(appeal)


def of(appeal: PersonAppeal) -> set[int]:
    """The accounts that may give the answer of the level the objection stands at."""
    able = _accounts_with(PERMISSION[appeal.level], appeal.site_id) - {appeal.by_id, appeal.staff.account_id}
    if appeal.level != FIRST:
        return able - {one.by_id for one in appeal.decisions}
    return _apart(able, inspectors_of(appeal))


def inspectors_of(appeal: PersonAppeal) -> set[int]:
    """Whose word is objected to: the inspector; who gave a card, or reported and decided a red line;
    for a whole period everybody who inspected, and who proposed, confirmed or rated it."""
    if appeal.inspection is not None:
        return {appeal.inspection.author_id}
    own = LedgerEntry.staff_id == appeal.staff_id
    rows = db.session.execute(select(LedgerEntry.inspector_id, LedgerEntry.business_day).where(own).distinct())
    if appeal.card is not None:
        return {one for one in (appeal.card.given_by_id, appeal.card.second_by_id) if one is not None}
    if appeal.red_line is not None:
        return {one for one in (appeal.red_line.raised_by_id, appeal.red_line.decided_by_id) if one is not None}
    first, last = evidence.bounds_of(appeal.month)
    found = {account for account, day in rows if first <= day <= last}
    confirmed = select(MonthRecord.confirmed_by_id).where(MonthRecord.staff_id == appeal.staff_id, MonthRecord.month == appeal.month)
    appraisal = month_appraisals.of(appeal.month, [appeal.staff_id]).get(appeal.staff_id)
    said = (appraisal.proposed_by_id, appraisal.second_by_id, appraisal.behaviour_by_id) if appraisal is not None else ()
    return found | set(db.session.scalars(confirmed)) | {one for one in said if one is not None}


def _apart(able: set[int], inspectors: set[int]) -> set[int]:
    posts = _posts(able | inspectors)
    seen = [post for one in inspectors for post in posts.get(one, ())]
    return {one for one in able - inspectors if not in_one_line(posts.get(one, ()), seen)}


def _accounts_with(permission: str, site_id: int) -> set[int]:
    own = select(Site.scope_id).where(Site.id == site_id).scalar_subquery()
    return set(
        db.session.scalars(
            select(RoleAssignment.account_id)
            .join(ScopeClosure, ScopeClosure.ancestor_id == RoleAssignment.scope_id)
            .join(Account, Account.id == RoleAssignment.account_id)
            .where(ScopeClosure.descendant_id == own, RoleAssignment.ended_at.is_(None), Account.is_active)
            .where(RoleAssignment.role.in_(sorted(PERMISSIONS[permission])))
        )
    )


def _posts(accounts: Iterable[int]) -> dict[int, list[Post]]:
    rows = db.session.execute(
        select(RoleAssignment.account_id, RoleAssignment.role, RoleAssignment.scope_id, ScopeClosure.ancestor_id)
        .join(ScopeClosure, ScopeClosure.descendant_id == RoleAssignment.scope_id)
        .where(RoleAssignment.account_id.in_(sorted(accounts)), RoleAssignment.ended_at.is_(None))
    )
    above: dict[tuple[int, str, int], set[int]] = {}
    for account, role, scope, ancestor in rows:
        above.setdefault((account, role, scope), set()).add(ancestor)
    found: dict[int, list[Post]] = {}
    for (account, role, scope), ancestors in above.items():
        found.setdefault(account, []).append(Post(role, (scope, *sorted(ancestors - {scope}))))
    return found
