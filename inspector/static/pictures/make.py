"""Draws the icons of the installed app: the mark of mark.svg at the sizes that phones ask for, and the signs of its shortcuts.

    python inspector/static/pictures/make.py [FOLDER]    draw them into this folder, or another
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image, ImageDraw

BLUE, WHITE = "#27479f", "#ffffff"
UNITS = 32  # the drawings are made on a square of 32, as mark.svg is
FINER = 4  # drawn larger, then made smaller, so that edges are smooth
CORNER = 9.0
Points = tuple[tuple[float, float], ...]

CHECK: tuple[Points, ...] = (((9, 16.5), (14, 21.5), (23.5, 11)),)
TODAY: tuple[Points, ...] = (
    ((8, 10.5), (10, 12.5), (13, 8.5)), ((16.5, 10.5), (24, 10.5)), ((8, 20.5), (10, 22.5), (13, 18.5)), ((16.5, 20.5), (24, 20.5)),
)  # fmt: skip
SCAN: tuple[Points, ...] = (
    ((8, 12.5), (8, 8), (12.5, 8)), ((19.5, 8), (24, 8), (24, 12.5)), ((24, 19.5), (24, 24), (19.5, 24)), ((12.5, 24), (8, 24), (8, 19.5)),
    ((11, 16), (21, 16)),
)  # fmt: skip
SYNC: tuple[Points, ...] = (
    ((11, 24), (11, 9)), ((6.5, 13.5), (11, 9), (15.5, 13.5)), ((21, 8), (21, 23)), ((16.5, 18.5), (21, 23), (25.5, 18.5)),
)  # fmt: skip

# name -> size in pixels, corner in units, share of the square that the sign fills, strokes
ICONS: dict[str, tuple[int, float, float, tuple[Points, ...]]] = {
    "icon-192.png": (192, CORNER, 1.0, CHECK),
    "icon-512.png": (512, CORNER, 1.0, CHECK),
    "maskable-512.png": (512, 0, 0.8, CHECK),  # a launcher cuts its own shape; what matters lies in the inner four fifths
    "apple-180.png": (180, 0, 0.9, CHECK),
    "shortcut-today.png": (96, CORNER, 1.0, TODAY),
    "shortcut-scan.png": (96, CORNER, 1.0, SCAN),
    "shortcut-sync.png": (96, CORNER, 1.0, SYNC),
}


def draw(size: int, corner: float, share: float, strokes: tuple[Points, ...]) -> Image.Image:
    """One icon: white strokes with round ends on a blue tile."""
    scale = size * FINER / UNITS
    picture = Image.new("RGBA", (size * FINER, size * FINER), (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rounded_rectangle((0, 0, size * FINER - 1, size * FINER - 1), corner * scale, fill=BLUE)
    width = round(3.2 * share * scale)
    half = width / 2
    for stroke in strokes:
        points = [tuple((UNITS / 2 + (one - UNITS / 2) * share) * scale for one in point) for point in stroke]
        pen.line(points, fill=WHITE, width=width, joint="curve")
        for x, y in points:
            pen.ellipse((x - half, y - half, x + half, y + half), fill=WHITE)
    small = picture.resize((size, size), Image.Resampling.LANCZOS)
    return small if corner else small.convert("RGB")


def main(folder: Path) -> None:
    """Draw all of them."""
    for name, parts in ICONS.items():
        draw(*parts).save(folder / name, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
