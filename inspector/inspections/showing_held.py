"""What a page shows of held records: who, where, when, why, and the answers as far as they can be read."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from inspector.accounts.models import Account
from inspector.checklists import publishing
from inspector.checklists.definition import Item
from inspector.checklists.models import ChecklistRow
from inspector.extensions import db
from inspector.inspections.models import HeldRecord
from inspector.inspections.submission import Submission
from inspector.sites.models import Site

REASONS: Mapping[str, str] = {  # gettext message ids
    "unknown_checklist": "Filled with a checklist version that is not known here.",
    "unknown_site": "The site it names is not known here.",
    "closed_site": "The site was closed before the round started.",
    "inactive_author": "The account of the author is no longer active.",
    "site_not_yours": "The author may not inspect this site.",
    "revoked_grant": "The tablet's leave to send was revoked or had ended.",
    "other_content": "A record with the same number is here with other content.",
    "scores_himself": "The author scored himself.",
    "unknown_round": "It is a part of a round that is not known here, or not shared with its author.",
    "late_part": "Its round was put together or called off before it came, or its author had sent a part already.",
}


@dataclass(frozen=True, slots=True)
class HeldLine:
    """One held record in a list. checklist: its title, its key where it is not known here; why: gettext message id.

    zone: the clock of the site, None where it is not known here.
    """

    record: HeldRecord
    site: str
    author: str
    checklist: Mapping[str, str] | str
    why: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class HeldAnswer:
    """One answer, read as far as its checklist is known; its item is None when it is not, and then text is what was sent."""

    id: str
    item: Item | None
    subject: str | None
    state: str
    value: Any
    text: str
    note: str | None


def lines(records: Iterable[HeldRecord]) -> Sequence[HeldLine]:
    """The records with names for people and places."""
    found = list(records)
    named = select(Site.id, Site.name, Site.timezone).where(Site.id.in_({r.site_id for r in found}))
    sites = {row.id: row for row in db.session.execute(named)}
    authors = dict(
        db.session.execute(select(Account.id, Account.name).where(Account.id.in_({r.author_id for r in found}))).all()
    )
    titles = dict(db.session.execute(select(ChecklistRow.key, ChecklistRow.title)).all())
    keys = {r.id: str(json.loads(r.body).get("checklist_id", "")) for r in found}
    return [
        HeldLine(
            r, site.name if site else "", authors.get(r.author_id or 0, ""), titles.get(keys[r.id], keys[r.id]), REASONS[r.reason],
            site.timezone if site else None,
        )
        for r in found
        for site in (sites.get(r.site_id or 0),)
    ]  # fmt: skip


def answers(submission: Submission) -> Sequence[HeldAnswer]:
    """The answers of a held submission."""
    items = _items(submission)
    return [
        HeldAnswer(
            entry["item"], items.get(entry["item"]), entry.get("for"), entry["state"], entry.get("value"), _text(entry.get("value")),
            remark.note,
        )
        for entry, remark in zip(submission.sheet["answers"], submission.remarks, strict=True)
    ]  # fmt: skip


def _items(submission: Submission) -> Mapping[str, Item]:
    try:
        return {item.id: item for item in publishing.compiled(submission.checklist_version).items}
    except LookupError:
        return {}


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
