"""The duty board in a real browser: on a tablet and on a phone."""

from __future__ import annotations

from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import PARTS, PASSWORD

pytestmark = pytest.mark.browser
TABLET, PHONE = {"width": 1024, "height": 768}, {"width": 390, "height": 844}


def open_board(page, server, cast):
    page.goto(f"{server.url}/login")
    page.fill("[name=name]", PARTS["gao"].number)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(
        f"{server.url}/sites/{cast.sites['garden']}/duty?day={date(2031, 5, 2).isoformat()}&shift={cast.shifts['garden']}"
    )


def check_axe(page) -> None:
    found = Axe().run(page).response["violations"]
    assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]


@pytest.mark.parametrize("size", [TABLET, PHONE], ids=["tablet", "phone"])
def test_a_map_is_filled_by_taps_and_saved_by_one(cast, serve, browse, size):
    server, page = serve(), browse(viewport=size, locale="en-GB").new_page()
    open_board(page, server, cast)
    check_axe(page)
    mei, tao = (page.locator(f"[data-staff='{cast.staff[name]}']") for name in ("mei", "tao"))
    mei.click()
    page.locator("[data-place='table:1']").click()
    page.locator("[data-place='table:2']").click()
    tao.click()
    page.locator(f"[data-place='area:{cast.areas['garden']}']").click()
    page.locator("[data-place='table:2']").click()
    assert page.locator("[data-place='table:2']").get_attribute("aria-label") == "2: 梅香 陶然"
    page.locator("[data-place='table:2']").click()
    check_axe(page)
    page.get_by_role("button", name="Save the duty map").click()
    page.get_by_text("The duty map is saved.").wait_for()
    assert page.locator("[data-place='table:2']").get_attribute("aria-label") == "2: 梅香"
    assert page.locator(f"[data-place='area:{cast.areas['garden']}']").get_attribute("aria-label") == "Hall: 陶然"
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_an_absent_person_is_covered_and_stays_so_after_a_reload(cast, serve, browse):
    server, page = serve(), browse(viewport=TABLET, locale="en-GB").new_page()
    open_board(page, server, cast)
    mei = page.locator(f"[data-staff='{cast.staff['mei']}']")
    mei.click()
    page.get_by_role("button", name="Absent", exact=True).click()
    page.get_by_label("Covered by").select_option(str(cast.staff["tao"]))
    check_axe(page)
    page.get_by_role("button", name="Save the duty map").click()
    page.get_by_text("The duty map is saved.").wait_for()
    page.reload()
    assert mei.get_attribute("data-is") == "absent"
    mei.click()
    assert page.get_by_label("Covered by").input_value() == str(cast.staff["tao"])


def test_the_same_as_last_time_is_one_tap(cast, serve, browse):
    server, page = serve(), browse(viewport=PHONE, locale="en-GB").new_page()
    open_board(page, server, cast)
    page.locator(f"[data-staff='{cast.staff['mei']}']").click()
    page.locator("[data-place='table:3']").click()
    page.get_by_role("button", name="Save the duty map").click()
    page.get_by_text("The duty map is saved.").wait_for()
    page.goto(page.url.replace("2031-05-02", "2031-05-09"))
    page.get_by_role("button", name="Same as last time").click()
    page.get_by_text("Same as last time: saved.").wait_for()
    assert page.locator("[data-place='table:3']").get_attribute("aria-label") == "3: 梅香"
