"""A visit written down in plain forms, for a phone whose browser runs no script of ours. Pure.

The draft is the one the shopper's page keeps (static/js/visit/notes.js), so that a visit may go on in either. Each page of the form is a
section; what depends on another answer is shown once that answer is kept.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from inspector.checklists.definition import Checklist, Item, Section
from inspector.scoring.answers import check
from inspector.scoring.score import score

LOCAL_FIELDS = ("later", "trail")
STATES = ("na", "unseen")
OWNERS = ("actor", "duty")  # who is answered for by such an item may be asked about
LONGEST_WORD = 40  # of a table or badge
_NUMBER = re.compile(r"-?\d{1,9}([.,]\d{1,3})?")
Draft = dict[str, Any]


class Fields(Protocol):
    """What a form sent: as werkzeug's MultiDict."""

    def get(self, key: str, default: str, /) -> str:
        """The first value of a field."""

    def getlist(self, key: str) -> list[str]:
        """Every value of a field."""

    def __contains__(self, key: object) -> bool:
        """Whether a field was sent."""


@dataclass(frozen=True, slots=True)
class Line:
    """One question as the form shows it. value: as on the wire; running: its clock runs since this moment in epoch milliseconds."""

    item: Item
    state: str | None
    value: Any
    note: str
    photos: Sequence[Mapping[str, Any]]
    running: float | None
    may_be: Sequence[str]  # of STATES


def begin(told: Mapping[str, Any], identity: str, now: datetime) -> Draft:
    """An empty form. told: what a phone is told of its visit (docs/payload.md, Visits)."""
    site, form = told["site"], told["checklist"]
    return {
        "visit": told["visit"], "id": identity, "checklist_id": form["id"], "checklist_version": form["version"], "arrived": False,
        "site": {"id": site["id"], "name": site["name"], "attributes": site.get("attributes") or []}, "area_id": None, "shift_id": None,
        "line": "mystery", "author": {"id": 0}, "started_at": _written(now), "subjects": {}, "duty": [], "answers": {}, "photos": [],
        "follow_ups": {}, "praise": [], "comment": "", "undo": [], "timers": {}, "active_seconds": 0, "paused_seconds": 0,
        "paused_at": None, "place": {}, "device_seq": 0,
        "served": {"table": "", "met": {}},
    }  # fmt: skip


def revise(told: Mapping[str, Any], identity: str, now: datetime) -> Draft:
    """A report that was asked again: what was sent stands there, under a new number."""
    sent = told["sent"]
    kept = {key_of(one["item"]): {name: value for name, value in one.items() if name not in ("item", "photos")} for one in sent["answers"]}
    photos = [{**one, "key": key_of(one["item"])} for one in sent["attachments"] if one.get("item")]
    return begin(told, identity, now) | {
        "arrived": True, "started_at": sent["started_at"], "answers": kept, "photos": photos, "comment": sent.get("comment") or "",
        "served": sent.get("served") or {"table": "", "met": {}},
    }  # fmt: skip


def key_of(item_id: str) -> str:
    """The place of an answer in a draft; a visit asks each question once."""
    return f"{item_id}|"


def shown(checklist: Checklist, draft: Draft) -> tuple[frozenset[str], frozenset[str]]:
    """(ids of the questions that are asked now, ids of those that still need an answer)."""
    answers, _ = check(checklist, {"subjects": {}, "site": _site(draft), "answers": _all(checklist, draft)})
    result = score(checklist, answers)
    asked = frozenset(row[0].id for row in result.rows)
    return asked, frozenset(item for item, _ in result.missing) | _too_short(checklist, draft, asked)


def lines(section: Section, draft: Draft, asked: frozenset[str], unseen_by_default: str | None) -> list[Line]:
    """The questions of one section that are asked now; words that are no question stand where they were written."""
    found = []
    for item in section.items:
        if item.id not in asked and item.type != "instruction":
            continue
        answer = draft["answers"].get(key_of(item.id)) or {}
        photos = [one for one in draft["photos"] if one["key"] == key_of(item.id)]
        found.append(Line(
            item, answer.get("state"), answer.get("value"), answer.get("note") or "", photos, draft["timers"].get(key_of(item.id)),
            [one for one in STATES if may_be(item, one, unseen_by_default)],
        ))  # fmt: skip
    return found


def keep(checklist: Checklist, draft: Draft, fields: Fields, now: datetime) -> Draft:
    """The draft with what a page of the form sent; a question that was not on the page stays as it was."""
    answers, photos = dict(draft["answers"]), list(draft["photos"])
    for item in checklist.items:
        key = key_of(item.id)
        photos = [one for one in photos if one["key"] != key or one["slot"] not in fields.getlist(f"away:{item.id}")]
        if f"on:{item.id}" not in fields or item.type in ("photo", "instruction"):
            continue
        state, value = _said(item, fields)
        known = answers.pop(key, None)
        if state is None:
            continue
        is_same = known is not None and (known.get("state"), known.get("value")) == (state, value)
        note = fields.get(f"note:{item.id}", "").strip() or None
        at = known["at"] if is_same and known else _written(now)
        answers[key] = {**(known or blank()), "state": state, "value": value, "at": at, "note": note}
    who, edited = _served(checklist, draft, fields), int(now.timestamp() * 1000)
    kept = {**draft, "answers": answers, "photos": photos, "served": who, "edited": edited}
    return _with_clock(_with_arrival(checklist, kept, fields, now), fields, now)


def report(checklist: Checklist, draft: Draft, now: datetime, zone: str, build: str = "plain") -> bytes:
    """What is sent (docs/payload.md, Submission): only what is asked now. build: by which door it was written."""
    asked, _ = shown(checklist, draft)
    return json.dumps({
        "wire": 1, "id": draft["id"], "checklist_id": draft["checklist_id"], "checklist_version": draft["checklist_version"],
        "site_id": draft["site"]["id"], "area_id": None, "shift_id": None, "line": "mystery", "author_id": 0, "grant_id": None,
        "round_id": None, "reinspects": None, "asked": None, "base_rev": None, "started_at": draft["started_at"],
        "submitted_at": draft.get("finished_at") or _written(now), "active_seconds": 0, "paused_seconds": 0, "site": _site(draft),
        "subjects": {}, "duty": [], "answers": [one for one in _all(checklist, draft) if one["item"] in asked], "follow_ups": [],
        "praise": [], "comment": draft["comment"] or None,
        "attachments": [_attached(one) for one in draft["photos"] if one["key"].partition("|")[0] in asked],
        "served": draft.get("served"), "client": {"build": build, "tz": zone},
    }, ensure_ascii=False, separators=(",", ":")).encode()  # fmt: skip


def is_served(section: Section) -> bool:
    """Whether somebody serves the guest in a section, so that it may matter who."""
    return any(item.owner in OWNERS for item in section.items)


def arrival_of(checklist: Checklist) -> Item | None:
    """The question that says when the visit began; None where the form asks none, and the page itself does."""
    return next((item for item in checklist.sections[0].items if item.type == "datetime"), None)


def _all(checklist: Checklist, draft: Draft) -> list[dict[str, Any]]:
    """Every answer of a draft; events nobody saw are said to be unseen, a photo answers its question."""
    found = []
    for item in checklist.items:
        key = key_of(item.id)
        known, hashes = draft["answers"].get(key), [one["sha256"] for one in draft["photos"] if one["key"] == key]
        if known:
            found.append({"item": item.id, **{k: v for k, v in known.items() if k not in LOCAL_FIELDS}, "photos": hashes})
        elif hashes and item.type == "photo":
            found.append({**blank(), "item": item.id, "state": "answered", "value": hashes, "at": draft["started_at"], "photos": hashes})
        elif item.type == "k_of_n" and item.observe == "event" and (item.unseen or checklist.scoring.unseen) != "forbid":
            found.append({**blank(), "item": item.id, "state": "unseen", "at": draft["started_at"], "photos": []})
    return found


def _said(item: Item, fields: Fields) -> tuple[str | None, Any]:
    """(state, value) of what was filled in; (None, None) for nothing, and for what cannot be read."""
    written = fields.get(f"value:{item.id}", "").strip()
    if fields.get(f"state:{item.id}", "") in STATES:
        return fields.get(f"state:{item.id}", ""), None
    if item.type == "choices":
        taken = [one.id for one in item.options if one.id in fields.getlist(f"value:{item.id}")]
        return ("answered", taken) if taken or "none" in fields.getlist(f"value:{item.id}") else (None, None)
    if item.type == "k_of_n":
        done, seen = (_whole(fields.get(f"{name}:{item.id}", "")) for name in ("done", "seen"))
        return ("answered", {"k": min(done or 0, seen), "n": seen}) if seen else (None, None)
    if item.type in ("number", "stopwatch", "points", "deduct"):
        value = written.replace(",", ".") if _NUMBER.fullmatch(written) else ""
        return ("answered", int(value) if item.type == "deduct" else value) if value else (None, None)
    if item.type == "datetime":
        found = _local(written)
        return ("answered", found.strftime("%Y-%m-%dT%H:%M")) if found else (None, None)
    return ("answered", written) if written else (None, None)


def _served(checklist: Checklist, draft: Draft, fields: Fields) -> dict[str, Any]:
    """Where the guest sat and whom they met, by role and badge; what was not on the page stays as it was."""
    known = draft.get("served") or {}
    met = dict(known.get("met") or {})
    for section in {one.id for one in checklist.sections} & set(fields.getlist("met")):
        met[section] = {name: fields.get(f"{name}:{section}", "").strip()[:LONGEST_WORD] for name in ("role", "badge")}
    table = fields.get("table", "").strip()[:LONGEST_WORD] if "table" in fields else known.get("table", "")
    return {"table": table, "met": met}


def _with_arrival(checklist: Checklist, draft: Draft, fields: Fields, now: datetime) -> Draft:
    item = arrival_of(checklist)
    found = _local(fields.get("arrived" if item is None else f"value:{item.id}", ""))
    if found is None:
        return draft
    return {**draft, "arrived": True, "started_at": _written(found.replace(tzinfo=now.tzinfo))}


def _with_clock(draft: Draft, fields: Fields, now: datetime) -> Draft:
    """One tap begins a wait, the next ends it; measured by the clock of the server."""
    item = fields.get("clock", "")
    if not item:
        return draft
    key, moment = key_of(item), now.timestamp() * 1000
    others = {name: since for name, since in draft["timers"].items() if name != key}
    since = draft["timers"].get(key)
    if since is None:
        return {**draft, "timers": {**others, key: moment}}
    known = draft["answers"].get(key) or blank()
    seconds = f"{max(0.0, (moment - since) / 1000):.1f}"
    answer = {**known, "state": "answered", "value": seconds, "at": _written(now)}
    return {**draft, "timers": others, "answers": {**draft["answers"], key: answer}}


def _too_short(checklist: Checklist, draft: Draft, asked: frozenset[str]) -> frozenset[str]:
    least = {item.id: item.min_length for item in checklist.items if item.min_length and item.id in asked}
    answers = {item: draft["answers"].get(key_of(item)) or {} for item in least}
    return frozenset(item for item, answer in answers.items() if len(answer.get("value") or "") < least[item])


def may_be(item: Item, state: str, unseen_by_default: str | None) -> bool:
    """Whether a question may be answered with a state of STATES. unseen_by_default: the policy of the checklist."""
    if item.type in ("photo", "text", "instruction", "date", "time", "datetime"):
        return False
    return item.na != "forbid" if state == "na" else (item.unseen or unseen_by_default) != "forbid"


def _attached(photo: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: photo.get(name) for name in ("slot", "kind", "sha256", "bytes", "type", "taken_at", "original_sha256")}
    return {**kept, "item": photo["key"].partition("|")[0], "for": None}


def _site(draft: Draft) -> dict[str, Any]:
    return {"has": draft["site"].get("attributes") or []}


def blank() -> dict[str, Any]:
    """The parts of an answer that a form does not ask for."""
    return {"for": None, "value": None, "reason": None, "bulk": False, "note": None, "cause": None, "corrected": False, "reminded": False}


def _whole(text: str) -> int:
    return int(text) if text.strip().isascii() and text.strip().isdigit() and len(text.strip()) < 4 else 0


def _local(text: str) -> datetime | None:
    """A moment as a phone writes it into a form, with T or a space."""
    try:
        return datetime.fromisoformat(text.strip().replace(" ", "T")).replace(tzinfo=None, second=0, microsecond=0)
    except ValueError:  # also of nothing
        return None


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds")
