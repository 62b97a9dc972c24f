"""What a list of 250 questions costs the author: checked, published, read and opened in the editor.

    python -m tests.bench.large_list [QUESTIONS]

The ratio is to reading the same text with PyYAML alone, in the same run. Aim: whatever a person waits for answers within half a second.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import yaml
from flask import Flask

from inspector.app import create_app
from inspector.checklists import drafts, library, publishing, queries
from inspector.checklists.exchange.yaml_export import as_yaml
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast as people
from tests.visiting import Visitor

AIM_SECONDS = 0.5
TRIES = 5
AT = datetime(2026, 11, 26, tzinfo=UTC)


def large(questions: int) -> dict:
    """A shipped list with its questions repeated until there are so many."""
    found = library.read(library.find_in_packs("quick-round")).checklist
    assert found is not None
    document = json.loads(json.dumps(found.document)) | {"id": "large"}
    source = [item for section in document["sections"] for item in section["items"]]
    section = document["sections"][1]
    section["items"] = [{**source[n % len(source)], "id": f"q{n}"} for n in range(questions)]
    document["sections"] = [section]
    return document


def best(work: Callable[[], object]) -> float:
    """The shortest of several tries, in seconds."""
    taken = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return min(taken)


def main() -> int:
    """Print aim, figure and ratio of each; 1 when one misses the aim."""
    document = large(int(sys.argv[1]) if len(sys.argv) > 1 else 250)
    text = as_yaml(document)
    base = best(lambda: yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder)))
        upgrade(app)
        figures = _measure(app, text, document)
    print(f"{'PyYAML alone':28} {base * 1000:8.0f} ms")
    for name, seconds in figures.items():
        met = "met" if seconds <= AIM_SECONDS else f"missed by {100 * (seconds / AIM_SECONDS - 1):.0f} %"
        print(f"{name:28} {seconds * 1000:8.0f} ms   {seconds / base:5.1f} x   aim {AIM_SECONDS * 1000:.0f} ms: {met}")
    return int(any(seconds > AIM_SECONDS for seconds in figures.values()))


def _measure(app: Flask, text: str, document: dict) -> dict[str, float]:
    figures = {"read and checked": best(lambda: library.read(text))}
    with app.app_context():
        cast = people.gather()
        checklist = library.read(text).checklist
        assert checklist is not None
        begun = time.perf_counter()
        publishing.publish(checklist, None, "", AT)
        publishing.db.session.commit()
        figures["published"] = time.perf_counter() - begun
        draft = drafts.begin(document, cast.accounts["quan"], AT, queries.version("large")).id
        publishing.db.session.commit()
    quan = Visitor(app)
    quan.sign_in("quan")
    figures["page of the list"] = best(lambda: quan.get("/checklists/large"))
    figures["page of the editor"] = best(lambda: quan.get(f"/checklists/drafts/{draft}"))
    figures["a question opened"] = best(lambda: quan.get(f"/checklists/drafts/{draft}/parts/item/q7", HX_Request="true"))
    figures["what changes, and checked"] = best(lambda: quan.get(f"/checklists/drafts/{draft}/publication"))
    return figures


if __name__ == "__main__":
    raise SystemExit(main())
