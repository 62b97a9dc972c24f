"""Where the time of one submission goes: reading it, scoring it, and each part of `intake.accept`.

    python -m tests.bench.intake_parts [SUBMISSIONS]

Prints for each part the CPU of this thread and its share. Runs in one process without a network, so that nothing else is counted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

from inspector import clock
from inspector.accounts.access import Actor, Role
from inspector.app import create_app
from inspector.appraisals import ledger
from inspector.audit import trail
from inspector.extensions import db
from inspector.inspections import payload, recording, writing
from inspector.pipelines import intake
from inspector.rectification import followups, tasks
from inspector.settings import Settings
from inspector.sites import duty
from tests.bench.shop import open_shop

WARM_UP = 20
AIM_MILLISECONDS = 3  # of CPU for each submission, all in all


class Parts:
    """CPU seconds by part. Of parts that lie in each other only the inner one is counted."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def time(self, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same function, which notes what it took."""

        def timed(*arguments: Any, **named: Any) -> Any:
            self._inside.append(0.0)
            began = time.thread_time()
            try:
                return work(*arguments, **named)
            finally:
                took = time.thread_time() - began
                self.seconds[name] += took - self._inside.pop()
                if self._inside:
                    self._inside[-1] += took

        return timed


def main(count: int = 300) -> int:
    parts = Parts()
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as folder:
        shop = open_shop(Path(folder))
        app = create_app(Settings(data=Path(folder)))
        author = Actor(shop.template["author_id"], "Bench", None, None, (Role("supervisor", None),))
        bodies = [shop.body()[1] for _ in range(count + WARM_UP)]
        with app.app_context():
            for body in bodies[:WARM_UP]:
                _take(body, author)
            _watch(parts)
            take = parts.time("the rest", _take)
            for body in bodies[WARM_UP:]:
                take(body, author)
            for engine in db.engines.values():
                engine.dispose()
    _report(parts, count, shop.answers)
    return 0


def _take(body: bytes, author: Actor) -> None:
    submission = payload.read(body)
    evaluation = recording.weigh(submission)
    intake.accept(submission, clock.now(), author, evaluation=evaluation).as_text()
    db.session.commit()


def _watch(parts: Parts) -> None:
    for module, name, part in (
        (payload, "read", "read"), (recording, "weigh", "evaluate"), (writing, "inspection", "write inspection"),
        (writing.Bearers, "of", "attribute"), (writing, "answers", "write answers"), (writing, "attachments", "write photos"),
        (duty, "keep_from_round", "duty map"), (followups, "apply", "follow-ups"), (tasks, "open_for", "tasks"),
        (ledger, "enter", "ledger"),
        (trail, "record", "audit"), (intake, "_receipt", "receipt"), (db.session, "commit", "commit"),
    ):  # fmt: skip
        setattr(module, name, parts.time(part, getattr(module, name)))


def _report(parts: Parts, count: int, answers: int) -> None:
    whole = sum(parts.seconds.values())
    each = whole / count * 1000
    verdict = "met" if each <= AIM_MILLISECONDS else f"missed by {100 * (each / AIM_MILLISECONDS - 1):.0f} %"
    print(f"{count} submissions of {answers} answers: {each:.2f} ms of CPU each, without the network; aim {AIM_MILLISECONDS}: {verdict}")
    for name, seconds in sorted(parts.seconds.items(), key=lambda one: -one[1]):
        print(f"  {name:18} {seconds / count * 1000:7.3f} ms {100 * seconds / whole:5.1f} %")
    began = time.thread_time()
    for _ in range(1_000_000):
        pass
    print(f"  (a million empty rounds of a loop took {1000 * (time.thread_time() - began):.0f} ms of this machine at this moment)")


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
