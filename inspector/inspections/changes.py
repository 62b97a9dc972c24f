"""What a correction of a submitted inspection changes; how two corrections of one base go together. Pure.

An inspection is never edited: a correction names the revision it saw, and the result is a further revision. Versions decide, not clocks.
Corrections that touch different answers are merged; the same answer touched twice with different words is a clash that a person decides;
photos only ever come to an answer, so they never clash. Source: docs/decisions.md, Corrections.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

STATES = ("answered", "na", "unseen")
FIELDS = ("state", "value", "reason", "note", "cause", "corrected", "for", "bearer")
MOST_CHANGES = 200


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """One answer said otherwise. item and subject: where it stands; said: the fields that change, as on the wire (FIELDS).

    bearer: "staff:7" whom a guest's answer is about, or None again; only `pipelines/mystery_attribution.py` says it.
    photos: what is added, as announcements of the wire without `item` and `for`.
    """

    item: str
    subject: str | None
    said: Mapping[str, Any]
    photos: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Naming:
    """One subject was somebody else: `staff:unknown-1` is `staff:7` after all, or the wrong person was named."""

    subject: str
    to: str


Change = AnswerChange | Naming
Address = tuple[str, str | None]  # item and subject


@dataclass(frozen=True, slots=True)
class Clash:
    """An answer (or, with item None, a subject) that two corrections of one base changed to different things."""

    item: str | None
    subject: str | None


class Unfit(ValueError):
    """A change that cannot be carried out on this inspection; `why` is a gettext message id."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def read(raw: Any) -> tuple[Change, ...]:
    """Changes from JSON (docs/payload.md, Corrections). Raises Unfit."""
    if not isinstance(raw, list) or not 0 < len(raw) <= MOST_CHANGES:
        raise Unfit("Say what is to be corrected.")
    return tuple(_read_one(one) for one in raw)


def as_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as JSON, to be kept and read again."""
    return [
        {"subject": one.subject, "to": one.to}
        if isinstance(one, Naming)
        else {"item": one.item, "for": one.subject, "set": dict(one.said), "photos": [dict(photo) for photo in one.photos]}
        for one in changes
    ]


def apply(envelope: Mapping[str, Any], changes: Iterable[Change], rev: int) -> dict[str, Any]:
    """The envelope of a submission with the changes carried out, as revision `rev`. Raises Unfit."""
    revised = copy.deepcopy(dict(envelope)) | {"base_rev": rev - 1}
    for change in changes:
        if isinstance(change, Naming):
            _name(revised, change)
        else:
            _say(revised, change)
    return revised


def encoded(envelope: Mapping[str, Any]) -> bytes:
    """The exact bytes of a revision, as they are kept."""
    return json.dumps(envelope, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def moved(address: Address, changes: Iterable[Change]) -> Address:
    """Where an answer stands after changes that may have named its subject or given it to somebody else."""
    item, subject = address
    for change in changes:
        if isinstance(change, Naming):
            subject = change.to if subject == change.subject else subject
        elif (change.item, change.subject) == (item, subject) and "for" in change.said:
            subject = change.said["for"]
    return item, subject


def rebased(mine: Iterable[Change], since: Iterable[Change]) -> tuple[tuple[Change, ...], tuple[Clash, ...]]:
    """My changes as they read on top of what others changed since my base, and where both changed the same thing differently.

    What was changed to the very same thing meanwhile is left out: it is done.
    """
    done = list(since)
    kept: list[Change] = []
    clashes: list[Clash] = []
    for change in mine:
        if isinstance(change, Naming):
            others = [one for one in done if isinstance(one, Naming) and one.subject == change.subject]
            if any(one.to != change.to for one in others):
                clashes.append(Clash(None, change.subject))
                # The subject carries another name now; whoever decides for this one names that.
                kept.append(Naming(others[-1].to, change.to))
            elif not others:
                kept.append(change)
            continue
        item, subject = moved((change.item, change.subject), done)
        theirs = _said_since(done, (change.item, change.subject))
        rest = {field: value for field, value in change.said.items() if field not in theirs or theirs[field] != value}
        if theirs and rest:
            clashes.append(Clash(item, subject))
        if rest or change.photos:
            kept.append(replace(change, subject=subject, said=rest))
    return tuple(kept), tuple(clashes)


def name_bearers(changes: Iterable[Change]) -> bool:
    """Whether changes say whom a guest's answer is about, which nobody says by correcting."""
    return any(isinstance(one, AnswerChange) and "bearer" in one.said for one in changes)


def bearers_in(answers: Iterable[Mapping[str, Any]]) -> dict[Address, str]:
    """{answer: "staff:7"} of the answers of an envelope that bear the name of whom they are about."""
    return {(one["item"], one.get("for")): str(one["bearer"]) for one in answers if one.get("bearer")}


def people_in(changes: Iterable[Change]) -> frozenset[str]:
    """The subjects that changes name, before or after."""
    found: set[str] = set()
    for change in changes:
        said = () if isinstance(change, Naming) else (change.said.get("for"), change.said.get("bearer"))
        named = (change.subject, change.to) if isinstance(change, Naming) else (change.subject, *said)
        found |= {one for one in named if one}
    return frozenset(found)


def _read_one(raw: Any) -> Change:
    if not isinstance(raw, dict):
        raise Unfit("Say what is to be corrected.")
    if "to" in raw:
        subject, to = raw.get("subject"), raw["to"]
        if not all(isinstance(one, str) and one.startswith("staff:") and len(one) <= 60 for one in (subject, to)) or subject == to:
            raise Unfit("Choose who it really was.")
        return Naming(str(subject), str(to))
    item, subject, said, photos = raw.get("item"), raw.get("for"), raw.get("set") or {}, raw.get("photos") or []
    is_shaped = isinstance(item, str) and (subject is None or isinstance(subject, str)) and isinstance(said, dict)
    if not is_shaped or not isinstance(photos, list) or not all(isinstance(one, dict) for one in photos) or not (said or photos):
        raise Unfit("Say what is to be corrected.")
    if any(field not in FIELDS for field in said) or said.get("state", "answered") not in STATES:
        raise Unfit("Say what is to be corrected.")
    return AnswerChange(str(item), subject, dict(said), tuple(photos))


def _said_since(since: list[Change], address: Address) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for change in since:
        if isinstance(change, AnswerChange) and (change.item, change.subject) == address:
            found |= change.said
        address = moved(address, [change])
    return found


def _say(envelope: dict[str, Any], change: AnswerChange) -> None:
    answers = envelope.setdefault("answers", [])
    found = next((one for one in answers if (one["item"], one.get("for")) == (change.item, change.subject)), None)
    if found is None:
        if "state" not in change.said:
            raise Unfit("This question was not answered. Say first what the answer is.")
        found = {"item": change.item, "for": change.subject, "state": "answered", "value": None, "at": None}
        answers.append(found)
    new_subject = change.said.get("for", change.subject)
    if new_subject != change.subject and any((one["item"], one.get("for")) == (change.item, new_subject) for one in answers):
        raise Unfit("This question is answered for that person already.")
    found.update(change.said)
    if found.get("state") != "answered":
        found["value"] = None
    if change.photos:
        found["photos"] = [*(found.get("photos") or []), *(photo["sha256"] for photo in change.photos)]
    attachments = envelope.setdefault("attachments", [])
    for one in attachments:
        if one.get("kind") == "photo" and (one.get("item"), one.get("for")) == (change.item, change.subject):
            one["for"] = new_subject
    attachments += [{**photo, "kind": "photo", "item": change.item, "for": new_subject} for photo in change.photos]


def _name(envelope: dict[str, Any], change: Naming) -> None:
    staff = (envelope.get("subjects") or {}).get("staff") or []
    entries = [*(envelope.get("answers") or []), *(envelope.get("attachments") or [])]
    if change.subject not in staff and all(one.get("for") != change.subject for one in entries):
        raise Unfit("Nobody of this name is on this round.")
    taken = {one["item"] for one in envelope.get("answers") or [] if one.get("for") == change.to}
    if any(one.get("for") == change.subject and one["item"] in taken for one in envelope.get("answers") or []):
        raise Unfit("That person has answers of their own on this round.")
    renamed = dict.fromkeys(change.to if one == change.subject else one for one in staff)
    envelope["subjects"] = {**(envelope.get("subjects") or {}), "staff": list(renamed)}
    for one in entries:
        if one.get("for") == change.subject:
            one["for"] = change.to

