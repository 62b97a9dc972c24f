"""What a supervisor does with the runner, and a shop large enough to do it in. One tap = one pointer that goes down on our page."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from flask import Flask
from PIL import Image

import inspector
from inspector import clock
from inspector.extensions import db
from inspector.sites import duty, people
from inspector.sites.duty_map import Part
from inspector.sites.models import Position, Shift, Site
from tests.cast import PARTS, PASSWORD, Cast

PIN = "2580"
COUNT_TAPS = "window.taps = 0; addEventListener('pointerdown', () => { window.taps += 1 }, true)"
ON_DEMAND = Path(inspector.__file__).parent / "static" / "js" / "wiring" / "on_demand.js"
#: The modules that the app fetches by itself some seconds after its first picture.
FETCHED_LATER = re.findall(r'import\("\.\./(\S+\.js)"\)', ON_DEMAND.read_text(encoding="utf-8"))
FETCH = """(names) => {
  const [entry] = document.querySelectorAll("script[type=module]");
  return Promise.all(names.map((name) => import(new URL(name, entry.src).href)));
}"""
GIVEN_NAMES = "一诺 二妮 三强 四海 五福 六顺 七夕 八方 九州 十全".split()


def crew(app: Flask, cast: Cast, count: int, also: tuple[str, ...] = ()) -> None:
    """Take `count` waiters on at the garden and put just them, and those of the cast who are named, on the evening's duty map."""
    with app.app_context():
        site, shift = db.session.get_one(Site, cast.sites["garden"]), db.session.get_one(Shift, cast.shifts["garden"])
        waiter = db.session.query(Position).filter_by(key="waiter").one()
        members = [
            people.take_on(people.PersonFacts(f"C{n:03}", f"张{GIVEN_NAMES[n]}", date(2025, 3, 1)), people.Post(site.id, waiter.id))
            for n in range(count)
        ]
        db.session.flush()
        now = clock.now()
        today = clock.business_day(now, site.timezone, time.fromisoformat(site.day_ends_at))
        everybody = [cast.staff[name] for name in also] + [member.id for member in members]
        board = [Part(staff_id=one, area_ids=frozenset({cast.areas["garden"]}), tables=frozenset()) for one in everybody]
        duty.save(site, today - timedelta(days=7), shift, board, None, datetime(2026, 1, 1, tzinfo=UTC))
        db.session.commit()


def sign_in(page: Any, url: str, name: str) -> None:
    """Sign in as one of the cast and open the app."""
    page.goto(f"{url}/login?next=/app")
    page.locator("input[name=name]").fill(PARTS[name].number)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form.form button[type=submit]").click()
    choose_pin(page)
    page.wait_for_selector(".today .start-row")


def fetch_the_rest(page: Any) -> None:
    """Fetch what the app fetches some seconds later, so that a test that spoils the network does not wait for that."""
    page.evaluate(FETCH, FETCHED_LATER)


def choose_pin(page: Any, pin: str = PIN) -> None:
    """The first sign-in on a tablet: a PIN, twice; whoever has one goes straight on."""
    page.wait_for_selector(".pad-keys, .today .start-row")
    if page.locator(".pad-keys").count():
        type_pin(page, pin)
        page.get_by_role("heading", name=re.compile("once more|再输一次")).wait_for()
        type_pin(page, pin)


def type_pin(page: Any, pin: str = PIN) -> None:
    """Four taps on the pad."""
    for digit in pin:
        page.locator(".pad-key", has_text=re.compile(f"^{digit}$")).click()


def start(page: Any, checklist: str) -> None:
    """From Today to the first section: the list, then Start; past what was open last time, if anything was."""
    page.locator(f"a[href*='start/{checklist}?']").first.click()
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector("main.round")


def complete(page: Any) -> None:
    """Answer what is left of a quick round well, and go to its review."""
    section(page, 0)
    if page.locator(".grid__corner .answer--all").count():
        page.locator(".grid__corner .answer--all").click()
    section(page, 1)
    if page.locator(".section__head .answer--all").count():
        page.locator(".section__head .answer--all").click()
    section(page, 3)
    for row in range(3):
        page.locator(".control--verdict").nth(row).locator(".answer--pass").click()
    onward(page)
    page.wait_for_selector(".thumb--submit .button")


def section(page: Any, number: int) -> None:
    """Open one of the four sections of a quick round; what is open since last time may stand before them."""
    number += page.locator(".tab").count() - 4
    page.locator(".tab").nth(number).click()
    page.locator(f".tab:nth-child({number + 1})[aria-current=true]").wait_for()


def onward(page: Any) -> None:
    """The button at the foot of a section that leads to the next."""
    page.locator("a.onward, main > .onward").last.click()


def take_photo(page: Any) -> None:
    """Choose a photo for the failure that is open."""
    shown = page.locator(".detail .thumb-photo img").count()
    page.locator(".detail input[type=file]").set_input_files({"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": picture()})
    page.locator(".detail .thumb-photo img").nth(shown).wait_for()


@cache
def picture() -> bytes:
    """A photo of 3000 x 2000 with a place and a camera in its metadata, as a phone takes it."""
    exif = Image.Exif()
    exif[271] = "CameraMaker"
    exif.get_ifd(34853).update({1: "N", 2: (31.0, 13.0, 0.0), 3: "E", 4: (121.0, 28.0, 0.0)})
    out = BytesIO()
    Image.radial_gradient("L").resize((3000, 2000)).convert("RGB").save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def pass_quick_round(page: Any) -> None:
    """Pass everything the quick round asks for, from its first section on, and wait until it is saved."""
    page.locator(".grid__corner .answer--all").click()
    page.locator(".tab").nth(1).click()
    page.locator(".section__head .answer--all").click()
    page.locator(".tab").nth(3).click()
    for row in range(3):
        page.locator(".control--verdict").nth(row).locator(".answer--pass").click()
    saved(page)


def saved(page: Any) -> None:
    """Wait until the last tap is durable."""
    page.wait_for_selector("[data-saved] .saved--saved")


def submit(page: Any) -> None:
    """Submit on the review page and wait until the server has everything."""
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector(".stamp--on_server")


def taps(page: Any) -> int:
    """Pointers that went down since the page was opened; choosing a photo counts one each (the chooser is not our page)."""
    return int(page.evaluate("window.taps"))
