"""The fonts of the PDFs hold what Chinese reports need, and are the files that were made."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[2] / "inspector" / "fonts"
RARE_NAMES = "喆堃翀旻昇镕珺璟祎旸㛃䶮𬭎"
SYMBOLS = "≥≤℃μΩ→①②⑩✓×±°％、。！？（）《》“”…—·★●○■□㎡№"
PINYIN = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ"


def characters(file: str) -> set[int]:
    with TTFont(FONTS / file, lazy=True) as font:
        return set(font.getBestCmap())


def check(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, folder / "make.py", "--check"], capture_output=True, text=True, check=False)


def test_regular_holds_every_chinese_character_of_the_basic_block() -> None:
    assert set(range(0x4E00, 0x9FA6)) <= characters("NotoSansSC-Regular.ttf")


def test_regular_holds_the_characters_of_names_outside_gb2312() -> None:
    assert {ord(char) for char in RARE_NAMES} <= characters("NotoSansSC-Regular.ttf")


def test_bold_holds_all_that_regular_holds_because_weasyprint_draws_wrong_characters_for_what_bold_lacks() -> None:
    assert characters("NotoSansSC-Bold.ttf") == characters("NotoSansSC-Regular.ttf")


@pytest.mark.parametrize("file", ["NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"])
def test_both_weights_hold_latin_pinyin_and_symbols(file: str) -> None:
    latin = "".join(map(chr, range(0x20, 0x7F)))
    assert {ord(char) for char in latin + PINYIN + SYMBOLS} <= characters(file)


@pytest.mark.parametrize(("file", "weight"), [("NotoSansSC-Regular.ttf", 400), ("NotoSansSC-Bold.ttf", 700)])
def test_each_file_is_the_weight_its_name_says(file: str, weight: int) -> None:
    with TTFont(FONTS / file, lazy=True) as font:
        assert font["OS/2"].usWeightClass == weight


def test_the_fonts_are_the_files_that_were_made() -> None:
    result = check(FONTS)
    assert (result.returncode, result.stdout) == (0, ""), result.stdout + result.stderr


def test_an_edit_of_one_byte_of_a_font_is_noticed(tmp_path: Path) -> None:
    copied = shutil.copytree(FONTS, tmp_path / "fonts")
    file = copied / "NotoSansSC-Bold.ttf"
    content = bytearray(file.read_bytes())
    content[1_000_000] ^= 1
    file.write_bytes(content)
    result = check(copied)
    assert (result.returncode, result.stdout) == (1, "NotoSansSC-Bold.ttf: changed\n")


def test_the_licence_lies_beside_the_fonts() -> None:
    assert "SIL Open Font License, Version 1.1" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
