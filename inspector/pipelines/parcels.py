"""What happens when a person brings the file of a device: each record goes the one way in, credited to its author."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from inspector.accounts.access import Actor
from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections import json_in, payload
from inspector.inspections.parcel import Brought, Parcel
from inspector.media import store
from inspector.pipelines import intake, shared_rounds

#: (leave in the file, author) -> who speaks for the record, and whether with leave; None when there is no such author.
Speaks = Callable[[str | None, int], tuple[Actor, bool] | None]


@dataclass(slots=True)
class Taken:
    """How many records came in, were here already, are held for a decision, wait for photos that were not in the file, or are damaged."""

    new: int = 0
    known: int = 0
    held: int = 0
    incomplete: int = 0
    damaged: int = 0


def take_in(parcel: Parcel, blobs: store.Store, speaks: Speaks, by: Actor, at: datetime) -> Taken:
    """Take in all records of a parcel in the present transaction; a damaged one does not hold up the others."""
    taken = Taken()
    for brought in parcel.records():
        receipt = None
        if brought is not None:
            with db.session.begin_nested():
                receipt = _take(brought, parcel, blobs, speaks, at)
        if receipt is None:
            taken.damaged += 1
            continue
        taken.held += receipt.flag == "held"
        taken.incomplete += not receipt.is_complete
        taken.new += receipt.is_new
        taken.known += not receipt.is_new
    trail.record(
        "parcel.taken_in", f"device:{parcel.device_id}", actor_id=by.account_id, device_id=parcel.device_id,
        details={"new": taken.new, "known": taken.known, "held": taken.held, "damaged": taken.damaged}, at=at,
    )  # fmt: skip
    return taken


def _take(brought: Brought, parcel: Parcel, blobs: store.Store, speaks: Speaks, at: datetime) -> intake.Receipt | None:
    try:
        submission = payload.read(brought.body)
    except (json_in.Malformed, payload.EnvelopeFaults):
        return None
    sender = speaks(brought.secret, submission.author_id)
    if submission.id != brought.id or sender is None:
        return None
    announced = {photo.sha256: photo for photo in submission.attachments}
    for name in announced.keys() & set(brought.photos):
        content = parcel.photo(name)
        if content is not None:
            _keep(content, name, announced[name].media_type, submission.id, blobs, at)
    return shared_rounds.receive(submission, at, *sender)


def _keep(content: bytes, name: str, kind: str, record: str, blobs: store.Store, at: datetime) -> None:
    """A photo that is none is left out; the record then waits for it as for any other."""
    try:
        _, size = blobs.put([content], name)
    except Problem:
        return
    store.note(name, size, kind, record, at)
