"""What the pages of the editor show: the draft with what the check says of it, who changed it last, which part is open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext, lazy_gettext

from inspector.accounts.naming import names_of
from inspector.checklists import drafts, register
from inspector.checklists.condition_reading import OPERATORS, STATES
from inspector.checklists.editing import checked, comparing, outline
from inspector.checklists.editing.checked import Checked, Found
from inspector.checklists.editing.condition_form import shown
from inspector.checklists.editing.example import Example, examples
from inspector.checklists.editing.offered import Offered
from inspector.checklists.editing.outline import HEAD, Draft, Part, Target
from inspector.checklists.grammar import duration_text
from inspector.checklists.keys import TYPE_KEYS
from inspector.checklists.models import ChecklistDraft, ChecklistDraftStep
from inspector.i18n import said
from inspector.sites import places

LANGUAGES = ("zh", "en")
STATE_WORDS = {
    "answered": lazy_gettext("answered"),
    "na": lazy_gettext("not applicable"),
    "unseen": lazy_gettext("could not be checked"),
    "unanswered": lazy_gettext("not answered yet"),
}
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\Z")


@dataclass(frozen=True, slots=True)
class Editing(Offered):
    """One draft on screen. opened: the part that is open to be written. attributes: what sites may have, {"key", "zh", "en"} each."""

    row: ChecklistDraft
    document: Draft
    checked: Checked
    opened: Target | None
    last: ChecklistDraftStep | None
    names: Mapping[int, str]
    attributes: list[dict[str, str]]
    kept: frozenset[str]  # ids of questions that published versions have

    def is_open(self, kind: str, part_id: str = "") -> bool:
        """Whether this part is the open one."""
        return self.opened == Target(kind, part_id)

    def found(self, kind: str, part_id: str = "") -> tuple[Found, ...]:
        """What the check says of a part."""
        return self.checked.of(Target(kind, part_id))

    def head(self) -> Part:
        """Everything but the sections."""
        return outline.part_of(self.document, Target(HEAD))

    def mark(self, kind: str, part_id: str = "") -> str:
        """The state of a part, for whoever begins to write it. "" when it is gone."""
        try:
            return outline.mark(outline.part_of(self.document, Target(kind, part_id)))
        except outline.Gone:
            return ""

    def item_number(self, item_id: str) -> str:
        """Where a question stands, as one says it: 2.3. "" when it stands nowhere."""
        for s, section in enumerate(self.document["sections"], 1):
            for i, item in enumerate(section["items"], 1):
                if item["id"] == item_id:
                    return f"{s}.{i}"
        return ""

    def item(self, item_id: str) -> Part | None:
        """A question by its id."""
        return next((item for item in outline.items(self.document) if item["id"] == item_id), None)

    def section(self, section_id: str) -> Part:
        """A section by its id; nothing in it when it is gone."""
        return next((section for section in self.document["sections"] if section["id"] == section_id), {})

    def home_of(self, item_id: str) -> Part | None:
        """The section that a question stands in."""
        return next((section for section in self.document["sections"] if any(item["id"] == item_id for item in section["items"])), None)

    def has_faults(self, kind: str, part_id: str, way: str) -> bool:
        """Whether the check found something at a field of a part or below it."""
        return any(one.field == way or one.field.startswith(f"{way}.") for one in self.found(kind, part_id))

    def questions(self, own: str) -> list[tuple[str, str]]:
        """What a condition may ask about: (id, "2.3 Floor clean?") of every other question that has an answer."""
        found = [("", gettext("Choose a question"))]
        for s, section in enumerate(self.document["sections"], 1):
            for i, item in enumerate(section["items"], 1):
                if item["id"] != own and item["type"] in OPERATORS:
                    found.append((item["id"], f"{s}.{i} {said(item.get('ask')) or item['id']}"))
        return found

    @staticmethod
    def answers_to(item: Part | None, op: str) -> list[tuple[str, str]]:
        """The closed answers of a question: (value, word); empty where the answer is written."""
        if op == "state":
            return [(state, str(STATE_WORDS[state])) for state in STATES]
        if item is None:
            return []
        if item["type"] == "verdict":
            return [("pass", gettext("Pass")), ("fail", gettext("Fail"))]
        options = [one for one in item.get("options", ()) if isinstance(one, dict) and one.get("id")]
        return [(one["id"], said(one.get("label")) or one["id"]) for one in options] if item["type"] in ("choice", "choices") else []

    @staticmethod
    def written_value(item: Part | None, value: Any) -> str:
        """A value of a condition as one writes it: several with commas, times with their unit."""
        is_time = item is not None and item["type"] == "stopwatch"
        several = value if isinstance(value, list) else [value]
        return ", ".join(duration_text(one) if is_time else str(one) for one in several)

    def examples(self) -> list[Example]:
        """Made-up rounds and what they come to; none while there are faults."""
        return examples(self.checked.checklist) if self.checked.checklist else []

    def standards(self, part: Mapping[str, Any]) -> list[Any]:
        """The standards a question cites, those that the register knows."""
        found = register.everything()
        cited = part.get("standards")
        return [found[one] for one in cited if one in found] if isinstance(cited, list) else []

    condition = staticmethod(shown)
    duration = staticmethod(duration_text)

    @staticmethod
    def keys_of(kind: str) -> frozenset[str]:
        """The keys that only this type of question has a use for."""
        return frozenset(TYPE_KEYS.get(kind, ()))

    @staticmethod
    def operators_of(kind: str) -> tuple[str, ...]:
        """What may be asked of a question of this type."""
        return OPERATORS.get(kind, ())


@dataclass(frozen=True, slots=True)
class Compared:
    """Two documents compared, with the names by which a reader knows their parts."""

    changes: list[comparing.Change]
    names: Mapping[Target, Any]

    @property
    def is_scoring(self) -> bool:
        """Whether the same answers can come to another score."""
        return comparing.is_scoring(self.changes)

    def name(self, change: comparing.Change) -> Any:
        """The question or title of the part, in its languages; None for the list as a whole."""
        return self.names.get(change.target)


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> Compared:
    """What differs between two documents; a part that both have is called as in the new one."""
    names: dict[Target, Any] = {}
    for document in (old, new):
        names |= {Target("section", one["id"]): one.get("title") or one["id"] for one in document["sections"]}
        names |= {Target("item", one["id"]): one.get("ask") or one["id"] for one in outline.items(document)}
    return Compared(comparing.compare(old, new), names)


def editing(row: ChecklistDraft, opened: Target | None = None) -> Editing:
    """Gather what a page about a draft shows."""
    document = drafts.document_of(row)
    attributes = list(places.organisation().site_attributes)
    last = drafts.last_step(row)
    return Editing(
        row=row,
        document=document,
        checked=checked.check(document, [one["key"] for one in attributes]),
        opened=opened,
        last=last,
        names=names_of((row.changed_by_id, row.started_by_id, last.by_id if last else None)),
        attributes=attributes,
        kept=drafts.kept_ids(row),
    )


def differences(target: Target, mine: Part, theirs: Part) -> list[comparing.Change]:
    """Where two states of one part differ: before = theirs, after = mine."""
    return list(comparing.fields(target, theirs, mine))


def is_id(written: str) -> bool:
    """Whether a question may be called so in exports and conditions."""
    return bool(_ID.match(written))
