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
NAME_HAN = (  # of the general list too, but in the first extension
    "㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴"
    "䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)
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
    characters = [*SYMBOLS, *HAN, *RARE_HAN, *map(ord, NAME_HAN)]
    for source, target in (REGULAR, BOLD):
        cut(folder / source, HERE / target, characters)
    LOCK.write_text(json.dumps({"source": SOURCE, "sha256": sums()}, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
