"""A tablet on a bench: a real server, a network that can be spoilt, real browsers that have signed in; and what must hold after."""

from __future__ import annotations

import hashlib
import json
import os
import sqlite3
import uuid
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import rounds
from tests.cast import Cast
from tests.faults import oracles
from tests.faults.chaos import Chaos
from tests.journeys import runner_steps as step
from tests.looking import until
from tests.serving import QUICK_PINS, Server

WAIT_MILLISECONDS = 30_000
#: Jitter is chance; here it is always the same small part of what it could be, so that tests wait for milliseconds.
SMALL_CHANCE = "Math.random = () => 0.02"

_DATABASE = (Path(__file__).parent / "device.js").read_text()


@dataclass(slots=True)
class Bench:
    """A server on its own data folder, and the network before it."""

    data: Path
    server: Server
    net: Chaos
    cast: Cast
    chromium: Any
    given: tuple[Any, list[dict[str, Any]]]  # a published list and good answers to it
    cookies: Any = None
    contexts: list[Any] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def device(self, script: str = SMALL_CHANCE, url: str = "", quota_bytes: int | None = None, **options: Any) -> Device:
        """A fresh browser in which the supervisor of the garden is signed in and the app has fetched what it needs.

        quota_bytes: what the browser lets the app store; set before the first write, because it looks at it again only twice a minute.
        """
        usual = {"locale": "en-US", "viewport": {"width": 1024, "height": 768}, "storage_state": self.cookies, "accept_downloads": True}
        context = self.chromium.new_context(**{**usual, **options})
        device = self.adopt(context, script)
        page = device.page
        if quota_bytes is not None:
            device.wire = context.new_cdp_session(page)  # the quota holds as long as this session is open
            device.wire.send("Storage.overrideQuotaForOrigin", {"origin": url or self.net.url, "quotaSize": quota_bytes})
        with page.expect_response(lambda answer: answer.url.endswith("/device/grants") and answer.status == 201):
            if self.cookies is None:
                step.sign_in(page, url or self.net.url, "gao")
                # The session alone: another device has another id, and nothing of what this one is remembered by.
                session = [one for one in context.cookies() if one["name"] == "__Host-inspector"]
                self.cookies = {"cookies": session, "origins": []}
            else:
                page.goto(f"{url or self.net.url}/app")
                page.wait_for_selector(".pad-keys")  # nobody has held this device yet
                step.choose_pin(page)
        page.wait_for_selector(".today .start-row")
        step.fetch_the_rest(page)
        return device

    def adopt(self, context: Any, script: str = SMALL_CHANCE) -> Device:
        """A browser started elsewhere, with what tests need to look into it."""
        self.contexts.append(context)
        context.on("weberror", lambda error: context in self.contexts and self.complaints.append(str(error.error)))
        context.set_default_timeout(WAIT_MILLISECONDS)
        context.add_init_script(QUICK_PINS)
        context.add_init_script(script)
        context.add_init_script(f"(() => {{ {_DATABASE} }})()")
        return Device(self, context, context.pages[0] if context.pages else context.new_page())

    def record(self, photos: int = 0, photo_bytes: int = 20_000) -> dict[str, Any]:
        """A finished round as the outbox holds it, with photos of so many bytes each. `body` and `content` are base64."""
        checklist, given = self.given
        contents = [rounds.photo() + os.urandom(photo_bytes) for _ in range(photos)]
        attached = [rounds.attachment(content, "floor") for content in contents]
        answers = [{**one, "photos": [photo["sha256"] for photo in attached]} if one["item"] == "floor" else one for one in given]
        author, site = self.cast.accounts["gao"], self.cast.sites["garden"]
        envelope = rounds.submission(checklist, site=site, author=author, given=answers, attachments=attached)
        body = rounds.encoded(envelope)
        kept = [
            {"slot": photo["slot"], "sha256": photo["sha256"], "bytes": photo["bytes"], "type": "image/jpeg", "sent": False,
             "content": b64encode(content).decode()}
            for photo, content in zip(attached, contents, strict=True)
        ]  # fmt: skip
        about = {
            "checklist": {"en": "Quick round", "zh": "快检"}, "site": "Garden", "site_id": site, "zone": "Asia/Shanghai",
            "author_id": author, "submitted_at": envelope["submitted_at"],
        }  # fmt: skip
        return {
            "id": envelope["id"], "body": b64encode(body).decode(), "hash": hashlib.sha256(body).hexdigest(), "about": about,
            "state": "waiting", "attempts": 0, "next_at": 0, "added_at": 1_790_000_000_000, "problem": None, "photos": kept,
        }  # fmt: skip

    def rows(self) -> dict[str, str]:
        """{id: hash of the bytes} of every inspection on the server."""
        return dict(self._ask("SELECT uuid, body_sha256 FROM inspection"))

    def complete(self) -> set[str]:
        """Inspections whose photos are all here."""
        return {row[0] for row in self._ask("SELECT uuid FROM inspection WHERE is_complete")}

    def _ask(self, statement: str) -> list[Any]:
        connection = sqlite3.connect(f"file:{self.data / 'inspector.db'}?mode=ro", uri=True)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()

    def settle(self, device: Device, sent: list[dict[str, Any]]) -> None:
        """The oracles once records have arrived: there once and whole (O1, O2, O7), still here (O3), and all agree (O4)."""
        state = device.state()
        assert state["waiting"] == []
        acked = {one["id"]: one for one in state["acked"]}
        rows = self.rows()
        for record in sent:
            assert rows[record["id"]] == record["hash"] == acked[record["id"]]["body"], "O1, O3: the same bytes there and here"
            for photo in record["photos"]:
                assert state["blobs"][f"{record['id']} {photo['slot']}"] == photo["sha256"], "O3: the photo is still here"
        assert {record["id"] for record in sent} <= self.complete()
        device.chip("All sent")
        oracles.check_store(self.data)

    def close_contexts(self) -> None:
        """Close every browser; what a page was doing at that moment is no complaint."""
        while self.contexts:
            self.contexts.pop().close()

    def close(self) -> None:
        """End what this bench began."""
        self.close_contexts()
        self.net.__exit__(None, None, None)
        if self.server.process.poll() is None:
            self.server.stop(is_killed=True)


@dataclass(slots=True)
class Device:
    """A browser on the bench, the app open in it."""

    bench: Bench
    context: Any
    page: Any
    wire: Any = None

    def without_quota(self) -> None:
        """There is room again."""
        self.wire.send("Storage.overrideQuotaForOrigin", {"origin": self.page.evaluate("location.origin")})

    def hold(self, *records: dict[str, Any]) -> list[dict[str, Any]]:
        """Put finished records on the device, as if they had been made there."""
        self.page.evaluate("(records) => onTheBench.write(records)", list(records))
        return list(records)

    def wake(self) -> None:
        """Give the app a chance to look at its outbox, as coming back to its tab does."""
        self.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    def send_now(self) -> None:
        """Tap the button on the sync screen."""
        self.go("#/sync")
        self.page.locator(".sync-acts .button--primary").click()

    def go(self, address: str) -> None:
        """Open a screen of the app."""
        self.page.evaluate("(address) => { location.hash = address }", address)
        self.page.wait_for_function("(address) => location.hash === address", arg=address)

    def state(self) -> dict[str, Any]:
        """What the device's database holds: waiting, acked, drafts, and {"record slot": SHA-256 of its bytes}."""
        return dict(self.page.evaluate("onTheBench.read()"))

    def until(self, holds: Callable[[dict[str, Any]], bool], seconds: float = WAIT_MILLISECONDS / 1000) -> dict[str, Any]:
        """Wait until the device's database is so."""
        state: dict[str, Any] = {}

        def is_so() -> bool:
            state.clear()
            state.update(self.state())
            return holds(state)

        def brief() -> str:
            told = {"waiting": state.get("waiting"), "acked": [one["id"] for one in state.get("acked", [])]}
            return f"it did not come so: {json.dumps(told)[:1500]}"

        until(is_so, brief, seconds, self.page)
        return state

    def arrived(self, *records: dict[str, Any], seconds: float = WAIT_MILLISECONDS / 1000) -> None:
        """Wait until the device was told that all of these are on the server."""
        ids = {record["id"] for record in records}
        self.until(lambda state: ids <= {one["id"] for one in state["acked"]}, seconds)

    def chip(self, words: str) -> None:
        """The one chip says so."""
        self.page.wait_for_function("(words) => Boolean(document.querySelector('.sync span')?.textContent.includes(words))", arg=words)


def new_id() -> str:
    """A UUID as a device mints it."""
    return str(uuid.uuid4())
