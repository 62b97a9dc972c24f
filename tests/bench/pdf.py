"""How long the PDF of an inspection takes, and how much memory, with few and with many failures and photos.

    python -m tests.bench.pdf [PHOTOS]

The ratio is to a PDF of one line in the same run: what starting the process and loading the library costs anyway. Aims
(docs/performance.md): 2.5 s for an ordinary round, 10 s with fifty photos, 512 MB.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from inspector.app import create_app
from inspector.reports import documents, figures, pdf
from inspector.reports.pdf import Document
from inspector.settings import Settings
from inspector.upgrading import upgrade
from tests import cast as people
from tests.reports import builder

AIM_SECONDS = {2: 2.5, 50: 10.0}
AIM_MEGABYTES = 512
FEWEST_TRIES = 3
MEGABYTE = 1024 * 1024


def ordinary(cast: people.Cast) -> int | None:
    """A round with three failures and two photos."""
    failed = [("uniform", "mei"), ("floor", None), ("exits-clear", None)]
    photos = {"floor": builder.picture("floor"), "exits-clear": builder.picture("exit", (900, 1200))}
    return builder.submit(cast, failed=failed, photos=photos, signature=builder.scrawl()).inspection_id


def laden(report: Document, photos: int, folder: Path) -> Document:
    """The same report with so many photos more, each in a finding of its own."""
    images, more = dict(report.images), []
    for n in range(photos):
        path = folder / f"{n}.jpg"
        path.write_bytes(builder.picture(str(n), (1000, 750), f"#{n * 5 % 256:02x}9090"))
        images[f"more-{n}"] = path
        more.append(
            f'<article class="finding"><h3>{n}</h3><figure class="photo"><img src="report:image/more-{n}"></figure></article>'
        )
    return Document(report.html.replace("</body>", "".join(more) + "</body>"), images)


def seconds(work: Callable[[], object]) -> float:
    """The best of several, by the clock on the wall: another process does the work."""
    best = float("inf")
    for _ in range(FEWEST_TRIES):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def needed_megabytes(document: Document) -> int:
    """The least address space, in steps of 64 MB, within which a document can be made."""
    for megabytes in range(128, 2048, 64):
        try:
            pdf.render(document, pdf.Limits(memory_bytes=megabytes * MEGABYTE))
        except pdf.Problem:
            continue
        return megabytes
    return 2048


def main(photos: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        app = create_app(Settings(data=folder))
        upgrade(app)
        with app.app_context():
            cast = people.gather()
            found = ordinary(cast)
            assert found is not None
            report = figures.inspection_report(builder.actor(cast, "lin"), found)
            small = documents.inspection_document(report, app.extensions["inspector.blobs"])
        least = seconds(lambda: pdf.render(Document("<p>.</p>")))
        for count, document in ((2, small), (photos, laden(small, photos - 2, folder))):
            took, memory = seconds(lambda document=document: pdf.render(document)), needed_megabytes(document)  # type: ignore[misc]
            aim = AIM_SECONDS.get(count, AIM_SECONDS[50])
            verdict = (
                "met"
                if took <= aim and memory <= AIM_MEGABYTES
                else f"missed ({took / aim - 1:+.0%} time, {memory / AIM_MEGABYTES - 1:+.0%} memory)"
            )
            size = len(pdf.render(document)) / 1e6
            print(
                f"pdf with {count} photos: {took:.1f} s, {memory} MB, {size:.1f} MB file;"
                f" aim {aim} s, {AIM_MEGABYTES} MB: {verdict}; {took / least:.1f} x one line"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
