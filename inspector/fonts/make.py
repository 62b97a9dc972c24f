"""Makes the two fonts of this folder from the full static TTFs of Noto Sans SC, and checks what lies here.

    python inspector/fonts/make.py FOLDER    cut the fonts anew (README.md says where FOLDER comes from)
    python inspector/fonts/make.py --check   compare the files with fonts.lock.json; needs nothing but Python
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
LOCK = HERE / "fonts.lock.json"
SOURCE = "@expo-google-fonts/noto-sans-sc 0.4.3"
REGULAR = ("400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf")
BOLD = ("700Bold/NotoSansSC_700Bold.ttf", "NotoSansSC-Bold.ttf")

HAN = range(0x4E00, 0xA000)
RARE_HAN = range(0x20000, 0x31000)  # the few the source holds: characters of the general list used in names
SYMBOLS = [
    *range(0x20, 0x250),  # Latin with its extensions
    *range(0x2B0, 0x500),  # modifiers, accents, Greek, Cyrillic
    *range(0x1E00, 0x1F00),  # Latin for pinyin and Vietnamese
    *range(0x2000, 0x2C00),  # punctuation, currency, letterlike, arrows, mathematics, circled, boxes, shapes
    *range(0x3000, 0x3100),  # Chinese punctuation, kana
    *range(0x3200, 0x3400),  # enclosed characters and squared units
    *range(0xFE10, 0xFE70),  # compatibility forms
    *range(0xFF00, 0xFFF0),  # full width
]
LAYOUT_FEATURES = "kern,liga,locl,ccmp,mark,mkmk"


def gb2312() -> list[int]:
    """The code points of GB2312: the 6,763 characters of everyday print and its symbols."""
    return [ord(char) for char in bytes_of_gb2312().decode("gb2312", "ignore")]


def bytes_of_gb2312() -> bytes:
    return b"".join(bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))


def cut(source: Path, target: Path, code_points: list[int]) -> None:
    """Write to `target` the glyphs of `source` for these code points, unhinted, without vertical metrics."""
    from fontTools import subset

    options = subset.Options(
        hinting=False,
        layout_features=LAYOUT_FEATURES.split(","),
        drop_tables=[*subset.Options._drop_tables_default, "vhea", "vmtx"],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def sums() -> dict[str, str]:
    """{file name: SHA-256} of every font of this folder."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(HERE.glob("*.ttf"))}


def faults() -> list[str]:
    """One sentence for each file that differs from the lock; empty when all is well."""
    wanted, found = json.loads(LOCK.read_text())["sha256"], sums()
    return [
        f"{name}: {'missing' if name not in found else 'not in the lock' if name not in wanted else 'changed'}"
        for name in sorted(wanted.keys() | found.keys())
        if wanted.get(name) != found.get(name)
    ]


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        print(*faults(), sep="\n", end="\n" if faults() else "")
        return 1 if faults() else 0
    folder = Path(arguments[0])
    cut(folder / REGULAR[0], HERE / REGULAR[1], [*SYMBOLS, *HAN, *RARE_HAN])
    cut(folder / BOLD[0], HERE / BOLD[1], [*SYMBOLS, *gb2312()])
    LOCK.write_text(json.dumps({"source": SOURCE, "sha256": sums()}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
