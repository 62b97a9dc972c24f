"""All documents of a cycle, made in the background: a piece of work for each person, then one archive; progress is what is there.

The folder is the truth: what was cut off goes on where it stopped, by itself after a restart (`inspector/jobs`). A document bears the hash
of what it shows in its name, so that what changed since is made anew.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import current_app
from flask_babel import force_locale
from sqlalchemy import select

from inspector import clock
from inspector.accounts.access import Actor
from inspector.accounts.guards import load_actor
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.errors import Problem
from inspector.extensions import db
from inspector.jobs import queue
from inspector.jobs.models import Job
from inspector.reports import appraisals, documents, pdf
from inspector.settings import Settings
from inspector.sites.models import Site, StaffMember

KIND = "batch"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a cycle asks for: (appraisal id, name of its file within the archive)."""

    cycle_id: int
    period: str
    files: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far it is. is_running: some are being made or wait for it; failed: given up after several tries; is_whole: archived."""

    done: int
    total: int
    failed: int
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
        states = [] if self.archive.is_file() else list(db.session.scalars(select(Job.state).where(Job.key.in_(self.keys.values()))))
        is_running = any(state in ("waiting", "running") for state in states)
        return Progress(done, len(self.wanted.files), states.count("dead"), is_running, self.archive.is_file())

    @property
    def keys(self) -> dict[int, str]:
        """{appraisal id: the name of the piece of work} of what is not there yet."""
        return {key: f"{KIND}:{self.wanted.cycle_id}:{self.language}:{name}" for key, name in self.missing}

    @property
    def missing(self) -> list[tuple[int, str]]:
        """The documents that are not there yet."""
        return [(key, name) for key, name in self.wanted.files if not (self.folder / name).is_file()]


def wanted(cycle_id: int) -> Wanted:
    """The documents of a cycle. Raises Problem not_found."""
    cycle = db.session.get(Cycle, cycle_id)
    if cycle is None:
        raise Problem("not_found")
    rows = db.session.execute(
        select(
            Appraisal.id, Appraisal.state, Appraisal.signature, Appraisal.evidence_sha256, Site.code, StaffMember.number,
        )
        .join(Site, Site.id == Appraisal.site_id)
        .join(StaffMember, StaffMember.id == Appraisal.staff_id)
        .where(Appraisal.cycle_id == cycle_id)
    ).all()  # fmt: skip
    files = [(one.id, _name(one, cycle)) for one in sorted(rows, key=lambda one: (one.code, one.number))]
    return Wanted(cycle_id, cycle.period, files)


def _name(row: Any, cycle: Cycle) -> str:
    state = f"{row.evidence_sha256[:8]}-{row.state}-{row.signature or 'unsigned'}-{cycle.state}"
    return f"{row.code}/{row.number}-{state}.pdf".replace("..", "")


def of(asked: Wanted, language: str) -> Batch:
    """The batch of a cycle in a language."""
    settings: Settings = current_app.extensions["inspector.settings"]
    return Batch(asked, language, settings.data / "batches" / f"{asked.period}-{language}")


def begin(batch: Batch, actor: Actor, at: datetime) -> None:
    """Put down what is missing; what is there already is kept, what was given up is tried again."""
    if not batch.missing:
        _pack(batch)
        return
    keys = batch.keys
    known = {job.key: job for job in db.session.scalars(select(Job).where(Job.key.in_(keys.values())))}
    for appraisal_id, key in keys.items():
        if key not in known:
            payload = {"cycle": batch.wanted.cycle_id, "language": batch.language, "appraisal": appraisal_id, "account": actor.account_id}
            queue.put(key, KIND, payload, at)
        elif known[key].state in ("done", "dead"):
            queue.revive(known[key], at)


def carry_out(payload: Mapping[str, Any]) -> None:
    """Make one document; the last one packs them all. Raises queue.Failed."""
    actor = load_actor(db.session.connection(), payload["account"])
    if actor is None:
        raise queue.Failed("the account that asked is gone", is_final=True)
    batch = of(wanted(payload["cycle"]), payload["language"])
    name = dict(batch.wanted.files).get(payload["appraisal"])
    if name is not None and not (batch.folder / name).is_file():
        try:
            _write(batch.folder / name, _one(actor, payload["appraisal"], batch.language))
        except (Problem, OSError) as error:
            raise queue.Failed(str(error)) from error
    if not batch.missing:
        _pack(batch)


def hash_of(asked: Wanted) -> str:
    """Names a set of documents."""
    return sha256("\n".join(name for _, name in asked.files).encode()).hexdigest()[:12]


def _one(actor: Actor, appraisal_id: int, language: str) -> bytes:
    with current_app.test_request_context(), force_locale(language):
        document = documents.appraisal_document(appraisals.appraisal_report(actor, appraisal_id, clock.now()))
    db.session.close()  # a reader that stays open while the PDF is made would hold back the checkpoint
    return pdf.render(document)


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    os.replace(part, path)


def _pack(batch: Batch) -> None:
    if batch.archive.is_file():
        return
    part = batch.archive.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED) as target:
        for _, name in batch.wanted.files:
            target.write(batch.folder / name, name)
    os.replace(part, batch.archive)
