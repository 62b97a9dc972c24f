"""Puts a submission to the scoring and lines up, answer by answer, what was said with what it earned."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from inspector.checklists.definition import Checklist, Item
from inspector.inspections.submission import Submission
from inspector.scoring.answers import AnswerFault, check
from inspector.scoring.figures import fixed
from inspector.scoring.plan import Exact
from inspector.scoring.score import Score, score

MOST_OBSERVATIONS = 1000

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), check_circular=False).encode


class Said(NamedTuple):  # made for every answer, which a frozen dataclass is too slow for
    """One answer as it came, with what it earned. value: as on the wire; observations: n of a k of n, else 1."""

    item: Item
    subject: str | None
    state: str  # answered | na | unseen | unanswered (only where a faulty answer stands)
    value: Any
    reason: str | None
    earned: Exact
    possible: Exact
    is_failed: bool
    is_faulty: bool
    observations: int
    dimension: str | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The score of a submission and its answers. An invalid one is recorded, shown to a person, and counts for nobody."""

    score: Mapping[str, Any]  # the Score without its trace (docs/payload.md)
    score_text: str
    verdict: str | None
    observed: str | None  # percent of the needed observations
    instances: tuple[Said, ...]
    is_valid: bool
    why_invalid: str | None  # JSON list of {"code", "item", "for", "message"}


def evaluate(checklist: Checklist, submission: Submission) -> Evaluation:
    """Score a submission. Faulty answers are left out of the score and make it invalid; so do missing required ones under `block`."""
    answers, faults = check(checklist, submission.sheet)
    result = score(checklist, answers)
    shown = result.concluded()
    return Evaluation(
        score=shown,
        score_text=_encode(shown),
        verdict=result.verdict,
        observed=None if result.observed_percent is None else fixed(result.observed_percent, checklist.scoring.decimals),
        instances=_line_up(checklist, submission, result, faults),
        is_valid=not faults and not result.missing,
        why_invalid=_why(faults, result),
    )


def trace(checklist: Checklist, body: bytes) -> list[dict[str, Any]]:
    """How the score came about, step by step, computed again from the bytes and the version; it cannot drift from the record.

    body: the exact bytes of the submission.
    """
    raw = json.loads(body, parse_float=Decimal)
    answers, _ = check(checklist, {key: raw.get(key) for key in ("subjects", "site", "answers", "asked")})
    steps: list[dict[str, Any]] = score(checklist, answers).as_json()["trace"]
    return steps


def _line_up(checklist: Checklist, submission: Submission, result: Score, faults: list[AnswerFault]) -> tuple[Said, ...]:
    given = {(entry["item"], entry.get("for")): entry for entry in submission.sheet["answers"]}
    faulty = {(fault.item, fault.subject) for fault in faults}
    exact, said = result.exact, []
    for plan, subject, outcome in result.rows:
        entry = given.get((plan.id, subject))
        if entry is None:
            continue  # unanswered and no more to tell
        item, value, reason = plan.item, entry.get("value"), entry.get("reason")
        said.append(
            Said(
                item, subject, outcome.state, value, None if reason is None else _short(reason), exact(outcome.earned),
                exact(outcome.possible), outcome.is_failed, (plan.id, subject) in faulty,
                1 if item.type != "k_of_n" else _observations(value, outcome.state), plan.dimension,
            )
        )  # fmt: skip
    return tuple(said)


def _observations(value: Any, state: str) -> int:
    if state != "answered" or not isinstance(value, dict):
        return 1
    seen = value.get("n")
    return min(int(seen), MOST_OBSERVATIONS) if isinstance(seen, int | str) and str(seen).isdigit() else 1


def _short(reason: Any) -> str | None:
    return reason.strip()[:200] or None if isinstance(reason, str) else None


def _why(faults: list[AnswerFault], result: Score) -> str | None:
    reasons = [fault.as_json() for fault in faults]
    missing = {"code": "missing", "message": "a required answer is missing"}
    reasons += [{**missing, "item": item, "for": subject} for item, subject in result.missing]
    return _encode(reasons) if reasons else None
