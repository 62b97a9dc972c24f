"""The rules of an appraisal scheme: which components, with which weight, against which target; read from its document and judged.

Pure. A document is JSON: {"weights": {component: 0-100}, "target": percent, "excellent": percent, "span": 0-5, "anchors": [five of
{"percent", "text": {"zh", "en"}, "example": {"zh", "en"}}]}. Source: docs/decisions.md, Schemes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import Any

WHOLE = 100
MOST_SPAN = 5  # percent by which a site's result may move what a coefficient is worth, up or down
ANCHORS = 5
EVIDENCE = ("rounds", "area", "audit")  # sampled: seen on some days by somebody, so that they have a range
SAMPLED = (*EVIDENCE, "mystery")
OPINIONS = ("behaviour",)  # one person's view of another: never above its own weight
FOR_THE_TALK = ("self", "peer")  # shown when two people talk about the period; weight 0, always
COMPONENTS = (
    *SAMPLED, "tasks", "plans", "attendance", "training", "coaching", "self_gap", "staffing", "complaints", *OPINIONS, *FOR_THE_TALK,
)  # fmt: skip
IMPORTED = ("attendance", "training", "coaching", "self_gap", "staffing", "complaints", *FOR_THE_TALK, "survey")


@dataclass(frozen=True, slots=True)
class Anchor:
    """One step of the behaviour scale: what it is worth (percent), what it means, and an example of it."""

    percent: int
    text: Mapping[str, str]
    example: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rules:
    """A scheme as it is applied. weights: sum to 100, components of weight 0 left out; target, excellent: percent; span: percent."""

    weights: Mapping[str, int]
    target: int
    excellent: int
    span: int
    anchors: tuple[Anchor, ...]

    @property
    def rests_on_rounds(self) -> bool:
        """Whether what inspectors saw has a weight; then the least evidence is asked."""
        return any(key in self.weights for key in EVIDENCE)

    def rate_of_anchor(self, step: int) -> Fraction:
        """What a step 1-5 of the behaviour scale is worth, 0..1. Raises IndexError for another step."""
        if not 1 <= step <= len(self.anchors):
            raise IndexError(step)
        return Fraction(self.anchors[step - 1].percent, WHOLE)


STAFF_WEIGHTS = {"rounds": 45, "tasks": 15, "attendance": 15, "training": 10, "behaviour": 15}
MANAGER_WEIGHTS = {"plans": 30, "tasks": 30, "coaching": 15, "self_gap": 15, "staffing": 10}
USUAL_ANCHORS = Path(__file__).with_name("behaviour_anchors.json")  # content in both languages, as a new scheme starts with it


def usual(is_manager: bool = False) -> dict[str, Any]:
    """The document a new scheme starts from."""
    return {
        "weights": dict(MANAGER_WEIGHTS if is_manager else STAFF_WEIGHTS), "target": 85, "excellent": 95, "span": MOST_SPAN,
        "anchors": json.loads(USUAL_ANCHORS.read_text(encoding="utf-8")),
    }  # fmt: skip


def read(document: Mapping[str, Any]) -> Rules:
    """The rules of a document without faults."""
    return Rules(
        {key: document["weights"][key] for key in COMPONENTS if document["weights"].get(key)},
        document["target"], document["excellent"], document["span"],
        tuple(Anchor(one["percent"], one["text"], one["example"]) for one in document["anchors"]),
    )  # fmt: skip


def faults_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """What keeps a document from being a scheme, as sentences (gettext message ids); empty when it may be published."""
    weights: Mapping[str, int] = document["weights"]
    used = {key for key, weight in weights.items() if weight}
    anchors: Sequence[Mapping[str, Any]] = document["anchors"]
    percents = [one["percent"] for one in anchors]
    found = {
        "The weights must sum to 100.": sum(weights.values()) != WHOLE,
        "A weight lies between 0 and 100.": any(not 0 <= weight <= WHOLE for weight in weights.values()),
        "There is no such component.": bool(set(weights) - set(COMPONENTS)),
        "The views of oneself and of colleagues are for the talk; they have no weight.": bool(used & set(FOR_THE_TALK)),
        "Either all rounds together have a weight, or store visits and audits each: otherwise the same answers count twice.":
            "rounds" in used and bool(used & {"area", "audit"}),
        "A manager's opinion may weigh at most 20.": any(weights.get(key, 0) > 20 for key in OPINIONS),
        "Nothing but opinions has a weight.": bool(used) and used <= set(OPINIONS),
        "The target must lie under what counts as excellent.": not 0 < document["target"] < document["excellent"] <= WHOLE,
        "The result of the site moves a coefficient by at most 5 percent.": not 0 <= document["span"] <= MOST_SPAN,
        "The behaviour scale has five steps that rise, each in words and with an example.":
            len(anchors) != ANCHORS or percents != sorted(set(percents)) or not all(0 <= one <= WHOLE for one in percents)
            or not all(any(one["text"].values()) and any(one["example"].values()) for one in anchors),
    }  # fmt: skip
    return tuple(sentence for sentence, is_wrong in found.items() if is_wrong)


def hash_of(document: Mapping[str, Any]) -> str:
    """The SHA-256 of a document, whatever the order of its keys."""
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()
