"""Reads photos again and compares them with their names, a part of the store at a time; clears away what belongs to nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, select

from inspector.database import reading
from inspector.extensions import db
from inspector.media.models import Blob, BlobUpload
from inspector.media.store import Store

DAMAGED = "damaged"  # folder of the store: what rotted, under its name; an empty file for what was gone
UNREFERENCED_FOR = timedelta(days=7)  # a photo may be here long before its record
PARTS = 256  # of the store, by the first two letters of a name


def damaged_in(store: Store, part: int) -> list[str]:
    """The SHA-256 of all photos in one part of the store whose bytes are gone or are not theirs. Takes no turn to write."""
    prefix = f"{part:02x}"
    with reading() as connection:
        names = list(connection.execute(select(Blob.sha256).where(Blob.sha256.like(f"{prefix}%"))).scalars())
    return [name for name in names if not _is_whole(store.path(name), name)]


def give_up(store: Store, names: Collection[str]) -> None:
    """Forget, in the present transaction, that these photos are here, so that whoever has them is asked for them again.

    What rotted is kept aside under its name: a person may still see something in it.
    """
    (store.root / DAMAGED).mkdir(parents=True, exist_ok=True)
    for name in names:
        aside = store.root / DAMAGED / name
        try:
            store.path(name).rename(aside)
        except FileNotFoundError:
            aside.touch()
    db.session.execute(delete(BlobUpload).where(BlobUpload.sha256.in_(names)))
    db.session.execute(delete(Blob).where(Blob.sha256.in_(names)))


def still_gone(store: Store) -> list[str]:
    """What was given up and has not come again; forgets what has."""
    gone = []
    for aside in (store.root / DAMAGED).glob("*"):
        if store.has(aside.name):
            aside.unlink()
        else:
            gone.append(aside.name)
    return sorted(gone)


def unreferenced_in(store: Store, part: int, now: datetime) -> list[Path]:
    """Files of one part of the store that no row names and that are older than seven days: left by a cut between the two."""
    oldest = (now - UNREFERENCED_FOR).timestamp()
    old = [path for path in (store.root / f"{part:02x}").glob("*/*") if path.stat().st_mtime < oldest]
    if not old:
        return []
    with reading() as connection:
        named = set(connection.execute(select(Blob.sha256).where(Blob.sha256.in_([path.name for path in old]))).scalars())
    return [path for path in old if path.name not in named]


def _is_whole(path: Path, name: str) -> bool:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == name
    except OSError:
        return False
