"""The severity model in a process of its own, so that the process that serves never loads numpy.

Reads one JSON object from standard input, the columns of rounds.Rounds, and writes the estimate as JSON with the figures of
`tell`. Source: docs/decisions.md, Severity of inspectors.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from inspector.measurement.islands import islands_of
from inspector.measurement.linking import shared_staff
from inspector.measurement.rounds import Rounds

MEMORY_BYTES = 2 * 1024 * 1024 * 1024
WALL_SECONDS = 600
POLITENESS = 15  # nice: whoever taps goes before whoever estimates

Json = dict[str, Any]


class Failed(Exception):
    """The process could not estimate within its limits."""


def run(rounds: Rounds) -> Json:
    """Estimate rounds in a process of its own; what `tell` gives. Raises Failed with the reason."""
    columns = {
        "staff": rounds.staff, "inspector": rounds.inspector, "checklist": rounds.checklist, "items": rounds.items,
        "percent": rounds.percent, "site": rounds.site,
    }  # fmt: skip
    command = [sys.executable, "-m", "inspector.measurement.child"]
    try:
        done = subprocess.run(
            command, input=json.dumps(columns).encode(), capture_output=True, timeout=WALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise Failed("took too long") from None
    if done.returncode != 0:
        raise Failed(
            (done.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit {done.returncode}"])[-1][:200]
        )
    found: Json = json.loads(done.stdout)
    return found


def tell(rounds: Rounds) -> Json:
    """The estimate as JSON.

    intercept, inspector, checklist, site: {"effect", "sd"}; variance by name; staff: raw, n, effect, effect_sd, adjusted, adjusted_sd,
    logit_correction, None where it is not known; inspector also rounds, shared and island; islands: [{"staff", "inspector"}].
    """
    from inspector.measurement.sensitivity import compare
    from inspector.measurement.severity import estimate

    found = estimate(rounds)
    corrections = compare(rounds, found) if found.variances else {}
    islands = islands_of(zip(rounds.staff, rounds.inspector, strict=True))
    island_of = {name: number for number, island in enumerate(islands) for name in island.inspectors}
    counts: dict[str, int] = {}
    for name in rounds.inspector:
        counts[name] = counts.get(name, 0) + 1
    shared = shared_staff(zip(rounds.staff, rounds.inspector, strict=True))
    return {
        "intercept": _effect(found.intercept),
        "variance": None if found.variances is None else {
            name: getattr(found.variances, name) for name in ("staff", "inspector", "checklist", "site", "residual")
        },
        "inspector": {
            name: {**_effect(found.inspector.get(name)), "rounds": counts[name], "shared": shared[name], "island": island_of[name]}
            for name in sorted(counts)
        },
        "checklist": {name: _effect(one) for name, one in found.checklist.items()},
        "site": {name: _effect(one) for name, one in found.site.items()},
        "staff": {
            name: {
                "raw": person.raw, "n": person.n, **_effect(person.effect, "effect", "effect_sd"),
                **_effect(person.adjusted, "adjusted", "adjusted_sd"),
                "logit_correction": corrections[name].on_logit if name in corrections else None,
            }
            for name, person in found.staff.items()
        },
        "islands": [{"staff": list(one.staff), "inspector": list(one.inspectors)} for one in islands],
    }  # fmt: skip


def _effect(one: Any, estimate: str = "effect", sd: str = "sd") -> Json:
    return {estimate: None, sd: None} if one is None else {estimate: one.estimate, sd: one.sd}


def main() -> int:
    """Entry of the process."""
    import resource

    os.nice(POLITENESS)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    columns = json.load(sys.stdin)
    try:
        json.dump(tell(Rounds(**columns)), sys.stdout, allow_nan=False)
    except (MemoryError, ArithmeticError, ValueError) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
