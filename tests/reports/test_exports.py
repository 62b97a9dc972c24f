"""Exports of inspections: exactly the rows of those who may have them, the same columns every time, safe to open."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
import python_calamine

from inspector.checklists import publishing
from inspector.checklists.canonical import from_document
from inspector.inspections import payload
from inspector.pipelines import intake
from inspector.reports import workbook
from tests import rounds
from tests.reports import builder

HOSTILE = '=HYPERLINK("http://evil","x")'


@pytest.fixture
def inspected(app, cast):
    """Two rounds in the garden, one in the harbour, one in the workshop; codes by name."""
    with app.app_context():
        return {
            "garden 1": builder.submit(
                cast, failed=[("uniform", "mei"), ("tray", "tao"), ("floor", None)], notes={"floor": HOSTILE}
            ).code,
            "garden 2": builder.submit(cast, by="lin", line="self", started=builder.STARTED - timedelta(days=1)).code,
            "harbour": builder.submit(
                cast, "harbour", people=("bo",), started=builder.STARTED - timedelta(days=2)
            ).code,
            "workshop": builder.submit(cast, "workshop", "sol", people=("xu",)).code,
        }


def table(answer):
    """The rows of a CSV answer as dicts."""
    assert answer.status_code == 200, answer.status
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def codes(answer):
    """The receipt codes of a CSV answer."""
    return {row["receipt_code"] for row in table(answer)}


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("lin", {"garden 1", "garden 2"}),
        ("qiu", {"harbour"}),
        ("xu", {"workshop"}),
        ("nora", {"garden 1", "garden 2", "harbour"}),
        ("sol", {"workshop"}),
        ("quan", {"garden 1", "garden 2", "harbour", "workshop"}),
        ("aud", {"garden 1", "garden 2", "harbour", "workshop"}),
    ],
)
def test_an_export_holds_exactly_what_the_asker_may_export(visit, inspected, name, seen):
    visitor, expected = visit(name), {inspected[one] for one in seen}
    assert codes(visitor.get("/inspections.csv")) == expected
    assert codes(visitor.get("/inspections.csv?rows=answers")) == expected
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(visitor.get("/inspections.xlsx").data))
    for sheet in ("inspections", "answers"):
        assert {row[2] for row in book.get_sheet_by_name(sheet).to_python()[1:]} == expected


@pytest.mark.parametrize("name", ["gao", "hua", "mei", "ada", "otto"])
@pytest.mark.parametrize("path", ["/inspections.csv", "/inspections.csv?rows=answers", "/inspections.xlsx"])
def test_who_may_not_export_gets_nobodys_name(visit, inspected, name, path):
    answer = visit(name).get(path)
    assert answer.status_code == 403
    assert "陶然" not in answer.get_data(as_text=True)


def test_who_supervises_one_site_and_manages_another_exports_only_the_managed_one(app, cast, visit, inspected):
    from inspector.accounts import enrolment
    from inspector.accounts.models import Account
    from inspector.extensions import db

    with app.app_context():
        enrolment.give_role(
            db.session.get_one(Account, cast.accounts["gao"]),
            "store_manager",
            cast.scopes["harbour"],
            by=None,
            at=builder.STARTED,
        )
        db.session.commit()
    assert codes(visit("gao").get("/inspections.csv")) == {inspected["harbour"]}


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("line=self", {"garden 2"}),
        ("verdict=fail", set()),
        ("since=2026-11-12", {"garden 1", "workshop"}),
        ("until=2026-11-10", {"harbour"}),
        ("checklist=quick-round&until=2026-11-11", {"garden 2", "harbour"}),
        ("checklist=rest-floor", set()),
        ("site=2", {"harbour"}),
    ],
)
def test_the_filters_of_the_list_are_those_of_the_export(visit, cast, inspected, query, seen):
    query = query.replace("site=2", f"site={cast.sites['harbour']}")
    assert codes(visit("quan").get(f"/inspections.csv?{query}")) == {inspected[one] for one in seen}


def test_an_inspection_is_one_row_with_the_percent_of_each_question(visit, inspected):
    rows = {row["receipt_code"]: row for row in table(visit("lin").get("/inspections.csv"))}
    row = rows[inspected["garden 1"]]
    assert row["quick-round.uniform"] == "50", "one of two people"
    assert row["quick-round.floor"] == "0"
    assert row["quick-round.tray"] == "66.666667"
    assert row["quick-round.hair"] == "100"
    assert (row["site_code"], row["line"], row["inspector"], row["started_at"]) == (
        "GDN",
        "area",
        "Nora North",
        "2026-11-12T18:03:11+08:00",
    )
    assert rows[inspected["garden 2"]]["quick-round.uniform"] == "100"


def test_an_answer_is_one_row_with_stable_names_and_whom_it_counts_for(visit, inspected):
    rows = [
        row
        for row in table(visit("lin").get("/inspections.csv?rows=answers&lang=zh"))
        if row["receipt_code"] == inspected["garden 1"]
    ]
    mine = {(row["item"], row["subject_name"]): row for row in rows}
    uniform = mine["uniform", "梅香"]
    assert (uniform["value"], uniform["failed"], uniform["counts_for_number"], uniform["basis"]) == (
        "fail",
        "1",
        "G003",
        "seen",
    )
    assert uniform["question"] == "工装干净、一件不少？"
    assert mine["tray", "陶然"]["value"] == "2 of 3", "2/3 would become a date"
    assert mine["floor", ""]["note"] == "'" + HOSTILE
    assert mine["floor", ""]["borne_by"] == "team"


def test_the_inspector_of_a_mystery_visit_is_in_no_export(app, cast, visit):
    with app.app_context():
        builder.submit(cast, line="mystery")
    visitor = visit("lin")
    for path in ("/inspections.csv", "/inspections.csv?rows=answers"):
        assert "Nora North" not in visitor.get(path).data.decode("utf-8-sig")


def test_versions_of_a_list_share_the_columns_of_their_questions_and_na_and_unseen_stay_apart(app, cast, visit):
    first = {
        "id": "small",
        "title": {"und": "Small"},
        "sections": [
            {
                "id": "s",
                "items": [
                    {"id": "door", "type": "verdict", "ask": {"und": "Door?"}},
                    {"id": "old", "type": "verdict", "ask": {"und": "Old?"}},
                    {"id": "say", "type": "text", "ask": {"und": "Say?"}},
                ],
            }
        ],
    }
    second = {
        **first,
        "sections": [
            {
                "id": "s",
                "items": [
                    {"id": "door", "type": "verdict", "ask": {"und": "Is the door shut?"}},
                    {"id": "new", "type": "verdict", "ask": {"und": "New?"}},
                ],
            }
        ],
    }
    with app.app_context():
        _send(cast, first, [("door", "answered", "pass"), ("old", "na", None), ("say", "answered", "-5 °C\r\n昨天")])
        _send(cast, second, [("door", "answered", "fail"), ("new", "unseen", None)])
    rows = table(visit("lin").get("/inspections.csv"))
    assert [name for name in rows[0] if name.startswith("small.")] == [
        "small.door",
        "small.new",
        "small.old",
        "small.say",
    ]
    by_version = {row["version"]: row for row in rows}
    assert [by_version["1"][f"small.{item}"] for item in ("door", "new", "old", "say")] == [
        "100",
        "",
        "na",
        "'-5 °C\n昨天",
    ]
    assert [by_version["2"][f"small.{item}"] for item in ("door", "new", "old", "say")] == ["0", "unseen", "", ""]


def test_the_excel_file_holds_no_formula_and_says_what_the_questions_are(visit, inspected):
    answer = visit("lin").get("/inspections.xlsx")
    import zipfile

    with zipfile.ZipFile(io.BytesIO(answer.data)) as parts:
        sheets = [parts.read(name).decode() for name in parts.namelist() if "worksheets/sheet" in name]
        assert not [name for name in parts.namelist() if "externalLink" in name]
    assert len(sheets) == 3
    assert not [sheet for sheet in sheets if "<f>" in sheet or "<hyperlink" in sheet]
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    items = book.get_sheet_by_name("items").to_python()
    assert [
        "quick-round.floor",
        "quick-round",
        "floor",
        "地面没有垃圾、水渍？",
        "Floor free of litter, water or grease?",
    ] in items
    notes = [row for row in book.get_sheet_by_name("answers").to_python() if "'" + HOSTILE in row]
    assert len(notes) == 1


def test_a_sheet_that_is_too_long_says_so_in_its_last_row(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    workbook.write(tmp_path / "a.xlsx", [workbook.Sheet("x", ("n",), [[n] for n in range(9)], "more")])
    assert python_calamine.CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("x").to_python() == [
        ["n"],
        [0.0],
        [1.0],
        [2.0],
        ["more"],
    ]


def test_an_export_of_nothing_is_a_header(visit, cast):
    answer = visit("xu").get("/inspections.csv")
    assert table(answer) == []
    assert answer.data.decode("utf-8-sig").startswith("inspection_id,uuid,receipt_code")


def test_exports_are_not_kept_by_anybody_and_have_names_in_the_readers_language(visit, inspected):
    for path, name in (
        ("/inspections.csv?lang=zh", "检查记录_"),
        ("/inspections.csv?lang=zh&rows=answers", "全部回答_"),
        ("/inspections.xlsx?lang=zh", "检查记录_"),
    ):
        headers = visit("lin").get(path).headers
        assert headers["Cache-Control"] == "private, no-store"
        assert unquote(headers["Content-Disposition"].partition("filename*=UTF-8''")[2]).startswith(name)


def test_a_long_export_comes_in_pieces_and_whole(app, cast, visit, monkeypatch):
    from inspector.reports import tables

    monkeypatch.setattr(tables, "AT_ONCE", 2)
    with app.app_context():
        sent = [
            builder.submit(cast, people=("mei",), started=builder.STARTED - timedelta(hours=n)).code for n in range(7)
        ]
    visitor = visit("lin")
    assert [row["receipt_code"] for row in table(visitor.get("/inspections.csv"))] == sent
    answers = table(visitor.get("/inspections.csv?rows=answers"))
    assert list(dict.fromkeys(row["receipt_code"] for row in answers)) == sent
    assert len({row["answer_id"] for row in answers}) == len(answers) == 7 * 17


def _send(cast, document, said):
    checklist = from_document(document)
    publishing.publish(checklist, None, "", builder.STARTED)
    given = [
        {"item": item, "for": None, "state": state, "value": value, "at": rounds.MOMENT} for item, state, value in said
    ]
    body = rounds.submission(checklist, site=cast.sites["garden"], author=cast.accounts["nora"], given=given)
    intake.accept(payload.read(rounds.encoded(body)), rounds.RECEIVED, builder.actor(cast, "nora"))
    from inspector.extensions import db

    db.session.commit()
