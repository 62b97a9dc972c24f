"""The answers of one filled checklist, checked. A faulty answer is reported and counts as unanswered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from inspector.checklists.definition import Checklist
from inspector.checklists.wording import say
from inspector.scoring.plan import ItemPlan, Outcome, SectionPlan, plan_of
from inspector.scoring.values import Faulty

Subject = str | None

SENTENCES = {
    "not_json": "The answers are not JSON. Write one JSON object.",
    "envelope": 'The answers have the wrong shape. Write {"answers": [{"item": …, "state": …, "value": …}]}.',
    "unknown_item": "The checklist has no item %(item)s.",
    "duplicate": "%(item)s is answered twice. Send one answer for each item and subject.",
    "for_missing": "%(item)s is asked for each subject. Say with for whom the answer is about.",
    "for_forbidden": "%(item)s cannot be answered for %(for)s.",
    "unknown_state": "The state of %(item)s is unknown. Write answered, na, unseen or unanswered.",
    "wrong_type": "The value of %(item)s is not one that its type has.",
    "unknown_option": "%(item)s has no such option.",
    "exclusive": "An option of %(item)s that is not scored stands alone. Take it or the others.",
    "out_of_range": "The value of %(item)s is out of range.",
    "off_step": "The value of %(item)s lies between two steps.",
}
_SUBJECT = re.compile(r"[a-z]+:.+\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class AnswerFault:
    """One answer that cannot be right; `place` is its place in the list of answers, None for the whole."""

    code: str
    item: str | None = None
    subject: Subject = None
    place: int | None = None

    def sentence(self, language: str = "en") -> str:
        figures = {"item": self.item or "?", "for": self.subject or "-"}
        return say(SENTENCES[self.code], language, figures)

    def as_json(self, language: str = "en") -> dict[str, Any]:
        return {"code": self.code, "item": self.item, "for": self.subject, "message": self.sentence(language)}


@dataclass(slots=True)
class Answers:
    """Checked answers: what each came to by item and subject, who was named, what the site has."""

    outcomes: dict[str, dict[Subject, Outcome]]
    subjects: dict[str, tuple[str, ...]]  # declared, by kind
    site_has: frozenset[str]
    asked: frozenset[tuple[str, Subject]] | None = None  # only these, whatever their conditions say; None = all that is shown


def check(checklist: Checklist, raw: Any) -> tuple[Answers, list[AnswerFault]]:
    """Check raw answers (docs/checklist-format.md, the shape of drafts, wire and command line).

    Faulty answers are left out, or stand as unanswered where item and subject were good; so what is returned can
    always be scored. Fault codes: the keys of SENTENCES.
    """
    if type(raw) is not dict or not _is_envelope(raw):
        return Answers({}, {}, frozenset()), [AnswerFault("envelope")]
    items = plan_of(checklist).items
    outcomes: dict[str, dict[Subject, Outcome]] = {}
    faults: list[AnswerFault] = []
    for place, answer in enumerate(raw["answers"]):
        if type(answer) is not dict:
            faults.append(AnswerFault("envelope", place=place))
            continue
        item_id: Any = answer.get("item")
        subject: Any = answer.get("for")
        found = items.get(item_id) if type(item_id) is str else None
        given = outcomes.get(item_id) if found else None
        code = _place_fault(found, subject, given)
        if found is None or code:
            faults.append(AnswerFault(code or "unknown_item", _text(item_id), _text(subject), place))
            continue
        try:
            outcome = _outcome(found[0], answer)
        except Faulty as fault:
            outcome = found[0].unanswered
            faults.append(AnswerFault(fault.code, item_id, subject, place))
        if given is None:
            outcomes[item_id] = {subject: outcome}
        else:
            given[subject] = outcome
    site = raw.get("site") or {}
    declared = {kind: tuple(dict.fromkeys(names)) for kind, names in (raw.get("subjects") or {}).items()}
    asked = raw.get("asked")
    only = None if asked is None else frozenset((item, subject) for item, subject in asked)
    return Answers(outcomes, declared, frozenset(site.get("has") or ()), only), faults


def _place_fault(
    found: tuple[ItemPlan, SectionPlan] | None, subject: Any, given: dict[Subject, Outcome] | None
) -> str | None:
    if found is None:
        return "unknown_item"
    repeat = found[1].repeat
    if subject is None and repeat is not None:
        return "for_missing"
    if subject is not None and not _is_subject(subject, repeat):
        return "for_forbidden"
    return "duplicate" if given is not None and subject in given else None


def _is_subject(subject: Any, repeat: str | None) -> bool:
    if type(subject) is not str or not _SUBJECT.match(subject):
        return False
    return repeat is None or subject.startswith(repeat + ":")


def _outcome(item: ItemPlan, answer: dict[str, Any]) -> Outcome:
    state, value = answer.get("state"), answer.get("value")
    if state == "answered" or (state is None and value is not None):
        return (item.known.get(value) if type(value) is str else None) or item.answered(value)
    if state == "na":
        return item.na
    if state == "unseen":
        return item.unseen
    if state is None or state == "unanswered":
        return item.unanswered
    raise Faulty("unknown_state")


def _is_envelope(raw: Mapping[str, Any]) -> bool:
    subjects, site = raw.get("subjects"), raw.get("site")
    return (
        type(raw.get("answers")) is list
        and (subjects is None or type(subjects) is dict and all(map(_are_subjects, subjects.items())))
        and (raw.get("asked") is None or _are_places(raw["asked"]))
        and (site is None or type(site) is dict and _are_texts(site.get("has") or []))
    )


def _are_subjects(pair: tuple[str, Any]) -> bool:
    kind, names = pair
    return _are_texts(names) and all(name.startswith(kind + ":") and len(name) > len(kind) + 1 for name in names)


def _are_places(asked: Any) -> bool:
    return type(asked) is list and all(
        type(one) is list and len(one) == 2 and type(one[0]) is str and (one[1] is None or type(one[1]) is str) for one in asked
    )


def _are_texts(names: Any) -> bool:
    return type(names) is list and all(type(name) is str for name in names)


def _text(raw: Any) -> str | None:
    return raw if type(raw) is str else None


def unanswered(subjects: Mapping[str, Iterable[str]] | None = None, site_has: Iterable[str] = ()) -> Answers:
    """Answers to nothing, for a checklist that was only started."""
    return Answers({}, {kind: tuple(names) for kind, names in (subjects or {}).items()}, frozenset(site_has))
