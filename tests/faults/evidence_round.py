"""A short round that asks for photos and signatures, the steps through it, and what must be true after it: the oracles of the register."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask

from inspector.checklists import library, publishing
from inspector.extensions import db
from inspector.media.store import Store
from tests.journeys import runner_steps as step

CHECKLIST = """
id: evidence-round
title: {zh: 取证检查, en: Evidence round}
kind: round
sections:
  - id: hall
    title: {zh: 大厅, en: Hall}
    items:
      - {id: floor, type: verdict, ask: {zh: 地面干净, en: Floor clean}, on_fail: {kind: fix, photo: optional, note: optional}}
      - {id: shelf, type: verdict, ask: {zh: 备餐台整齐, en: Station tidy}, on_fail: {kind: fix, photo: optional, note: optional}}
      - {id: door, type: verdict, ask: {zh: 门口干净, en: Entrance clean}}
      - {id: lamp, type: verdict, ask: {zh: 灯亮, en: Lamps lit}}
      - {id: view, type: photo, ask: {zh: 大厅全景, en: View of the hall}, source: any, min: 0, max: 9, required: false}
  - id: end
    title: {zh: 签字, en: Signing}
    items:
      - {id: seen, type: signature, ask: {zh: 检查人签字, en: Signed by the inspector}, by: inspector}
"""
# Reads the device's own database: the drafts, what waits, what was acknowledged, and the hash of every photo kept.
DEVICE = """async () => {
  const opened = indexedDB.open("inspector");
  const base = await new Promise((done, fail) => {
    opened.onsuccess = () => done(opened.result);
    opened.onerror = () => fail(opened.error);
  });
  const all = (name) => new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const [drafts, outbox, acked, pool, pieces] = await Promise.all(["drafts", "outbox", "acked", "pool", "draft_blobs"].map(all));
  base.close();
  const blobs = {};
  for (const { record, slot, bytes } of pieces) (blobs[`${record}|${slot}`] ??= []).push(bytes);
  const hashes = {};
  for (const [name, parts] of Object.entries(blobs)) {
    const digest = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
    hashes[name] = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  const brief = ({ id, state, photos }) => ({ id, state, photos });
  return { drafts, pool, outbox: outbox.map(brief), acked: acked.map(brief), hashes };
}"""


def publish(app: Flask) -> None:
    """Put the short round into the organisation."""
    with app.app_context():
        read = library.read(CHECKLIST)
        assert read.checklist, [fault.sentence() for fault in read.faults]
        publishing.publish(read.checklist, None, "", datetime(2026, 11, 1, tzinfo=UTC))
        db.session.commit()


def begin(page: Any, url: str) -> str:
    """Sign in, start the round, and give its id."""
    step.sign_in(page, url, "gao")
    step.start(page, "evidence-round")
    return page.url.rsplit("/", 1)[1].split("?")[0]


def choose(page: Any, file: Any, item: str = "view") -> None:
    """Give a file to the photo field of an item."""
    page.locator(f"[id='item-{item}|'] input[type=file]").set_input_files(file)


def named(content: bytes, name: str = "shot.jpg", kind: str = "image/jpeg") -> dict[str, Any]:
    """Bytes as a chosen file."""
    return {"name": name, "mimeType": kind, "buffer": content}


def pass_everything(page: Any) -> None:
    """A verdict for each question that has none yet."""
    for row in page.locator(".control--verdict").all():
        if row.locator("[aria-pressed=true]").count() == 0:
            row.locator(".answer--pass").click()


SIGN_HERE = """(shift) => {
  const pad = document.querySelector("canvas[data-signature]");
  const { left, top } = pad.getBoundingClientRect();
  const touch = (type, x, y) => (type === "pointerdown" ? pad : window).dispatchEvent(new PointerEvent(type, {
    pointerId: 7, pointerType: "touch", isPrimary: true, button: 0, buttons: type === "pointerup" ? 0 : 1, pressure: 0.5,
    bubbles: true, cancelable: true, clientX: left + x, clientY: top + y }));
  touch("pointerdown", 20 + shift, 30);
  for (let at = 0; at < 12; at += 1) touch("pointermove", 24 + shift + at * 9, 30 + ((at * (7 + shift)) % 50));
  touch("pointerup", 130 + shift, 60);
}"""


def sign(page: Any, opener: str, shift: int, then: str = "") -> None:
    """Sign where the opener leads, and tap Ready and whatever `then` names in the same moment: nothing waits for anything."""
    page.locator(opener).click()
    page.wait_for_selector("canvas[data-signature]")
    page.evaluate(
        f"(shift) => {{ ({SIGN_HERE})(shift); document.querySelector('dialog .button--primary').click(); {then} }}", shift
    )


def sign_round(page: Any) -> None:
    """The item that wants a signature, then Review and Submit."""
    page.locator(".tab").nth(1).click()
    sign(page, "[id='item-seen|'] .signature", 5)
    step.onward(page)
    page.locator(".thumb--submit .button").click()


def oracles(app: Flask, page: Any, round_id: str) -> list[Any]:
    """O1-O4 and O7 for one round that is on the server; gives its attachments by slot.

    Acknowledged is durable with equal bytes; one row for each slot; the device keeps its copy; what the page, the device and the server
    say is the same; the database is whole.
    """
    page.wait_for_selector(".stamp--on_server")
    data: Path = app.extensions["inspector.settings"].data
    store: Store = app.extensions["inspector.blobs"]
    base = sqlite3.connect(data / "inspector.db")
    base.row_factory = sqlite3.Row
    (inspection,) = base.execute("SELECT * FROM inspection WHERE uuid = ?", (round_id,)).fetchall()
    assert inspection["is_complete"] and base.execute("SELECT count(*) FROM inspection").fetchone()[0] == 1
    rows = base.execute("SELECT * FROM attachment WHERE inspection_id = ? ORDER BY id", (inspection["id"],)).fetchall()
    body = json.loads(base.execute("SELECT body FROM submission_body WHERE inspection_id = ?", (inspection["id"],)).fetchone()[0])
    assert [row["slot"] for row in rows] == [one["slot"] for one in body["attachments"]], "one row for each slot"
    for row in rows:
        assert row["is_here"] and hashlib.sha256(store.path(row["sha256"]).read_bytes()).hexdigest() == row["sha256"]
    assert base.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and not base.execute("PRAGMA foreign_key_check").fetchall()
    base.close()
    device = page.evaluate(DEVICE)
    left = {shelf: [one["id"] for one in device[shelf]] for shelf in ("acked", "outbox", "drafts", "pool")}
    assert left == {"acked": [round_id], "outbox": [], "drafts": [], "pool": []}, left
    for one in device["acked"][0]["photos"]:
        assert device["hashes"][f"{round_id}|{one['slot']}"] == one["sha256"], "the copy of the device outlives the acknowledgement"
    return rows
