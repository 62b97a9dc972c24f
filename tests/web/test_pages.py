"""Pages in a real browser: both languages, both themes, three sizes; axe finds nothing, nothing runs out of the screen."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.cast import PARTS, PASSWORD

SIZES = {"laptop": (1366, 768), "tablet": (768, 1024), "phone": (390, 844), "small phone": (360, 640)}
# Two looks that differ in everything with every run; the others with the long runs, because each costs seconds for each kind of page.
LOOKS = [
    ("laptop", "zh-CN", "light"),
    ("small phone", "en-US", "dark"),
    pytest.param("tablet", "en-US", "dark", marks=pytest.mark.soak),
    pytest.param("phone", "zh-CN", "dark", marks=pytest.mark.soak),
    pytest.param("small phone", "en-US", "light", marks=pytest.mark.soak),
]
NEEDS = "/account /accounts /accounts/new /devices /notices /audit /audit/check /nowhere".split()

pytestmark = pytest.mark.browser


def sign_in(page, server, name: str) -> None:
    page.goto(f"{server.url}/login")
    page.get_by_role("textbox").first.fill(PARTS[name].number)
    page.locator("input[type=password]").fill(PASSWORD)
    page.locator("form.form button").click()
    page.wait_for_url(lambda url: "/login" not in url)


def check(page, what: str) -> None:
    found = Axe().run(page).response
    assert found["passes"], "axe looked at nothing"
    assert not [f"{what}: {v['id']} {[n['html'][:150] for n in v['nodes'][:3]]}" for v in found["violations"]]
    width = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert width <= 0, f"{what} is {width} px wider than the screen"


def look(browse, size: str, locale: str, theme: str, **more):
    width, height = SIZES[size]
    return browse(
        viewport={"width": width, "height": height}, locale=locale, color_scheme=theme, reduced_motion="reduce", **more
    ).new_page()


@pytest.mark.parametrize(("size", "locale", "theme"), LOOKS)
def test_the_pages_of_accounts_are_whole_for_everybody(cast, serve, browse, size, locale, theme):
    server = serve()
    page = look(browse, size, locale, theme, forgives=("/nowhere",))
    page.goto(f"{server.url}/login")
    check(page, "/login")
    page.locator("form.form button").click()
    check(page, "/login with errors")
    sign_in(page, server, "ada")
    language = "zh" if locale.startswith("zh") else "en"
    page.locator("header .menu summary").click()
    check(page, "the account menu")
    page.locator(f"header button[value={language}]").click()
    for path in [*NEEDS, f"/accounts/{cast.accounts['lin']}"]:
        page.goto(server.url + path)
        check(page, path)
    page.goto(f"{server.url}/accounts/{cast.accounts['lin']}")
    page.locator("form[action$=deactivation] button").click()
    check(page, "the question before an account is shut")
    page.locator("#confirm button[value=no]").click()
    assert page.locator("form[action$=deactivation]").count() == 1


def test_a_question_answered_with_yes_sends_the_form_once(cast, serve, browse):
    server = serve()
    page = look(browse, "laptop", "en-US", "light")
    sign_in(page, server, "ada")
    page.goto(f"{server.url}/accounts/{cast.accounts['bo']}")
    page.locator("form[action$=deactivation] button").click()
    page.locator("#confirm button[value=yes]").click()
    page.get_by_text("The account is shut.").wait_for()


def test_the_brightness_chosen_by_hand_stays(cast, serve, browse):
    server = serve()
    page = look(browse, "phone", "zh-CN", "light")
    sign_in(page, server, "lin")
    page.locator("header .menu summary").click()
    page.locator("[data-theme-switch] button[value=dark]").click()
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    page.goto(f"{server.url}/account")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == ground != "rgb(245, 244, 240)"


def test_everything_is_reached_by_keyboard(cast, serve, browse):
    server = serve()
    page = look(browse, "laptop", "en-US", "light")
    page.goto(f"{server.url}/login")
    page.locator("#name").fill(PARTS["lin"].number)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)
    page.goto(f"{server.url}/account")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip button"
    page.locator("header .menu summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("header .menu__sheet").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("header .menu__sheet").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


@pytest.mark.parametrize("made", ["style", "script"])
def test_the_browser_refuses_what_stands_inside_a_page_and_says_so_as_an_error(cast, serve, chromium, made):
    """What the fixture `browse` listens for; without it a violation would pass unseen."""
    context = chromium.new_context()
    errors = []
    context.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page = context.new_page()
    page.goto(f"{serve().url}/login")
    page.evaluate(
        "(tag) => document.head.append(Object.assign(document.createElement(tag), {textContent: '/* */'}))", made
    )
    context.close()
    assert any("Content Security Policy" in text for text in errors)
