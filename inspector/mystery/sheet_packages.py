"""A list of visits with its photos in one ZIP file: unpacked with care, its photos tidied like all others, and packed anew to wait.

What waits for the confirmation is never what was sent: it holds the list as it came, and of the photos nothing but the picture.
"""

from __future__ import annotations

import io
import json
import struct
import threading
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from inspector.errors import Problem
from inspector.media import receiving, store
from inspector.mystery.sheet_columns import photo_name
from inspector.sites import import_reading
from inspector.sites.import_reading import Unreadable
from inspector.sites.refusals import N_

LARGEST_BYTES = 64 * 1024 * 1024
MOST_UNPACKED_BYTES = 256 * 1024 * 1024
MOST_ENTRIES = 300
MOST_PHOTOS = 40  # each is decoded once while somebody waits
LISTS = (".csv", ".xlsx")
WORKBOOK = "xl/workbook.xml"
SHEET, NAMES = "list", "photos.json"  # parts of what waits; the photos lie beside them under their numbers
UTF8_NAME, LOCKED = 0x800, 0x1  # flags of an entry
FIRST_CHINESE = "\u2e80"
_BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, ValueError, NotImplementedError, RuntimeError)
# Forty photos keep a thread and a core for a quarter of a minute; strangers must not take all threads with them.
ONE_AT_A_TIME = threading.Lock()
_UNREADABLE = N_("The ZIP file cannot be read. Pack the list and its photos anew.")


@dataclass(frozen=True, slots=True)
class Package:
    """A list and its photos by name in lower case. bad: {name: wrong_type or too_large}; is_packed: false for a list alone."""

    sheet: bytes
    photos: Mapping[str, bytes] = field(default_factory=dict)
    bad: Mapping[str, str] = field(default_factory=dict)
    is_packed: bool = False


def is_packed(content: bytes) -> bool:
    """Whether a file is a ZIP file that is no workbook."""
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return WORKBOOK not in archive.namelist()
    except _BROKEN:
        return False  # whoever reads it as a workbook says that it cannot be read


def prepared(content: bytes, blobs: store.Store) -> bytes:
    """What is put aside of a file that was sent: a list alone as it is, a ZIP file with tidy photos.

    Raises Unreadable with a sentence that says what to do; then nothing of it is kept.
    """
    if not is_packed(content):
        return content
    if len(content) > LARGEST_BYTES:
        raise Unreadable(N_("The ZIP file is larger than %(most)s MB. Split it."), most=LARGEST_BYTES // 1024**2)
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise Unreadable(N_("Another ZIP file is being unpacked just now. Please send this one again in a minute."))
    try:
        return _bare(content, blobs)
    finally:
        ONE_AT_A_TIME.release()


def opened(content: bytes) -> Package:
    """What was put aside, opened again."""
    if not is_packed(content):
        return Package(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        said = json.loads(archive.read(NAMES))
        photos = {name: archive.read(str(number)) for number, name in enumerate(said["photos"])}
        return Package(archive.read(SHEET), photos, said["bad"], is_packed=True)


def _bare(content: bytes, blobs: store.Store) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            sheet, photos = _sorted(archive)
            kept = Package(archive.read(sheet), *_tidied(archive, photos, blobs), is_packed=True)
    except _BROKEN:
        raise Unreadable(_UNREADABLE) from None
    return _packed(kept)


def _sorted(archive: zipfile.ZipFile) -> tuple[zipfile.ZipInfo, dict[str, zipfile.ZipInfo]]:
    """The one list, and {name: photo}. Raises Unreadable for what is unsafe, too much, or not clear."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED_BYTES:
        raise Unreadable(N_("The ZIP file unpacks to more than a list with %(most)s photos needs. Split it."), most=MOST_PHOTOS)
    sheets: list[zipfile.ZipInfo] = []
    photos: dict[str, zipfile.ZipInfo] = {}
    for entry, name in _named(entries):
        if name.endswith(LISTS):
            sheets.append(entry)
        elif name in photos:
            raise Unreadable(N_("Two photos in the ZIP file are called “%(text)s”. Give each a name of its own."), text=name)
        else:
            photos[name] = entry
    if len(sheets) != 1:
        count = len(sheets)
        raise Unreadable(N_("The ZIP file must hold one list as CSV or XLSX beside the photos; this one holds %(count)s."), count=count)
    if len(photos) > MOST_PHOTOS:
        raise Unreadable(N_("The ZIP file holds more than %(most)s photos. Split it."), most=MOST_PHOTOS)
    if sheets[0].file_size > import_reading.LARGEST_BYTES:
        raise Unreadable(N_("The file is larger than %(most)s MB. Split it."), most=import_reading.LARGEST_BYTES // 1024**2)
    return sheets[0], photos


def _named(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[zipfile.ZipInfo, str]]:
    for entry in entries:
        way = _decoded(entry).replace("\\", "/")
        if way.startswith("/") or ":" in way.partition("/")[0] or ".." in way.split("/"):
            outside = N_("The ZIP file names a place outside itself (“%(text)s”). Pack the list and its photos anew.")
            raise Unreadable(outside, text=way[:80])
        if entry.flag_bits & LOCKED:
            raise Unreadable(N_("The ZIP file is locked with a password. Pack it without one."))
        name = photo_name(way)
        is_left_by_a_computer = name.startswith(".") or name == "thumbs.db" or way.startswith("__MACOSX/")
        if name and not entry.is_dir() and not is_left_by_a_computer:
            yield entry, name


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Names of a Chinese Windows are GB18030 without saying so; zipfile reads them as the alphabet of old American computers.

    Some bytes are good text in GB18030 and in UTF-8; then it is the one in which they are Chinese.
    """
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    raw = entry.filename.encode("cp437", "replace")
    readings = [text for encoding in ("utf-8", "gb18030") if (text := raw.decode(encoding, "ignore")).encode(encoding) == raw]
    chinese = (text for text in readings if all(sign.isascii() or sign >= FIRST_CHINESE for sign in text))
    return next(chinese, readings[0] if readings else entry.filename)


def _tidied(
    archive: zipfile.ZipFile, entries: Mapping[str, zipfile.ZipInfo], blobs: store.Store
) -> tuple[dict[str, bytes], dict[str, str]]:
    photos: dict[str, bytes] = {}
    bad: dict[str, str] = {}
    for name, entry in entries.items():
        if entry.file_size > store.LARGEST_BYTES:
            bad[name] = "too_large"
            continue
        content = archive.read(entry)
        try:
            if store.kind_of(content[:12]) is None:
                raise Problem("wrong_type")
            with receiving.received(blobs, [[content]]) as (photo,):
                photos[name] = photo.path.read_bytes()
        except Problem as problem:
            bad[name] = problem.kind.code
    return photos, bad


def _packed(package: Package) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr(SHEET, package.sheet)
        archive.writestr(NAMES, json.dumps({"photos": list(package.photos), "bad": package.bad}, ensure_ascii=False))
        for number, content in enumerate(package.photos.values()):
            archive.writestr(str(number), content)
    return whole.getvalue()
