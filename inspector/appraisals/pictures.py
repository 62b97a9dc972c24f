"""Photos that come with a form about a person, received before anything is written and kept once everything is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from flask import Response, current_app
from werkzeug.datastructures import FileStorage

from inspector.inspections.correction_form import pieces
from inspector.media import images, receiving, store
from inspector.web.pictures import picture


@contextmanager
def received(files: Sequence[FileStorage], uuid: str) -> Iterator[list[receiving.Photo]]:
    """Receive photos of a form with a number; what the block leaves without raising is kept under it.

    Raises Problem too_large, wrong_type. Nobody waits behind the one writer while they come in: write only inside the block.
    """
    blobs: store.Store = current_app.extensions["inspector.blobs"]
    with receiving.received(blobs, map(pieces, files)) as photos:
        yield photos
        for photo in photos:
            blobs.adopt(photo.path, photo.sha256)
            store.note(photo.sha256, photo.size_bytes, photo.media_type, uuid)


def shown(sha256: str, size: str) -> Response:
    """Answer with a kept photo. size: screen | thumb."""
    blobs: store.Store = current_app.extensions["inspector.blobs"]
    return picture(images.rendition(blobs, sha256, size))
