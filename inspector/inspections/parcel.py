"""Reads the file with what waited on a device (docs/payload.md, Parcel). Pure: it is given bytes and knows no database."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from inspector.inspections import payload

FORMAT, VERSION = "inspector-parcel", 1
LARGEST_BYTES = 512 * 1024 * 1024
LARGEST_LIST_BYTES = 16 * 1024 * 1024
LARGEST_RECORD_BYTES = 2 * 1024 * 1024
MOST_RECORDS = 5000


class NotAParcel(ValueError):
    """The file is none that a device made, or its list cannot be read."""


@dataclass(frozen=True, slots=True)
class Brought:
    """One record of a parcel. secret: the leave of its author that came with it; photos: SHA-256 announced and held in the file."""

    id: str
    body: bytes
    secret: str | None
    photos: tuple[str, ...]


class Parcel:
    """An opened file. Nothing is taken on trust: every content is compared with the hash that names it."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises NotAParcel."""
        try:
            self._zip = zipfile.ZipFile(file)
            listed = json.loads(self._content("inspector.json", LARGEST_LIST_BYTES))
        except (zipfile.BadZipFile, KeyError, ValueError, RecursionError) as error:
            raise NotAParcel(str(error)) from None
        if not isinstance(listed, dict) or listed.get("format") != FORMAT or listed.get("version") != VERSION:
            raise NotAParcel("another format")
        records = listed.get("records")
        if not isinstance(records, list) or len(records) > MOST_RECORDS:
            raise NotAParcel("no list of records")
        self._records = records
        device_id = listed.get("device_id")
        self.device_id: str | None = device_id if payload.is_uuid(device_id) else None

    def __len__(self) -> int:
        return len(self._records)

    def records(self) -> Iterator[Brought | None]:
        """Each record, or None for one that is damaged."""
        for entry in self._records:
            yield self._record(entry)

    def photo(self, sha256: str) -> bytes | None:
        """The bytes of a photo; None when they are not what their name says."""
        try:
            content = self._content(f"photos/{sha256}", payload.LARGEST_BLOB_BYTES)
        except (KeyError, ValueError, zipfile.BadZipFile):
            return None
        return content if hashlib.sha256(content).hexdigest() == sha256 else None

    def _record(self, entry: Any) -> Brought | None:
        if not isinstance(entry, dict) or not payload.is_uuid(entry.get("id")):
            return None
        try:
            body = self._content(f"records/{entry['id']}.json", LARGEST_RECORD_BYTES)
        except (KeyError, ValueError, zipfile.BadZipFile):
            return None
        if hashlib.sha256(body).hexdigest() != entry.get("hash"):
            return None
        grant, blobs = entry.get("grant"), entry.get("blobs")
        secret = grant.get("secret") if isinstance(grant, dict) else None
        names = [blob.get("sha256") for blob in blobs if isinstance(blob, dict)] if isinstance(blobs, list) else []
        photos = tuple(str(name) for name in names if payload.is_sha256(name))
        return Brought(entry["id"], body, secret if isinstance(secret, str) else None, photos)

    def _content(self, name: str, largest: int) -> bytes:
        entry = self._zip.getinfo(name)
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > largest:
            raise ValueError(f"{name} is compressed or too large")
        return self._zip.read(entry)
