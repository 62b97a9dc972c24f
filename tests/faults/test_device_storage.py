"""What is stored on the tablet: nothing counts as saved before it is on the disk, and whatever takes the disk away is said in time."""

from __future__ import annotations

import json
import os
import signal
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.faults.bench import SMALL_CHANCE, Bench, Device
from tests.faults.chaos import Answer
from tests.journeys import runner_steps as step
from tests.looking import until
from tests.serving import CHROMIUM_ARGUMENTS, HEADLESS

STORE = Path(__file__).parents[2] / "inspector" / "static" / "js"
#: Keeps every connection to the database, so that a test can close it as the browser does.
HANDLES = """window.handles = []; const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...words) {
  if (window.isStorageGone) throw new DOMException("gone", "UnknownError");
  const asked = open.apply(this, words);
  asked.addEventListener("success", () => window.handles.push(asked.result));
  return asked;
};"""
CLOSE_ALL = "window.handles.splice(0).forEach((handle) => handle.close())"
NEWER = 99
#: Somebody else's unfinished round, as the first version of the app stored it.
OLD_DRAFT = {
    "id": "00000000-0000-4000-8000-000000000001", "started_at": "2026-01-01T00:00:00.000+08:00", "author": {"id": 0}, "photos": [],
    "answers": {"floor|": {"state": "answered", "value": "pass"}},
}  # fmt: skip
QUOTA_BYTES = 4_500_000  # the app itself needs 2.6 MB, of which 2 MB are the reserve


def noise(edge: int = 1500) -> bytes:
    """A photo that no compression makes small."""
    out = BytesIO()
    Image.frombytes("RGB", (edge, edge), os.urandom(edge * edge * 3)).save(out, "JPEG", quality=85)
    return out.getvalue()


def begin(device: Device) -> None:
    """A quick round, in the section of verdicts."""
    step.start(device.page, "quick-round")
    step.section(device.page, 1)


def answer(device: Device, row: int, verdict: str = "pass") -> None:
    """Tap, and wait until it is painted: what a failure opens takes the place of what was open before."""
    tapped = device.page.locator(".control--verdict").nth(row).locator(f".answer--{verdict}")
    tapped.click()
    expect(tapped).to_have_attribute("aria-pressed", "true")


def photograph(device: Device, content: bytes) -> None:
    """Choose a photo for the failure that is open, and wait for what comes of it."""
    field = device.page.locator(".detail input[type=file]").first
    field.set_input_files({"name": "shot.jpg", "mimeType": "image/jpeg", "buffer": content})
    device.page.wait_for_function("() => !document.querySelector('.thumb-photo--busy')")


def answers(device: Device) -> dict[str, Any]:
    [draft] = device.state()["drafts"]
    return dict(draft["answers"])


def download(device: Device, button: str) -> zipfile.ZipFile:
    with device.page.expect_download() as waiting:
        device.page.get_by_role("button", name=button).click()
    return zipfile.ZipFile(waiting.value.path())


# A real browser with a profile that outlives it


class Tablet:
    """A browser with a profile on the disk, which can be killed and started again."""

    def __init__(self, bench: Bench, profile: Path) -> None:
        self.bench, self.profile = bench, profile

    def start(self, script: str = SMALL_CHANCE, address: str = "/app") -> Device:
        kind = self.bench.chromium.browser_type
        context = kind.launch_persistent_context(
            self.profile, executable_path=HEADLESS, args=CHROMIUM_ARGUMENTS, locale="en-US", viewport={"width": 1024, "height": 768}
        )
        self.context = context
        device = self.bench.adopt(context, script)
        device.page.goto(f"{self.bench.net.url}{address}")
        return device

    def first_start(self) -> Device:
        device = self.start(address="/login")
        with device.page.expect_response(lambda told: told.url.endswith("/device/grants") and told.status == 201):
            step.sign_in(device.page, self.bench.net.url, "gao")
        return device

    def kill(self) -> None:
        """As when the battery falls out: every process of the profile at once."""
        mark = f"--user-data-dir={self.profile}"
        for entry in Path("/proc").iterdir():
            with suppress(OSError):
                if entry.name.isdigit() and mark.encode() in (entry / "cmdline").read_bytes():
                    os.kill(int(entry.name), signal.SIGKILL)
        with suppress(Exception):
            self.context.close()
        for left in self.profile.glob("Singleton*"):
            left.unlink(missing_ok=True)


@pytest.fixture
def tablet(bench: Bench, tmp_path: Path) -> Iterator[Tablet]:
    made = Tablet(bench, tmp_path / "profile")
    yield made
    made.kill()


def unlocked(device: Device) -> None:
    """After a restart whoever holds the tablet types the PIN where it asks for one."""
    device.page.wait_for_selector(".pad-keys, .today .start-row, .done")
    if device.page.locator(".pad-keys").count():
        step.type_pin(device.page)
        device.page.wait_for_selector(".today .start-row, .done")


def test_case_002_a_browser_killed_right_after_the_tick_still_has_round_and_photo_and_sends_them(bench: Bench, tablet: Tablet) -> None:
    device = tablet.first_start()
    begin(device)
    answer(device, 0, "fail")
    photograph(device, noise())
    device.page.wait_for_selector(".detail .thumb-photo img")
    step.complete(device.page)
    bench.net.refuse()
    device.page.locator(".thumb--submit .button").click()
    device.page.wait_for_selector("text=Saved on this tablet")
    tablet.kill()
    bench.net.heal()

    again = tablet.start()
    state = again.until(lambda now: len(now["acked"]) == 1)
    [record] = state["acked"]
    [photo] = record["photos"]
    assert state["blobs"][f"{record['id']} {photo['slot']}"] == photo["sha256"]
    assert bench.rows()[record["id"]] == record["hash"] == record["body"]
    assert record["id"] in bench.complete()


def test_case_003_a_full_device_refuses_the_photo_in_words_keeps_the_earlier_one_and_every_answer(bench: Bench) -> None:
    device = bench.device(quota_bytes=QUOTA_BYTES)
    begin(device)
    answer(device, 0, "fail")
    photograph(device, step.picture())
    device.page.wait_for_selector(".detail .thumb-photo img")
    before = device.state()["blobs"]
    photograph(device, noise(2048))
    device.page.wait_for_selector("text=Storage full: photo NOT saved")
    assert device.page.locator(".detail .thumb-photo img").count() == 1
    assert device.state()["blobs"] == before, "the earlier photo is whole, of the new one there is nothing"
    device.page.evaluate("onTheBench.stuff()")  # not even words fit any more
    answer(device, 1, "fail")
    device.page.locator(".detail textarea").first.fill("the drain is blocked " * 100)
    device.page.locator(".detail textarea").first.blur()
    answer(device, 2)
    step.saved(device.page)
    assert len(answers(device)) == 3 and "the drain is blocked" in json.dumps(answers(device))
    assert device.page.evaluate("onTheBench.meta('reserve').then((kept) => kept === undefined)"), "the reserve was given up for words"
    device.without_quota()
    answer(device, 3, "fail")
    photograph(device, noise(2048))
    device.until(lambda now: len(now["drafts"][0]["photos"]) == 2)


def test_case_003_what_the_server_has_makes_room_for_the_next_photo(bench: Bench) -> None:
    device = bench.device(quota_bytes=QUOTA_BYTES + 3_000_000)
    [sent] = device.hold(bench.record(photos=3, photo_bytes=900_000))
    device.wake()
    device.arrived(sent)
    begin(device)
    answer(device, 0, "fail")
    step.saved(device.page)
    device.page.evaluate("onTheBench.stuff()")
    photograph(device, noise(900))
    state = device.until(lambda now: len(now["drafts"][0]["photos"]) == 1)
    assert [record["id"] for record in state["acked"]] == [sent["id"]], "the record itself stays"
    assert not any(key.startswith(sent["id"]) for key in state["blobs"])


def test_case_004_of_a_photo_whose_transaction_aborts_nothing_is_stored_although_its_first_pieces_were_put(bench: Bench) -> None:
    device = bench.device(quota_bytes=QUOTA_BYTES)
    begin(device)
    answer(device, 0, "fail")
    photograph(device, noise(2048))  # its first megabyte fits, the next ones do not
    device.page.wait_for_selector("text=Storage full: photo NOT saved")
    state = device.state()
    assert state["blobs"] == {} and state["drafts"][0]["photos"] == []
    assert device.page.locator(".detail .thumb-photo img").count() == 0


def test_case_004_no_module_that_stores_takes_a_request_for_its_transaction() -> None:
    for path in (STORE / "store").glob("*.js"):
        words = path.read_text()
        assert "onsuccess" not in words, path.name
        if path.name != "database.js":
            assert "readwrite" not in words and ".transaction(" not in words, f"{path.name} writes past the one helper"
    assert 'durability: "strict"' in (STORE / "store" / "database.js").read_text()


def test_case_006_no_decision_rests_on_the_browsers_estimate_of_free_space() -> None:
    ours = [path for path in STORE.rglob("*.js") if "vendor" not in path.parts]
    asking = {path.relative_to(STORE).as_posix() for path in ours if "estimate" in path.read_text()}
    assert asking <= {"runner/screens/sync.js"}, "it is shown there, and nowhere asked before something is stored"


def test_case_009_a_database_closed_by_the_browser_is_opened_again_and_when_it_stays_away_the_tap_is_kept_in_memory(bench: Bench) -> None:
    device = bench.device(SMALL_CHANCE + ";" + HANDLES)
    page = device.page
    begin(device)
    page.evaluate(CLOSE_ALL)
    answer(device, 0)
    step.saved(page)
    assert len(answers(device)) == 1, "opened again without a word"

    page.evaluate(f"window.isStorageGone = true; {CLOSE_ALL}")
    answer(device, 1)
    banner = page.locator(".unsaved")
    banner.wait_for()
    assert "NOT saved" in banner.inner_text()
    assert banner.evaluate("(one) => { const box = one.getBoundingClientRect(); return box.top >= 0 && box.bottom <= innerHeight; }")
    answer(device, 2)
    page.locator(".control--verdict [aria-pressed=true]").nth(2).wait_for()  # the inspector goes on
    page.evaluate("window.isStorageGone = false")
    page.locator(".unsaved .button").first.click()
    step.saved(page)
    banner.wait_for(state="detached")
    assert len(answers(device)) == 3, "nothing that was tapped meanwhile is lost"


def test_case_009_what_cannot_be_written_can_leave_the_page_as_a_file(bench: Bench) -> None:
    device = bench.device(SMALL_CHANCE + ";" + HANDLES)
    begin(device)
    answer(device, 0)
    step.saved(device.page)
    device.page.evaluate("onTheBench.fillUp()")
    answer(device, 1)
    device.page.wait_for_selector("text=Storage full: the last answers are NOT saved")
    file = download(device, "Save to a file")
    [name] = [one for one in file.namelist() if one.startswith("drafts/")]
    assert len(json.loads(file.read(name))["draft"]["answers"]) == 2


def test_case_010_an_older_tab_that_does_not_let_go_is_named_after_five_seconds_and_nothing_is_lost(bench: Bench) -> None:
    old = bench.adopt(bench.chromium.new_context(locale="en-US"))
    old.page.goto(f"{bench.net.url}/login")
    old.page.evaluate("(draft) => onTheBench.openAt(1, { drafts: [draft] })", OLD_DRAFT)
    newer = old.context.new_page()
    newer.goto(f"{bench.net.url}/app")
    newer.wait_for_selector("text=Close the other tabs of Inspector")
    assert newer.locator("#app").is_hidden()
    old.page.evaluate("onTheBench.held.close()")
    old.until(lambda now: [draft["answers"] for draft in now["drafts"]] == [OLD_DRAFT["answers"]])


def test_case_010_a_tab_that_is_overtaken_writes_what_it_has_lets_go_and_says_reload(bench: Bench) -> None:
    device = bench.device()
    begin(device)
    newer = device.context.new_page()
    newer.goto(f"{bench.net.url}/login")
    answer(device, 0)
    newer.evaluate(f"onTheBench.openAt({NEWER}).then(() => onTheBench.held.close())")
    device.page.wait_for_selector("text=A newer version of the app is open in another tab")
    assert device.page.locator(".rescue .button", has_text="Reload").count() == 1
    assert len(answers(device)) == 1, "the tap before it is written"


def test_case_011_a_device_killed_in_its_upgrade_has_the_old_data_and_upgrades_the_next_time(bench: Bench, tablet: Tablet) -> None:
    device = tablet.start(address="/login")
    device.page.evaluate("(draft) => onTheBench.openAt(1, { drafts: [draft] }).then(() => onTheBench.held.close())", OLD_DRAFT)
    device.context.add_init_script("onTheBench.hangAt('profiles')")
    device.page.evaluate("setTimeout(() => { location.href = '/app' })")
    until(lambda: bench.net.count("GET", "upgrading"))
    tablet.kill()

    again = tablet.start(address="/login")
    version = again.page.evaluate("onTheBench.version()")
    assert version == 1
    assert [draft["id"] for draft in again.state()["drafts"]] == [OLD_DRAFT["id"]]
    step.sign_in(again.page, bench.net.url, "gao")
    assert again.page.evaluate("onTheBench.version()") > 1
    assert [draft["id"] for draft in again.state()["drafts"]] == [OLD_DRAFT["id"]]


def test_case_012_an_older_app_does_not_touch_newer_data_and_gives_away_what_waits(bench: Bench) -> None:
    device = bench.device()
    bench.net.script(lambda head: Answer(503) if head.method == "PUT" else None)
    [record] = device.hold(bench.record(photos=1))
    page = device.page
    page.goto(f"{bench.net.url}/login")
    [before] = device.state()["waiting"]
    page.evaluate(f"onTheBench.openAt({NEWER}).then(() => onTheBench.held.close())")
    page.goto(f"{bench.net.url}/app")
    page.wait_for_selector("text=A newer version of the app has stored data on this device")
    assert page.locator("#app").is_hidden(), "nothing can be entered"
    file = download(device, "Save to a file")
    assert json.loads(file.read(f"records/{record['id']}.json"))["id"] == record["id"]
    assert f"photos/{record['photos'][0]['sha256']}" in file.namelist()
    state = device.state()
    assert [one["id"] for one in state["waiting"]] == [record["id"]] and state["waiting"][0]["attempts"] == before["attempts"]
    assert page.evaluate("onTheBench.version()") == NEWER


def test_case_023_without_storage_nothing_can_be_typed_and_why_is_said(bench: Bench) -> None:
    device = bench.device()
    device.context.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); }")
    device.page.reload()
    device.page.wait_for_selector("text=does not let the app store anything")
    assert device.page.locator("#app").is_hidden()


def test_case_024_ten_taps_on_submit_make_one_record(bench: Bench) -> None:
    device = bench.device()
    begin(device)
    step.complete(device.page)
    device.page.evaluate("for (const button of Array(10).fill(document.querySelector('.thumb--submit .button'))) button.click()")
    device.page.wait_for_selector(".stamp--on_server")
    state = device.state()
    assert len(state["acked"]) == 1 and state["waiting"] == [] and state["drafts"] == []
    assert list(bench.rows()).count(state["acked"][0]["id"]) == 1


def test_case_025_going_back_after_submitting_shows_how_it_was_sent_and_makes_no_second_record(bench: Bench) -> None:
    device = bench.device()
    begin(device)
    step.complete(device.page)
    review = device.page.url
    device.page.locator(".thumb--submit .button").click()
    device.page.wait_for_selector(".stamp--on_server")
    sent = device.page.url
    for way in (lambda: device.page.go_back(), lambda: device.page.go_forward(), lambda: device.page.goto(review)):
        way()
        expect(device.page).to_have_url(sent)
        device.page.wait_for_selector(".stamp--on_server")
        assert device.page.locator(".thumb--submit").count() == 0, "nothing can be submitted again"
    device.page.reload()
    device.page.wait_for_selector(".stamp--on_server")
    state = device.state()
    assert len(state["acked"]) == 1 and state["waiting"] == [] and state["drafts"] == []
    assert bench.net.count("PUT", f"/device/submissions/{state['acked'][0]['id']}") == 1


def test_case_027_a_photo_whose_file_vanishes_at_once_is_whole_or_refused_in_words_never_empty(bench: Bench, tmp_path: Path) -> None:
    device = bench.device()
    begin(device)
    answer(device, 0, "fail")
    gone = tmp_path / "shot.jpg"
    gone.write_bytes(step.picture())
    device.page.locator(".detail input[type=file]").first.set_input_files(gone)
    gone.unlink()
    device.page.wait_for_selector(".detail .thumb-photo img, .trouble")
    kept = device.state()["drafts"][0]["photos"]
    if device.page.locator(".trouble").count():
        assert "take it again" in device.page.locator(".trouble").inner_text() and kept == []
    else:
        state = device.state()
        assert kept[0]["bytes"] > 1000
        assert state["blobs"][f"{state['drafts'][0]['id']} {kept[0]['slot']}"] == kept[0]["sha256"]
    empty = tmp_path / "empty.jpg"
    empty.touch()
    device.page.locator(".detail input[type=file]").first.set_input_files(empty)
    device.page.wait_for_selector("text=This photo is empty. Please take it again.")
    assert device.state()["drafts"][0]["photos"] == kept
