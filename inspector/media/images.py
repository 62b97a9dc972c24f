"""Renditions of photos for screens and paper, made in a process of their own with little memory and little time.

The bytes that arrived stay as evidence; what people see is decoded and encoded again, so that nothing hidden in a file reaches a browser.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from inspector.errors import Problem

if TYPE_CHECKING:  # the process that decodes needs no database; loading one would cost it more than the image
    from inspector.media.store import Store

SIZES = {"thumb": 320, "screen": 1600, "paper": 1000}  # longest edge, pixels
MOST_PIXELS = 50_000_000
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
QUALITY = 82


def rendition(store: Store, sha256: str, size: str) -> Path:
    """The path of a JPEG of a stored image, made when it is asked for the first time.

    size: a key of SIZES. Raises Problem not_found when the blob is not here, wrong_type when it cannot be decoded within its limits.
    """
    target = store.root.parent / "renditions" / size / sha256[:2] / f"{sha256}.jpg"
    if target.is_file():
        return target
    if not store.has(sha256):
        raise Problem("not_found")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(f".{os.getpid()}-{os.urandom(4).hex()}")
    command = [sys.executable, "-m", "inspector.media.images", str(store.path(sha256)), str(partial), str(SIZES[size])]
    try:
        done = subprocess.run(command, capture_output=True, timeout=CPU_SECONDS * 3, check=False)
    except subprocess.TimeoutExpired:
        partial.unlink(missing_ok=True)
        raise Problem("wrong_type") from None
    if done.returncode != 0:
        partial.unlink(missing_ok=True)
        raise Problem("wrong_type")
    partial.rename(target)
    return target


def render(source: Path, target: Path, longest_edge: int) -> None:
    """Decode one image and write it as a JPEG without metadata. Raises ValueError or OSError when it is not one we take."""
    from PIL import Image, ImageOps

    with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (longest_edge * 2, longest_edge * 2))
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((longest_edge, longest_edge))
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            ground = Image.new("RGB", upright.size, "white")
            ground.paste(upright, mask=upright.getchannel("A"))
            upright = ground
        upright.convert("RGB").save(target, "JPEG", quality=QUALITY, optimize=True)


def main() -> int:
    """Entry of the subprocess: SOURCE TARGET LONGEST_EDGE."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        render(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
    except (ValueError, OSError, MemoryError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
