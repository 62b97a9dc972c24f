"""Photos drawn by code: plain scenes of a floor, a table, a fridge …, each as found or put right, with the footer a tablet burns in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random

from PIL import Image, ImageDraw, ImageFont

SIZE = WIDTH, HEIGHT = 800, 600
FOOTER = 34
FONT = Path(__file__).parent.parent / "fonts" / "NotoSansSC-Regular.ttf"
QUALITY = 80
Pen = ImageDraw.ImageDraw


@dataclass(frozen=True, slots=True)
class Picture:
    """A finished photo. original_sha256: of the same picture before the footer was burnt in."""

    content: bytes
    sha256: str
    original_sha256: str


def take(item: str, seed: str, is_right: bool, day: date, footer: str) -> Picture:
    """The photo of an item, the same scene for the same seed, before (not right) or after.

    footer: site, area, list, time, inspector; the short hash of the original is added.
    """
    random = Random(seed)
    image = Image.new("RGB", SIZE, (random.randint(196, 222), random.randint(186, 206), random.randint(170, 194)))
    scene = _SCENES.get(item, _station)
    scene(ImageDraw.Draw(image), random, is_right, day)
    image = _from_where_one_stood(image, Random(f"{seed}/place"), scene not in (_slip, _fridge, _label, _exit))
    original = hashlib.sha256(_encoded(image)).hexdigest()
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, HEIGHT - FOOTER, WIDTH, HEIGHT), fill=(24, 26, 28))
    pen.text((10, HEIGHT - FOOTER + 6), f"{footer} · {original[:6]}", font=_font(), fill="white")
    content = _encoded(image)
    return Picture(content, hashlib.sha256(content).hexdigest(), original)


def _from_where_one_stood(image: Image.Image, random: Random, may_be_mirrored: bool) -> Image.Image:
    """The scene a little nearer, from one side or the other: two photos of the same kind of thing must not look like one used twice.

    may_be_mirrored: there are no words in it that nobody could read then.
    """
    zoom, turn = random.uniform(0.7, 0.95), random.uniform(-0.1, 0.1)
    left, top = random.uniform(0, 1 - zoom) * WIDTH, random.uniform(0, 1 - zoom) * HEIGHT
    moved = image.transform(
        SIZE, Image.Transform.AFFINE, (zoom, turn, left, -turn, zoom, top), fillcolor=image.getpixel((5, 5))
    )
    return moved.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if may_be_mirrored and random.random() < 0.5 else moved


def _encoded(image: Image.Image) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


@cache
def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONT), 17)


def _table(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 200)
    top = random.choice(((142, 96, 58), (164, 120, 76), (108, 74, 50)))
    pen.polygon(((90, 520), (710, 520), (620, 230), (180, 230)), fill=top, outline=(70, 46, 30))
    for x in (250, 400, 540):
        _plate(pen, x, 330 + random.randint(-16, 16), 46)
    pen.rectangle((600, 250, 636, 330), fill=(52, 34, 30))
    pen.rectangle((606, 236, 630, 252), fill=(180, 40, 36))
    if not is_right:
        for _ in range(random.randint(4, 7)):
            _stain(pen, random, (200, 620), (370, 500), (86, 52, 22))
        pen.polygon(((330, 470), (410, 440), (436, 476), (372, 506)), fill=(240, 238, 230), outline=(190, 188, 180))


def _slip(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 600)
    pen.rectangle((250, 40, 550, 560), fill=(248, 247, 242), outline=(190, 188, 180))
    pen.text((290, 64), f"{day:%Y-%m-%d}", font=ImageFont.truetype(str(FONT), 34), fill=(60, 60, 58))
    for row in range(8):
        pen.line((280, 140 + row * 40, 280 + random.randint(90, 150), 140 + row * 40), fill=(110, 110, 106), width=6)
        pen.line((470, 140 + row * 40, 520, 140 + row * 40), fill=(110, 110, 106), width=6)
    pen.rectangle((280, 480, 520, 490), fill=(60, 60, 58))


def _floor(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 170)
    for row in range(7):
        for column in range(10):
            shade = 168 + (row + column) % 2 * 18
            pen.rectangle(
                (column * 84 - 20, 170 + row * 62, column * 84 + 62, 170 + row * 62 + 60),
                fill=(shade, shade - 6, shade - 14),
            )
    pen.rectangle((560, 130, 700, 330), fill=(96, 70, 50))
    if is_right:
        pen.polygon(((300, 420), (350, 270), (400, 420)), fill=(246, 206, 40), outline=(60, 50, 10))
        pen.line((350, 310, 350, 370), fill=(60, 50, 10), width=8)
        pen.ellipse((344, 384, 356, 396), fill=(60, 50, 10))
    else:
        x, y = random.randint(180, 300), random.randint(360, 430)
        pen.ellipse((x, y, x + 260, y + 90), fill=(122, 152, 176), outline=(96, 124, 150), width=3)
        pen.ellipse((x + 60, y + 20, x + 150, y + 44), fill=(190, 212, 226))
        pen.polygon(((470, 470), (520, 450), (536, 486)), fill=(244, 242, 236))


def _fridge(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 600)
    pen.rounded_rectangle((230, 60, 570, 540), 16, fill=(206, 212, 216), outline=(120, 126, 130), width=4)
    pen.line((230, 300, 570, 300), fill=(120, 126, 130), width=4)
    pen.rectangle((536, 130, 550, 250), fill=(110, 116, 120))
    pen.rectangle((290, 96, 450, 166), fill=(20, 26, 24))
    degrees = random.uniform(2.4, 5.2) if is_right else random.uniform(9.2, 12.6)
    colour = (90, 230, 130) if is_right else (250, 80, 64)
    pen.text((304, 104), f"{degrees:.1f}°C", font=ImageFont.truetype(str(FONT), 42), fill=colour)
    for row in range(3):
        pen.rectangle((270, 330 + row * 64, 530, 376 + row * 64), fill=(232, 236, 238), outline=(150, 156, 160))


def _label(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 600)
    for n in range(3):
        x = 70 + n * 236
        pen.rounded_rectangle((x, 200, x + 200, 480), 14, fill=(226, 232, 230), outline=(130, 140, 138), width=3)
        pen.rectangle((x + 16, 240, x + 184, 250), fill=(70, 130, 170))
        pen.rectangle((x + 24, 290, x + 176, 400), fill="white", outline=(90, 90, 90))
        is_past = n == 1 and not is_right
        until = day - timedelta(days=3) if is_past else day + timedelta(days=2 + 5 * n)
        pen.text((x + 34, 310), f"到期 {until:%m-%d}", font=_font(), fill=(200, 30, 30) if is_past else (30, 30, 30))
        if is_past:
            pen.rectangle((x + 20, 286, x + 180, 404), outline=(214, 40, 40), width=5)


def _exit(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 480)
    pen.rectangle((280, 120, 520, 500), fill=(118, 140, 128), outline=(70, 86, 78), width=5)
    pen.rectangle((330, 70, 470, 112), fill=(24, 140, 76))
    pen.text((352, 80), "安全出口", font=_font(), fill="white")
    pen.rectangle((300, 320, 500, 336), fill=(200, 206, 202))
    _extinguisher(pen, 600, 330)
    if not is_right:
        for x, y, side in ((250, 380, 130), (370, 400, 120), (300, 290, 100)):
            pen.rectangle((x, y, x + side, y + side - 10), fill=(188, 146, 96), outline=(130, 96, 58), width=3)
            pen.line((x, y + 40, x + side, y + 40), fill=(216, 190, 150), width=6)


def _extinguisher(pen: Pen, x: int, y: int) -> None:
    pen.rounded_rectangle((x, y, x + 60, y + 150), 20, fill=(198, 36, 32), outline=(120, 20, 20), width=3)
    pen.rectangle((x + 20, y - 24, x + 40, y), fill=(40, 40, 40))
    pen.ellipse((x + 18, y + 20, x + 42, y + 44), fill=(240, 240, 240))
    pen.pieslice((x + 18, y + 20, x + 42, y + 44), 200, 300, fill=(60, 170, 80))


def _uniform(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 600)
    cloth = random.choice(((38, 48, 66), (72, 30, 34), (34, 58, 50)))
    pen.polygon(((230, 600), (250, 150), (340, 80), (460, 80), (550, 150), (570, 600)), fill=cloth)
    pen.polygon(((360, 80), (400, 180), (440, 80)), fill=(236, 232, 224))
    pen.rectangle((310, 380, 490, 600), fill=(222, 216, 204))
    pen.rectangle((455, 290, 515, 314), fill=(226, 200, 120))
    if not is_right:
        for _ in range(4):
            _stain(pen, random, (320, 470), (400, 560), (150, 96, 40))


def _plates(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 240)
    pen.rectangle((0, 430, WIDTH, HEIGHT), fill=(150, 112, 76))
    for n in range(6):
        _plate(pen, 170 + n * 92, 420 + (n % 2) * 50, 52)
        if not is_right and n % 2 == 0:
            for _ in range(4):
                x, y = 150 + n * 92 + random.randint(0, 34), 410 + random.randint(0, 18)
                pen.line((x, y, x + random.randint(6, 18), y + random.randint(-10, 10)), fill=(196, 150, 96), width=5)


def _station(pen: Pen, random: Random, is_right: bool, day: date) -> None:
    _wall(pen, random, 260)
    pen.rectangle((60, 300, 740, 560), fill=(132, 98, 66), outline=(84, 60, 40), width=4)
    pen.rectangle((40, 276, 760, 304), fill=(192, 186, 178))
    for n in range(4):
        pen.rectangle((80 + n * 166, 330, 226 + n * 166, 530), outline=(90, 66, 44), width=4)
    for n in range(5):
        x = 110 + n * 120
        pen.rectangle((x, 210, x + 34, 276), fill=random.choice(((220, 70, 50), (60, 60, 64), (230, 190, 80))))
    if not is_right:
        for _ in range(5):
            _stain(pen, random, (120, 680), (276, 296), (96, 60, 30))
        pen.rounded_rectangle((560, 236, 616, 280), 6, fill=(24, 24, 28))
        pen.polygon(((300, 282), (380, 250), (420, 286)), fill=(206, 210, 190))


def _wall(pen: Pen, random: Random, until: int) -> None:
    shade = random.randint(-8, 8)
    pen.rectangle((0, 0, WIDTH, until), fill=(224 + shade, 218 + shade, 206 + shade))
    pen.line((0, until, WIDTH, until), fill=(150, 140, 126), width=3)


def _plate(pen: Pen, x: int, y: int, radius: int) -> None:
    pen.ellipse(
        (x - radius, y - radius // 2, x + radius, y + radius // 2),
        fill=(246, 245, 240),
        outline=(176, 172, 164),
        width=2,
    )
    pen.ellipse((x - radius // 2, y - radius // 4, x + radius // 2, y + radius // 4), outline=(206, 202, 194), width=2)


def _stain(
    pen: Pen, random: Random, across: tuple[int, int], down: tuple[int, int], colour: tuple[int, int, int]
) -> None:
    x, y = random.randint(*across), random.randint(*down)
    wide, high = random.randint(16, 44), random.randint(6, 18)
    pen.ellipse((x, y, x + wide, y + high), fill=colour)
    pen.ellipse((x + wide, y + high // 2, x + wide + 8, y + high // 2 + 6), fill=colour)


_SCENES: dict[str, Callable[[Pen, Random, bool, date], None]] = {
    **dict.fromkeys(("tables", "table-streaks", "tables-littered", "set-by-picture"), _table),
    **dict.fromkeys(("floor", "floor-swept", "floor-mopped", "area-clean", "spills"), _floor),
    **dict.fromkeys(("fridge", "chill-under-2h"), _fridge),
    **dict.fromkeys(("food-in-date", "food-fresh", "raw-cooked-apart"), _label),
    **dict.fromkeys(("exits-clear",), _exit),
    **dict.fromkeys(("uniform", "uniform-clean", "in-uniform", "groomed"), _uniform),
    **dict.fromkeys(("plates-due",), _plates),
    "receipt": _slip,
}
