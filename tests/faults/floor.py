"""The floor of a shop for fault tests: a tablet that changes hands, rounds that are finished quickly, and what lies in its database."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests import looking
from tests.cast import PARTS, PASSWORD
from tests.journeys import runner_steps as step

READ = """async ([stores]) => {
  const base = await new Promise((resolve, reject) => {
    const asked = indexedDB.open("inspector");
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const found = {};
  for (const name of stores) {
    const store = base.transaction([name]).objectStore(name);
    const all = (what) => new Promise((resolve) => { const asked = store[what](); asked.onsuccess = () => resolve(asked.result); });
    const [keys, values] = [await all("getAllKeys"), await all("getAll")];
    found[name] = Object.fromEntries(keys.map((key, index) => [key, values[index]]));
  }
  base.close();
  const plain = (_name, value) => value instanceof ArrayBuffer ? new TextDecoder().decode(value) : value;
  return JSON.parse(JSON.stringify(found, plain));
}"""


def kept(page: Any, *stores: str) -> dict[str, dict[str, Any]]:
    """What lies in stores of the device's database: {store: {key: value}}."""
    found: dict[str, dict[str, Any]] = page.evaluate(READ, [list(stores)])
    return found


def until(page: Any, holds: Callable[[dict[str, dict[str, Any]]], bool], *stores: str) -> None:
    """Wait until what lies in stores of the device's database is so."""
    looking.until(lambda: holds(kept(page, *stores)), f"it did not come so in {stores}", page=page)


def fill(page: Any) -> None:
    """Start the quick round and answer it, up to the review page."""
    step.start(page, "quick-round")
    step.pass_quick_round(page)
    step.onward(page)
    page.wait_for_selector(".thumb--submit")


def finish(page: Any) -> str:
    """A whole round, submitted; returns its id. It may wait or be sent."""
    fill(page)
    page.locator(".thumb--submit .button").click()
    page.wait_for_selector(".stamp")
    return str(page.url.rsplit("/", 1)[1])


def today(page: Any) -> None:
    """Back to Today."""
    page.evaluate("location.hash = '#/'")
    page.wait_for_selector(".today")


def lock(page: Any) -> None:
    """Lock by hand."""
    page.locator(".who-holds").click()
    page.locator("dialog[open] .button--primary").click()
    page.wait_for_selector(".door")


def unlock(page: Any, name: str, pin: str = step.PIN) -> None:
    """Take the tablet by PIN."""
    page.locator(".door__face", has_text=PARTS[name].name).click()
    step.type_pin(page, pin)


def sign_in_at_door(page: Any, name: str) -> None:
    """Somebody who was never here, or whose PIN does not help, signs in at the door."""
    if not page.locator(".door__form").count():
        page.locator(".door__face").last.click()
    give_password(page, name)


def give_password(page: Any, name: str, where: str = ".door__form") -> None:
    """Fill the form for name and password."""
    form = page.locator(where)
    form.locator("input[name=name]").fill(PARTS[name].number)
    form.locator("input[name=password]").fill(PASSWORD)
    form.locator("button").first.click()
