"""Scores files of answers for the command line."""

from __future__ import annotations

import gc
import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any, NoReturn

from inspector.checklists.definition import Checklist
from inspector.scoring.answers import AnswerFault, check
from inspector.scoring.score import score
from inspector.scoring.steps import encode

ANSWERS_FAULTY = 2  # exit code


class NotJson(ValueError):
    pass


def score_file(checklist: Checklist, path: Path, language: str) -> int:
    """Print the Score of each sheet in the file (.json one, .jsonl one a line). 0, or 2 when answers are faulty."""
    try:
        if path.suffix == ".jsonl":
            return _score_lines(checklist, path, language)
        return _score_one(checklist, path.read_bytes(), language)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return ANSWERS_FAULTY


def _score_one(checklist: Checklist, written: bytes, language: str) -> int:
    result, faults = _scored(checklist, written)
    for fault in faults:
        print(fault.sentence(language), file=sys.stderr)
    if faults:
        return ANSWERS_FAULTY
    print(result)
    return 0


def _score_lines(checklist: Checklist, path: Path, language: str) -> int:
    code = 0
    # A sheet leaves no cycles behind; looking for some after each would cost a third of the time.
    gc.freeze()
    gc.disable()
    with path.open("rb") as lines:
        for line in lines:
            if not line.strip():
                continue
            result, faults = _scored(checklist, line)
            if faults:
                code = ANSWERS_FAULTY
                result = encode({"error": [fault.as_json(language) for fault in faults]})
            sys.stdout.write(result + "\n")
    gc.enable()
    return code


def _scored(checklist: Checklist, written: bytes) -> tuple[str, list[AnswerFault]]:
    try:
        raw = read_answers(written)
    except ValueError:
        return "", [AnswerFault("not_json")]
    answers, faults = check(checklist, raw)
    return ("", faults) if faults else (score(checklist, answers).as_text(), [])


def read_answers(written: bytes | str) -> Any:
    """JSON with numbers read from their text. Raises ValueError for anything else, however it is broken."""
    try:
        return _DECODER.decode(written.decode("utf-8-sig") if isinstance(written, bytes) else written)
    except RecursionError:
        raise NotJson from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotJson  # a key written twice: nobody can say which one is meant
    return found


def _no_constant(name: str) -> NoReturn:
    raise NotJson(name)


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_float=Decimal, parse_constant=_no_constant)
