"""How long 5,000 inspections take as CSV, a column for each question, read from the embedded database.

    python -m tests.bench.csv_export [INSPECTIONS]

The ratio is to a program that reads the same rows with the sqlite3 module and writes them with the csv module, undefused and for anybody,
in the same run. Aim: half a second on one core (docs/performance.md).
"""

from __future__ import annotations

import csv
import io
import sqlite3
import sys
import tempfile
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from inspector.accounts.access import Actor, Role
from inspector.app import create_app
from inspector.database import reading
from inspector.inspections.queries import Filter
from inspector.reports import delimited, tables
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast as people
from tests.reports import builder

AIM_SECONDS = 0.5
PEOPLE = ("mei", "tao", "gao")  # of one round; gives 25 answers
ANYBODY = Actor(1, "bench", None, None, (Role("quality_lead", None),))
FEWEST_TRIES = 5


def fill(path: Path, inspections: int) -> None:
    """Copy the first inspection and its answers until there are so many."""
    database = sqlite3.connect(path)
    head = [
        row[1]
        for row in database.execute("PRAGMA table_info(inspection)")
        if row[1] not in ("id", "uuid", "started_at")
    ]
    tail = [row[1] for row in database.execute("PRAGMA table_info(answer)") if row[1] not in ("id", "inspection_id")]
    for n in range(2, inspections + 1):
        database.execute(
            f"INSERT INTO inspection (id, uuid, started_at, {', '.join(head)})"
            f" SELECT ?, ?, datetime(started_at, ?), {', '.join(head)} FROM inspection WHERE id = 1",
            (n, str(uuid.uuid4()), f"-{n} minutes"),
        )
        database.execute(
            f"INSERT INTO answer (inspection_id, {', '.join(tail)}) SELECT ?, {', '.join(tail)} FROM answer WHERE inspection_id = 1",
            (n,),
        )
    database.commit()
    database.execute("ANALYZE")
    database.close()


def ours() -> int:
    """The export as the route makes it; its size in bytes."""
    ids = tables.may_export(ANYBODY, Filter())
    with reading() as connection:
        columns = tables.item_columns(connection, ids)
        header = (*tables.INSPECTION_COLUMNS, *(column.name for column in columns))
        return sum(map(len, delimited.csv_bytes(header, tables.inspection_rows(connection, ids, columns, "zh"))))


def bare(path: Path) -> int:
    """The same rows with the bare modules."""
    database, buffer = sqlite3.connect(path), io.StringIO()
    writer = csv.writer(buffer)
    percents: dict[int, dict[str, list[str]]] = {}
    for inspection, item, earned, possible in database.execute(
        "SELECT inspection_id, item, earned, possible FROM answer"
    ):
        percents.setdefault(inspection, {}).setdefault(item, []).append(f"{earned} of {possible}")
    rows = database.execute(
        "SELECT i.*, s.code, s.name, a.name, h.name, c.key, v.number, v.sha256, w.name FROM inspection i JOIN site s ON s.id = i.site_id"
        " JOIN checklist_version v ON v.id = i.checklist_version_id JOIN checklist c ON c.id = v.checklist_id"
        " JOIN account w ON w.id = i.author_id"
        " LEFT JOIN area a ON a.id = i.area_id LEFT JOIN shift h ON h.id = i.shift_id ORDER BY i.started_at DESC"
    )
    document = next(n for n, column in enumerate(rows.description) if column[0] == "score_document")
    for row in rows:
        writer.writerow(
            [*row[:document], *row[document + 1 :], *("; ".join(said) for said in percents[row[0]].values())]
        )
    database.close()
    return len(buffer.getvalue().encode())


def seconds(work: Callable[[], object]) -> float:
    """The best of several, in time of this process, so that the load of the machine counts little."""
    best = float("inf")
    for _ in range(FEWEST_TRIES):
        began = time.process_time()
        work()
        best = min(best, time.process_time() - began)
    return best


def main(inspections: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder)))
        upgrade(app)
        with app.app_context():
            cast = people.gather()
            builder.submit(
                cast,
                people=PEOPLE,
                failed=[("uniform", "mei"), ("tray", "tao"), ("floor", None)],
                notes={"floor": "传菜口有水"},
            )
            path = Path(folder) / "inspector.db"
            fill(path, inspections)
            took, baseline, size = seconds(ours), seconds(lambda: bare(path)), ours()
    verdict = "met" if took <= AIM_SECONDS else f"missed by {100 * (took / AIM_SECONDS - 1):.0f} %"
    print(
        f"csv of {inspections} inspections: {took:.2f} s, {size / 1e6:.1f} MB, aim {AIM_SECONDS} s: {verdict};"
        f" {took / baseline:.1f} x bare sqlite3 and csv ({baseline:.2f} s)"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000)
