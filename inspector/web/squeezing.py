"""Makes what a browser loads small: comments and indentation go when the files are published, then they are compressed once, well."""

from __future__ import annotations

import gzip
from pathlib import PurePosixPath

COMPRESSIBLE = {".js", ".css", ".svg", ".json", ".html", ".webmanifest"}
ENCODINGS = {"br": ".br", "gzip": ".gz"}  # as a browser names them -> ending of the file; the smallest first


def smaller(name: str, content: bytes) -> bytes:
    """A script or style without comments and indentation; anything else, and what others wrote, as it is (their licences stand in it)."""
    path = PurePosixPath(name)
    if "vendor" in path.parts:
        return content
    if path.suffix == ".js":
        import rjsmin

        return bytes(rjsmin.jsmin(content.decode()).encode())
    if path.suffix == ".css":
        import rcssmin

        return bytes(rcssmin.cssmin(content.decode()).encode())
    return content


def compressed(name: str, content: bytes) -> dict[str, bytes]:
    """{ending: bytes} of the compressed forms of a file; empty for what is compressed by nature."""
    if PurePosixPath(name).suffix not in COMPRESSIBLE:
        return {}
    import brotli

    return {".br": brotli.compress(content), ".gz": gzip.compress(content, 9, mtime=0)}
