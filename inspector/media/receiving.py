"""Photos that come in a form: what they tell of place and device is taken out before anything is kept.

Our own pages make photos small and bare before they are sent; where their script has not arrived yet, the photo comes as the phone made
it. It is tidied in the process for images, waits as a temporary file, and enters the store only when its caller says so.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inspector.errors import Problem
from inspector.media import images
from inspector.media.store import LARGEST_BYTES, Store, digest_of


@dataclass(frozen=True, slots=True)
class Photo:
    """A tidy JPEG that waits to be kept, durable already."""

    path: Path
    sha256: str
    size_bytes: int
    media_type: str = "image/jpeg"


@contextmanager
def received(store: Store, files: Iterable[Iterable[bytes]]) -> Iterator[list[Photo]]:
    """Receive files, each as pieces of bytes; whatever was not given to Store.adopt is gone afterwards.

    Raises Problem too_large, or wrong_type for what is no image that can be decoded within the limits.
    """
    photos: list[Photo] = []
    try:
        for pieces in files:
            photos.append(_receive(store, pieces))
        yield photos
    finally:
        for photo in photos:
            photo.path.unlink(missing_ok=True)


def _receive(store: Store, pieces: Iterable[bytes]) -> Photo:
    raw, tidy = _temporary(store), _temporary(store)
    try:
        _write(raw, pieces)
        images.tidy(raw, tidy)
        return Photo(tidy, digest_of(tidy), tidy.stat().st_size)
    except BaseException:
        tidy.unlink(missing_ok=True)
        raise
    finally:
        raw.unlink(missing_ok=True)


def _write(path: Path, pieces: Iterable[bytes]) -> None:
    size = 0
    with path.open("wb") as file:
        for piece in pieces:
            size += len(piece)
            if size > LARGEST_BYTES:
                raise Problem("too_large")
            file.write(piece)


def _temporary(store: Store) -> Path:
    handle, name = tempfile.mkstemp(dir=store.incoming())
    os.close(handle)
    return Path(name)
