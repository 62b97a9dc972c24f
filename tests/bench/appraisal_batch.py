"""How long the documents of a cycle of a thousand people take, and what a step of it costs beside the drawing.

    python -m tests.bench.appraisal_batch DEMO_FOLDER [DOCUMENTS]

DEMO_FOLDER: where a demo lies that no server works on (`inspector serve --data`); it is copied, and the copy's locked cycle gets a
thousand people. Prints seconds and CPU of a document, as ratios to a document of one line made the same way, and what a thousand would
take. Aim: a thousand within half an hour, with one document at a time, so that a message never waits for more than one.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from sqlalchemy import Table, func, insert, select

from inspector import clock
from inspector.accounts.guards import load_actor
from inspector.accounts.models import Account
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.demo import building
from inspector.extensions import db
from inspector.reports import batches, pdf
from inspector.sites.models import StaffMember

AIM_SECONDS, PEOPLE = 1800, 1000
TICKS = os.sysconf("SC_CLK_TCK")


def main(folder: Path, documents: int) -> None:
    """Print the time of so many documents and the share of the aim."""
    with tempfile.TemporaryDirectory(prefix="inspector-bench-") as scratch:
        data = Path(scratch) / "demo"
        shutil.copytree(folder, data)
        shutil.rmtree(data / "batches", ignore_errors=True)
        app = building.application(data)
        with app.app_context():
            cycle = db.session.scalars(select(Cycle).where(Cycle.state == "locked")).one().id
            hr = db.session.scalars(select(Account.id).where(Account.number == "H002")).one()
            crowd(cycle)
            began = time.monotonic()
            batch = batches.of(batches.wanted(cycle), "zh")
            actor = load_actor(db.session.connection(), hr)
            assert actor is not None
            batches.begin(batch, actor, clock.now())
            db.session.commit()
            print(f"{len(batch.wanted.files)} people: put down in {time.monotonic() - began:.1f} s")
            chosen = [key for key, _ in batch.missing[: documents + 1]]
            orders = [{"cycle": cycle, "language": "zh", "appraisal": key, "account": hr} for key in chosen]
            batches.carry_out(orders.pop())  # starts the press
            least, least_cpu, _ = measured([lambda: pdf.render(pdf.Document("<p>.</p>"))] * documents)
            took, cpu, drawing = measured([lambda order=order: batches.carry_out(order) for order in orders])  # type: ignore[misc]
    whole = took * PEOPLE
    verdict = "met" if whole <= AIM_SECONDS else f"missed by {whole / AIM_SECONDS - 1:.0%}"
    print(
        f"a document: {took:.2f} s, {took / least:.1f} x one line; {cpu:.2f} s of CPU, {cpu / least_cpu:.1f} x one line,"
        f" of it reading {1 - drawing / cpu:.0%}; {PEOPLE}: {whole:.0f} s, aim {AIM_SECONDS} s: {verdict}"
    )


def crowd(cycle_id: int) -> None:
    """Give a cycle a thousand people: those it has, again and again under other numbers."""
    staff, appraisal = StaffMember.__table__, Appraisal.__table__
    assert isinstance(staff, Table)
    assert isinstance(appraisal, Table)
    rows = db.session.execute(select(appraisal).where(appraisal.c.cycle_id == cycle_id)).mappings().all()
    people = {one["id"]: one for one in db.session.execute(select(staff)).mappings()}
    highest = db.session.scalar(select(func.max(staff.c.id))) or 0
    highest_row = db.session.scalar(select(func.max(appraisal.c.id))) or 0
    for n in range(1, PEOPLE - len(rows) + 1):
        row = rows[n % len(rows)]
        person = people[row["staff_id"]]
        db.session.execute(insert(staff).values(dict(person) | {"id": highest + n, "number": f"C{n:05}", "account_id": None}))
        db.session.execute(insert(appraisal).values(dict(row) | {"id": highest_row + n, "staff_id": highest + n}))
    db.session.commit()


def measured(works: list) -> tuple[float, float, float]:  # type: ignore[type-arg]
    """Seconds of one, CPU of one, and the part of that CPU that the press used."""
    began, own, press = time.monotonic(), time.process_time(), of_press()
    for work in works:
        work()
    press = of_press() - press
    own = time.process_time() - own
    return (time.monotonic() - began) / len(works), (own + press) / len(works), press / len(works)


def of_press() -> float:
    """CPU seconds of the press that stands ready, and of the forks it has made."""
    stat = Path(f"/proc/{pdf._ready[0]._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return sum(int(field) for field in stat[11:15]) / TICKS


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 20)
