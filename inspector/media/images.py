"""Renditions of photos for screens and paper, made in a process of their own with little memory and little time.

The bytes that arrived stay as evidence; what people see is decoded and encoded again, so that nothing hidden in a file reaches a browser.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from inspector.errors import Problem

if TYPE_CHECKING:  # the process that decodes needs no database; loading one would cost it more than the image
    from inspector.media.store import Store

LONGEST_KEPT = 2048  # of a photo that comes in a form; what our own pages make
SIZES = {"thumb": 320, "screen": 1600, "paper": 1000}  # longest edge, pixels
MOST_PIXELS = 50_000_000
MEMORY_BYTES = 512 * 1024 * 1024
CPU_SECONDS = 10
QUALITY = 82
LEAST_CONTRAST = 8.0  # standard deviation of the grey squares, 0..255, below which a look says nothing
END_OF_JPEG = b"\xff\xd9"


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
    try:
        _in_own_process("render", store.path(sha256), partial, SIZES[size])
    except Problem:
        partial.unlink(missing_ok=True)
        raise
    partial.rename(target)
    return target


def tidy(source: Path, target: Path) -> None:
    """Write a photo without anything but its picture, upright and at most LONGEST_KEPT long, and sync it.

    A JPEG that is so already is copied byte for byte. Raises Problem wrong_type when it cannot be decoded within its limits.
    """
    _in_own_process("tidy", source, target, LONGEST_KEPT)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def looks(store: Store, names: Sequence[str]) -> dict[str, int | None]:
    """How stored photos look, as 64 bits: of two that show the same few differ. None where one cannot be decoded or shows nothing.

    One process for all of them; one that breaks it costs the rest of this call, which are then not in the answer.
    """
    paths = [str(store.path(name)) for name in names if store.has(name)]
    command = [sys.executable, "-m", "inspector.media.images", "look"]
    try:
        done = subprocess.run(
            command, input="\n".join(paths), capture_output=True, text=True, timeout=CPU_SECONDS * 3, check=False
        )
        lines = done.stdout.split()
    except subprocess.TimeoutExpired:
        lines = []
    known = [name for name in names if store.has(name)]
    found: dict[str, int | None] = {name: None for name in names if name not in known}
    return found | {name: None if line == "-" else int(line, 16) for name, line in zip(known, lines, strict=False)}


def look(source: Path) -> int | None:
    """The look of one image: of 8 rows of 9 grey squares, whether each is darker than its neighbour. None where it shows too little."""
    from PIL import Image, ImageOps, ImageStat

    with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("L", (64, 64))
        small = _in_eight_bits(ImageOps.exif_transpose(image)).convert("L").resize((9, 8), Image.Resampling.BOX)
    if ImageStat.Stat(small).stddev[0] < LEAST_CONTRAST:
        return None  # a bare wall looks like every other
    grey = small.tobytes()
    return sum((grey[row * 9 + at] < grey[row * 9 + at + 1]) << row * 8 + at for row in range(8) for at in range(8))


def _in_own_process(work: str, source: Path, target: Path, longest_edge: int) -> None:
    command = [sys.executable, "-m", "inspector.media.images", work, str(source), str(target), str(longest_edge)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=CPU_SECONDS * 3, check=False)
    except subprocess.TimeoutExpired:
        raise Problem("wrong_type") from None
    if done.returncode != 0:
        raise Problem("wrong_type")


def keep_picture_only(source: Path, target: Path, longest_edge: int) -> None:
    """Copy a JPEG that holds nothing but its picture, and encode any other image again. Raises like `render`."""
    from PIL import Image

    with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
        is_bare = image.format == "JPEG" and max(image.size) <= longest_edge and _holds_only_picture(image, source)
        if is_bare:
            image.load()  # a photo that was cut short raises here
    if is_bare:
        shutil.copyfile(source, target)
    else:
        render(source, target, longest_edge)


def _holds_only_picture(image: Any, source: Path) -> bool:
    """Whether every segment of a JPEG belongs to the picture, and nothing follows its end."""
    segments = getattr(image, "applist", [("APP1", b"")])
    with source.open("rb") as file:
        file.seek(-len(END_OF_JPEG), os.SEEK_END)
        ends = file.read() == END_OF_JPEG
    return ends and all(
        name in ("APP0", "APP14") or name == "APP2" and content.startswith(b"ICC_PROFILE") for name, content in segments
    )


def render(source: Path, target: Path, longest_edge: int) -> None:
    """Decode one image and write it as a JPEG without metadata. Raises ValueError or OSError when it is not one we take."""
    from PIL import Image, ImageOps

    with Image.open(source, formats=("JPEG", "PNG", "WEBP")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        image.draft("RGB", (longest_edge * 2, longest_edge * 2))
        upright = _in_eight_bits(ImageOps.exif_transpose(image))
        upright.thumbnail((longest_edge, longest_edge))
        if upright.mode in ("RGBA", "LA", "P"):
            upright = upright.convert("RGBA")
            ground = Image.new("RGB", upright.size, "white")
            ground.paste(upright, mask=upright.getchannel("A"))
            ground.info = upright.info
            upright = ground
        bare = _in_screen_colours(upright)
        bare.info.clear()  # a comment in the file would be written again
        bare.save(target, "JPEG", quality=QUALITY, optimize=True)


def _in_eight_bits(image: Any) -> Any:
    """An image of 16 bits with 8; converted as it is, all but its darkest part would come out white."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda value: value / 256).convert("L")


def _in_screen_colours(image: Any) -> Any:
    """An image in the colours of a screen; its own profile, which is not kept, says what its figures mean."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            seen = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            seen = None  # a broken profile: the figures as they are
        if seen is not None:
            return seen
    return image.convert("RGB")


def main() -> int:
    """Entry of the subprocess: render|tidy SOURCE TARGET LONGEST_EDGE; or look, with a path in each line of its input."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.argv[1] == "look":
        return _print_looks()
    try:
        work = keep_picture_only if sys.argv[1] == "tidy" else render
        work(Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4]))
    except (ValueError, OSError, MemoryError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _print_looks() -> int:
    for line in sys.stdin.read().splitlines():
        try:
            found = look(Path(line))
        except (ValueError, OSError, MemoryError):
            found = None
        print("-" if found is None else f"{found:x}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
