"""Makes what a browser loads small: comments and indentation go when the files are published, then they are compressed once, well."""

from __future__ import annotations

import gzip
from pathlib import PurePosixPath

COMPRESSIBLE = {".js", ".css", ".svg", ".json", ".html", ".webmanifest"}
MINIFIED = {".js": "application/javascript", ".css": "text/css"}
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # as a browser names them -> ending of the file; the smallest first


def smaller(name: str, content: bytes) -> bytes:
    """A script or style without what only people read; anything else, and what others wrote, as it is (their licences stand in it)."""
    path = PurePosixPath(name)
    kind = MINIFIED.get(path.suffix)
    if kind is None or "vendor" in path.parts:
        return content
    import minify  # a parser of the languages: cutting by patterns breaks template literals

    return bytes(minify.string(kind, content.decode()).encode())


def compressed(name: str, content: bytes) -> dict[str, bytes]:
    """{ending: bytes} of the compressed forms of a file; empty for what is compressed by nature."""
    if PurePosixPath(name).suffix not in COMPRESSIBLE:
        return {}
    import brotli

    return {".br": brotli.compress(content), ".gz": gzip.compress(content, 9, mtime=0)}
