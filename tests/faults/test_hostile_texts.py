"""Texts that mean harm, through the doors people use, looked at on every page, in the app and on paper: they stay texts."""

from __future__ import annotations

import ast
import io
import json
import subprocess
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader
from sqlalchemy import JSON, String, select, update

from inspector.checklists import publishing
from inspector.extensions import db
from inspector.inspections.models import HeldRecord, Inspection
from inspector.rectification.models import Task
from inspector.sites import people
from inspector.sites.models import Position, Site
from tests import rounds
from tests.accounts import access_table, world
from tests.cast import Cast
from tests.faults.payloads import PAYLOADS, SHORT, TEMPLATES
from tests.journeys import runner_steps
from tests.reports import builder
from tests.visiting import Visitor

ALL = " ".join(PAYLOADS)
PACKAGE = Path(__file__).parents[2] / "inspector"
# Texts that are no free text: keys, hashes and words of a closed list, which no door lets anybody choose.
CHOSEN_BY_PEOPLE = {
    "organisation": ("name",), "region": ("name",), "site": ("name", "brand", "format"), "area": ("name", "tables"), "shift": ("name",),
    "position": ("name",), "staff_member": ("name", "employer"), "account": ("name",), "device": ("label",), "session": ("user_agent",),
    "checklist": ("title",), "task": ("title",), "task_event": ("note",), "answer": ("note", "reason"),
    "inspection": ("comment", "flag_reason"),
    "praise": ("note",), "held_record": ("decision_reason",), "sign_in_attempt": ("name",),
}  # fmt: skip


@pytest.fixture
def harm(
    app: Flask, cast: Cast, furnished: tuple[world.Things, world.Things], visit: Callable[..., Visitor]
) -> dict[str, object]:
    """Every text that somebody may choose, chosen to do harm; what fills the braces of the table of addresses."""
    here, _ = furnished
    number = _through_doors(app, cast, visit)
    with app.app_context():
        for table in db.Model.metadata.sorted_tables:
            for column in table.columns:
                if column.name in CHOSEN_BY_PEOPLE.get(table.name, ()):
                    db.session.execute(update(table).values({column.name: _harmful(column)}))
        db.session.commit()
        task = db.session.scalar(select(Task.id).where(Task.site_id == cast.sites["garden"]).order_by(Task.id.desc()))
    return {**here, "inspection": number, "task": task}


def _harmful(column: Any) -> Any:
    if isinstance(column.type, JSON):
        return [SHORT] if column.name == "tables" else {"zh": f"水{ALL}", "en": ALL}
    length = column.type.length if isinstance(column.type, String) else None
    return ALL if length is None else SHORT[:length]


def _through_doors(app: Flask, cast: Cast, visit: Callable[..., Visitor]) -> int:
    """A list, people, a round and a task full of harm, each through the door that people and devices use; the round's number."""
    items = [{"id": f"q{n}", "type": "verdict", "ask": {"zh": f"水{text}", "en": text}} for n, text in enumerate(PAYLOADS)]
    title = {"zh": f"水{SHORT}", "en": SHORT}
    document = {"id": "harm", "title": title, "sections": [{"id": "s", "title": title, "items": items}]}
    published = visit("quan").post("/checklists/versions", text=json.dumps(document), note=SHORT)
    assert published.status_code == 303, published.get_data(as_text=True)
    with app.app_context():
        garden, waiter = db.session.get_one(Site, cast.sites["garden"]), db.session.query(Position).filter_by(key="waiter").one()
        rows = [(people.PersonFacts(f"X{n}", text[:100], builder.STARTED.date() - timedelta(days=99)), people.Post(garden.id, waiter.id))
                for n, text in enumerate(PAYLOADS)]  # fmt: skip
        people.take_on_many([(facts, post, facts.joined_on) for facts, post in rows])
        version = publishing.newest("harm")
        assert version
        checklist = publishing.compiled(version.sha256)
        db.session.commit()
    given = [
        {"item": item["id"], "for": None, "state": "answered" if n % 2 else "na", "value": "fail" if n % 2 else None, "reason": SHORT[:40],
         "at": rounds.MOMENT, "note": ALL[:4000] if n < 4 else PAYLOADS[n], "cause": "people"} for n, item in enumerate(items)
    ]  # fmt: skip
    envelope = rounds.submission(
        checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, comment=ALL[:4000],
        praise=[{"staff": f"staff:{cast.staff['mei']}", "note": ALL[:4000]}], started_at=builder.STARTED.isoformat(),
        subjects={"staff": [f"staff:{cast.staff['mei']}"], "table": [f"table:{SHORT[:45]}"]},
    )  # fmt: skip
    gao = visit("gao")
    answer = gao.device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope))
    assert answer.status_code == 201 and answer.json["inspection"], answer.json
    made = gao.device("POST", "/api/v1/device/grants", {"device_id": str(uuid.uuid4()), "label": SHORT})
    assert made.status_code == 201
    held = {**envelope, "id": str(uuid.uuid4()), "checklist_id": SHORT[:70], "checklist_version": "sha256:" + "0" * 64}
    assert gao.device("PUT", f"/api/v1/device/submissions/{held['id']}", rounds.encoded(held)).json["flag"] == "held"
    with app.app_context():
        task = db.session.scalar(select(Task.id).order_by(Task.id.desc()))
        here = db.session.scalar(select(HeldRecord.id).order_by(HeldRecord.id.desc()))
    assert gao.post(f"/tasks/{task}/moves", command=str(uuid.uuid4()), base_rev=1, move="accept", note=ALL[:1000]).status_code == 303
    assert visit("quan").post(f"/held/{here}/decision", decision="reject", reason=ALL[:500]).status_code == 303
    return int(answer.json["inspection"])


# By names of attributes, not by properties: a field called "action" would stand in for that of its form.
LOOK = """() => ({
  ran: window.__xss ?? 0,
  left: [...document.querySelectorAll('.xss, [style], base, main iframe, main object, main embed, main style, main script')]
    .map((one) => one.outerHTML.slice(0, 120)),
  handlers: [...document.querySelectorAll('*')].filter((one) => one.getAttributeNames().some((a) => /^on|^(data-)?hx-on/.test(a))).length,
  links: [...document.querySelectorAll('[href], form[action]')].map((one) => one.getAttribute('href') ?? one.getAttribute('action'))
    .filter((u) => !/^https?:/.test(new URL(u, location.href).href)),
  outside: performance.getEntriesByType('resource').map((one) => one.name)
    .filter((u) => !u.startsWith(location.origin) && !u.startsWith('blob:')),
})"""
CLEAN = {"ran": 0, "left": [], "handlers": 0, "links": [], "outside": []}


@pytest.mark.browser
def test_case_120_nothing_that_anybody_wrote_runs_on_any_page(
    harm: dict[str, object], cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    server, spoken = serve(), []
    lines = [line for line in access_table.read() if line.method == "GET" and line.kind in ("page", "own") and _is_page(line.path)]
    asked = {"ada": 0, "quan": 0, "lin": 0, "mei": 0}
    for name in asked:
        context = browse(locale="zh-CN" if name in ("lin", "ada") else "en-US", forgives=("/favicon.ico",))  # of what is no page
        page = context.new_page()
        page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
        _come_in(page, server, name)
        for line in lines:
            if name != next((one for one in asked if one in line.here), None) and not (name == "mei" and line.kind == "own"):
                continue
            page.goto(server.url + line.path.replace("item=floor", "item=q1").format_map(harm), wait_until="load")
            assert page.evaluate(LOOK) == CLEAN, f"{name}: {line.path}"
            asked[name] += 1
        context.close()
    assert spoken == [] and min(asked.values()) >= 1 and sum(asked.values()) > 50, asked


def _is_page(path: str) -> bool:
    return not any(part in path for part in (".pdf", ".csv", ".xlsx", ".yaml", "/photos/", "/photo", "/assets/", "/links/"))


def _come_in(page: Any, server: Any, name: str) -> None:
    from tests.web.test_pages import sign_in

    sign_in(page, server, name)


@pytest.mark.browser
def test_case_120_nothing_that_anybody_wrote_runs_in_the_app(
    harm: dict[str, object], cast: Cast, serve: Callable[..., Any], browse: Callable[..., Any]
) -> None:
    page = browse().new_page()
    spoken: list[str] = []
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    runner_steps.sign_in(page, serve().url, "gao")
    page.goto(page.url.partition("#")[0])
    page.wait_for_selector(".today .start-row")
    for _ in page.locator("details").all():
        page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    look = page.evaluate(LOOK.replace(", [style]", ""))
    assert look == CLEAN
    runner_steps.start(page, "harm")
    assert page.locator(".answer--fail").count() >= 10
    assert page.evaluate(LOOK.replace(", [style]", "")) == CLEAN
    assert PAYLOADS[4] in page.content().replace("&lt;", "<").replace("&gt;", ">")
    assert spoken == []


def test_case_120_on_paper_it_is_text_and_nothing_more(
    harm: dict[str, object], app: Flask, cast: Cast, visit: Callable[..., Visitor]
) -> None:
    lin = visit("lin")
    for url in (f"/inspections/{harm['inspection']}/report.pdf?lang=en", f"/inspections/{harm['inspection']}/report.pdf?lang=zh"):
        answer = lin.get(url)
        content = answer.get_data()
        answer.close()
        assert answer.status_code == 200 and content.startswith(b"%PDF")
        reader = PdfReader(io.BytesIO(content))
        text = _text_of(content).replace("\n", "").replace(" ", "")
        assert PAYLOADS[4].replace(" ", "") in text and PAYLOADS[37].replace(" ", "") in text
        assert not reader.attachments
        for page in reader.pages:
            for note in page.get("/Annots") or ():
                action = note.get_object().get("/A", {})
                assert "/JS" not in action and "javascript" not in str(action.get("/URI", "")), action
        assert "/JavaScript" not in str(reader.trailer["/Root"]) and "/OpenAction" not in reader.trailer["/Root"]


def _text_of(pdf: bytes) -> str:
    """What a reader of the file may copy from it; pypdf stumbles over a line separator in a font's table."""
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def test_case_121_template_code_stays_as_it_was_written(app: Flask, cast: Cast, visit: Callable[..., Visitor]) -> None:
    written = " ".join(TEMPLATES)
    document = {"id": "code", "title": {"und": written}, "sections": [{"id": "s", "title": {"und": written}, "items": [
        {"id": "q", "type": "verdict", "ask": {"und": written}}]}]}  # fmt: skip
    assert visit("quan").post("/checklists/versions", text=json.dumps(document), note=written).status_code == 303
    with app.app_context():
        version = publishing.newest("code")
        assert version
        checklist = publishing.compiled(version.sha256)
        db.session.get_one(Site, cast.sites["garden"]).name = written
        db.session.commit()
    given = [{"item": "q", "for": None, "state": "answered", "value": "fail", "at": rounds.MOMENT, "note": written, "cause": "people"}]
    envelope = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["gao"], given=given, comment=written)
    number = visit("gao").device("PUT", f"/api/v1/device/submissions/{envelope['id']}", rounds.encoded(envelope)).json["inspection"]
    lin = visit("lin")
    for url in (f"/inspections/{number}", "/inspections", "/checklists/code", "/tasks", f"/sites/{cast.sites['garden']}"):
        page = lin.get(url).get_data(as_text=True)
        assert "{{7*7}}" in page and "{% print(7*7) %}" in page, url
    report = lin.get(f"/inspections/{number}/report.pdf?lang=en")
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(report.get_data())).pages)
    report.close()
    assert "{{7*7}}" in text and "%(name)s" in text
    table = lin.get("/inspections.csv?rows=answers").get_data(as_text=True)
    assert "{{7*7}}" in table and "%(name)s" in table
    with app.app_context():
        assert db.session.get_one(Inspection, number).comment == written


FORBIDDEN = {"render_template_string", "from_string", "eval", "exec"}


def test_case_121_no_template_is_ever_made_of_data() -> None:
    found = []
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            if name in FORBIDDEN:
                found.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {name}")
    assert found == []


def test_case_121_nothing_is_called_safe_but_what_we_drew_ourselves() -> None:
    """`| safe` and Markup take a text as it is: the QR code from segno's own output, and the two counters at the foot of paper."""
    places = [
        f"{path.relative_to(PACKAGE)}" for kind in ("py", "html") for path in PACKAGE.rglob(f"*.{kind}")
        if any(sign in path.read_text(encoding="utf-8") for sign in ("| safe", "|safe", "Markup(", "autoescape false"))
    ]  # fmt: skip
    assert sorted(places) == ["accounts/qr.py", "templates/reports/_page.html"]
    foot = (PACKAGE / "templates/reports/_page.html").read_text(encoding="utf-8")
    assert foot.count("safe") == sum(foot.count(f"""'<span class="{name}"></span>' | safe""") for name in ("page", "pages"))
    javascript = [path for path in (PACKAGE / "static/js").rglob("*.js") if "vendor" not in path.parts]
    unsafe = ("innerHTML", "outerHTML", "insertAdjacentHTML", "unsafeHTML", "document.write", "eval(", "new Function", "unsafeStatic")
    assert [f"{path.name}: {sign}" for path in javascript for sign in unsafe if sign in path.read_text(encoding="utf-8")] == []
