"""How long the documents of a cycle take, and what a thousand would.

    python -m tests.bench.appraisal_batch DEMO_FOLDER [DOCUMENTS]

DEMO_FOLDER: where a demo lies that no server works on (`inspector serve --data`). It is left as it was but for the documents, which lie
in its folder `batches` and are thrown away first. Aim: a thousand documents within half an hour.
"""

from __future__ import annotations

import shutil
import sys
import time
from pathlib import Path

from sqlalchemy import select

from inspector.accounts.models import Account
from inspector.appraisals.cycle_models import Cycle
from inspector.demo import building
from inspector.extensions import db
from inspector.reports import batches

AIM_SECONDS, ASKED = 1800, 1000


def main(folder: Path, documents: int) -> None:
    """Print the time of so many documents and the share of the aim."""
    app = building.application(folder)
    with app.app_context():
        cycle = db.session.scalars(select(Cycle).where(Cycle.state == "locked")).one()
        hr = db.session.scalars(select(Account.id).where(Account.number == "H002")).one()
        batch = batches.of(batches.wanted(cycle.id), "zh")
        shutil.rmtree(batch.folder, ignore_errors=True)
        chosen = [key for key, _ in batch.missing[:documents]]
        began = time.monotonic()
        for key in chosen:
            batches.carry_out({"cycle": cycle.id, "language": "zh", "appraisal": key, "account": hr})
        took = time.monotonic() - began
    whole = took / len(chosen) * ASKED
    verdict = "met" if whole <= AIM_SECONDS else f"missed by {whole / AIM_SECONDS - 1:.0%}"
    print(
        f"{len(chosen)} documents: {took:.1f} s, {took / len(chosen):.2f} s each; {ASKED}: {whole:.0f} s, aim {AIM_SECONDS} s: {verdict}"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
