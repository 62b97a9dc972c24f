"""All documents of a cycle, made in the background: a file for each person, then one archive; progress is what is there.

The folder is the truth: a job that was cut off goes on where it stopped when it is asked for again. A document bears the hash of what it
shows in its name, so that what changed since is made anew.
"""

from __future__ import annotations

import os
import threading
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from flask import Flask, current_app
from flask_babel import force_locale

from inspector import clock
from inspector.accounts.access import Actor
from inspector.appraisals.cycle_models import Cycle
from inspector.errors import Problem
from inspector.extensions import db
from inspector.reports import appraisals, documents, pdf
from inspector.settings import Settings

_running: set[Path] = set()
_guard = threading.Lock()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a cycle asks for: (appraisal id, name of its file within the archive)."""

    period: str
    files: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. is_running: in this process; is_whole: the archive is there."""

    done: int
    total: int
    is_running: bool
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """The documents of a cycle in one language, in a folder of their own."""

    wanted: Wanted
    language: str
    folder: Path

    @property
    def name(self) -> str:
        """Of the archive."""
        return f"appraisals-{self.wanted.period}-{self.language}"

    @property
    def archive(self) -> Path:
        """Of exactly these documents: what changed since has another name."""
        return self.folder / f"{self.name}-{hash_of(self.wanted)}.zip"

    def progress(self) -> Progress:
        """How many documents are there."""
        done = sum(1 for _, name in self.wanted.files if (self.folder / name).is_file())
        return Progress(done, len(self.wanted.files), self.folder in _running, self.archive.is_file())


def wanted(cycle_id: int) -> Wanted:
    """The documents of a cycle. Raises Problem not_found."""
    cycle = db.session.get(Cycle, cycle_id)
    if cycle is None:
        raise Problem("not_found")
    state = {row.id: f"{row.evidence_sha256[:8]}-{row.state}-{row.signature or 'unsigned'}-{cycle.state}" for row in cycle.appraisals}
    files = [(key, f"{code}/{number}-{state[key]}.pdf".replace("..", "")) for key, code, number in appraisals.ids_by_site(cycle)]
    return Wanted(cycle.period, files)


def of(asked: Wanted, language: str) -> Batch:
    """The batch of a cycle in a language."""
    settings: Settings = current_app.extensions["inspector.settings"]
    return Batch(asked, language, settings.data / "batches" / f"{asked.period}-{language}")


def begin(batch: Batch, actor: Actor) -> threading.Thread | None:
    """Start making what is missing; None when it is being made already."""
    with _guard:
        if batch.folder in _running:
            return None
        _running.add(batch.folder)
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    thread = threading.Thread(target=_make, args=(app, batch, actor), name="batch", daemon=True)
    thread.start()
    return thread


def hash_of(asked: Wanted) -> str:
    """Names a set of documents."""
    return sha256("\n".join(name for _, name in asked.files).encode()).hexdigest()[:12]


def _make(app: Flask, batch: Batch, actor: Actor) -> None:
    try:
        batch.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for key, name in batch.wanted.files:
            if not (batch.folder / name).is_file():
                _write(batch.folder / name, _one(app, batch, actor, key))
        _pack(batch)
    except (Problem, OSError):  # what failed is shown as not done; asked for again it goes on there
        app.logger.exception("documents of a cycle could not all be made")
    finally:
        _running.discard(batch.folder)


def _one(app: Flask, batch: Batch, actor: Actor, key: int) -> bytes:
    with app.test_request_context(), force_locale(batch.language):
        document = documents.appraisal_document(appraisals.appraisal_report(actor, key, clock.now()))
        db.session.close()
    return pdf.render(document)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    os.replace(part, path)


def _pack(batch: Batch) -> None:
    part = batch.archive.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as target:
        for _, name in batch.wanted.files:
            target.write(batch.folder / name, name)
    os.replace(part, batch.archive)
