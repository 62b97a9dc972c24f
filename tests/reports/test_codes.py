"""Codes to print lead where they say, hold nothing secret, and fit their paper."""

from __future__ import annotations

import re
import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from inspector.accounts.access import Actor, Role
from inspector.errors import Problem
from inspector.reports import codes

BASE = "https://inspector.example"
EVERYWHERE = Actor(1, "Quan", None, None, (Role("quality_lead", None),))


def test_a_site_has_a_code_for_itself_each_area_and_each_table(context: None, cast: Any) -> None:
    sheet = codes.site_codes(EVERYWHERE, cast.sites["garden"], None, BASE)
    site, area = cast.sites["garden"], cast.areas["garden"]
    assert [one.kind for one in sheet.codes] == ["site", "area", "table", "table", "table", "table"]
    assert [one.address for one in sheet.codes[:3]] == [
        f"{BASE}/app#/start/?site={site}",
        f"{BASE}/app#/start/?site={site}&area={area}",
        f"{BASE}/app#/start/?site={site}&area={area}&table=1",
    ]
    assert [one.typed for one in sheet.codes[:3]] == [f"{site}", f"{site}-{area}", f"{site}-{area}-1"]
    assert sheet.codes[1].name == {"zh": "大厅", "en": "Hall"}, "names stand in both languages"


def test_with_a_list_every_code_starts_it(context: None, cast: Any) -> None:
    sheet = codes.site_codes(EVERYWHERE, cast.sites["garden"], "quick-round", BASE)
    assert all("/start/quick-round?site=" in one.address and one.typed.endswith("/quick-round") for one in sheet.codes)
    with pytest.raises(Problem):
        codes.site_codes(EVERYWHERE, cast.sites["garden"], "no-such-list", BASE)


def test_no_code_starts_what_a_shopper_a_guest_or_oneself_fills_in(context: None, cast: Any) -> None:
    typed = {one.typed for one in codes.checklist_codes(BASE).codes}
    assert "/quick-round" in typed
    assert typed.isdisjoint({"/ms-restaurant", "/sv-customer", "/sf-staff"})
    with pytest.raises(Problem):
        codes.site_codes(EVERYWHERE, cast.sites["garden"], "ms-restaurant", BASE)


def test_a_site_of_others_is_not_there(context: None, cast: Any) -> None:
    only_harbour = Actor(1, "Qiu", None, None, (Role("store_manager", frozenset({cast.sites["harbour"]})),))
    with pytest.raises(Problem):
        codes.site_codes(only_harbour, cast.sites["garden"], None, BASE)


def test_the_sheet_is_printed_with_codes_that_can_be_read(visit: Any, cast: Any, tmp_path: Path) -> None:
    answer = visit("gao").get(f"/sites/{cast.sites['garden']}/codes.pdf?checklist=quick-round&lang=zh")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    pdf = PdfReader(BytesIO(answer.data))
    text = pdf.pages[0].extract_text()
    assert len(pdf.pages) == 1 and "大厅 · Hall" in text and f"{cast.sites['garden']}-{cast.areas['garden']}-4/quick-round" in text
    fonts = {str(font.get_object()["/BaseFont"]) for font in pdf.pages[0]["/Resources"]["/Font"].values()}  # type: ignore[index]
    assert all("Noto-Sans-SC" in font for font in fonts), fonts

    (tmp_path / "sheet.pdf").write_bytes(answer.data)
    subprocess.run(["pdftoppm", "-r", "150", "-gray", tmp_path / "sheet.pdf", tmp_path / "sheet"], check=True)
    (page,) = tmp_path.glob("sheet*.pgm")
    read = subprocess.run(["node", Path(__file__).parent / "read_codes.mjs", page], capture_output=True, text=True, check=True).stdout
    found = sorted(read.split())
    ours = re.compile(r"https?://localhost/app#/start/quick-round\?site=\d+(&area=\d+(&table=\d)?)?")
    assert len(found) == 6 and all(ours.fullmatch(one) for one in found), found


def test_checklists_have_codes_without_a_place(visit: Any, cast: Any) -> None:
    answer = visit("gao").get("/checklists/codes.pdf?lang=en")
    assert answer.status_code == 200
    pages = PdfReader(BytesIO(answer.data)).pages
    assert "/quick-round" in "".join(page.extract_text() for page in pages)


def test_the_pages_lead_to_their_codes(visit: Any, cast: Any) -> None:
    gao = visit("gao")
    site = cast.sites["garden"]
    assert f"/sites/{site}/codes.pdf" in gao.get(f"/sites/{site}").get_data(as_text=True)
    assert "/checklists/codes.pdf" in gao.get("/checklists").get_data(as_text=True)
    assert f"/sites/{site}/codes.pdf?checklist=quick-round" in gao.get("/checklists/quick-round").get_data(as_text=True)
