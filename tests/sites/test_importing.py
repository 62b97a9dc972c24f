"""Staff lists: what is read, what is refused, what would change, what is taken in."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date

import pytest
import xlsxwriter
from sqlalchemy import select

from inspector.extensions import db
from inspector.sites import import_reading, people
from inspector.sites.import_judging import read_date
from inspector.sites.import_reading import Unreadable, read
from inspector.sites.models import StaffMember

HEADINGS = ("工号", "姓名", "门店", "岗位", "入职日期")
GOOD = ("N001", "周敏", "GDN", "服务员", "2026-03-01")


def as_csv(*rows: tuple[str, ...], encoding: str = "utf-8-sig", delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def as_workbook(*rows: tuple[object, ...]) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write(number, place, cell, *([day] if isinstance(cell, date) else []))
    return buffer.getvalue()


def send(visitor, content: bytes, name: str = "list.csv"):
    return visitor.post("/people/import", files={"list": (io.BytesIO(content), name)})


def confirm(visitor, answer, path="/people/import/confirmation"):
    page = answer.get_data(as_text=True)
    fields = {key: re.search(f'name="{key}" value="([^"]*)"', page)[1] for key in ("token", "plan")}
    return visitor.post(path, **fields)


def numbers(app) -> set[str]:
    with app.app_context():
        return set(db.session.scalars(select(StaffMember.number)))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_is_read_in_every_encoding_a_shop_has(encoding, delimiter):
    assert read(as_csv(HEADINGS, GOOD, encoding=encoding, delimiter=delimiter))[1].cells == GOOD


def test_the_content_decides_what_a_file_is_and_not_its_name(cast, visit):
    answer = send(visit("hua"), as_workbook(HEADINGS, GOOD), "list.csv")
    assert answer.status_code == 200
    assert "周敏" in answer.get_data(as_text=True)


def test_a_workbook_gives_numbers_and_dates_as_a_person_writes_them():
    rows = read(
        as_workbook(
            HEADINGS, (1001, "周敏", "GDN", "服务员", date(2026, 3, 1)), (), ("N2", "李", "GDN", "服务员", "2026/3/1")
        )
    )
    assert [(row.number, row.cells[0], row.cells[4]) for row in rows[1:]] == [
        (2, "1001", "2026-03-01"),
        (4, "N2", "2026/3/1"),
    ]


@pytest.mark.parametrize(("text", "day"), [
    ("2026-03-01", date(2026, 3, 1)), ("2026/3/1", date(2026, 3, 1)), ("2026.3.1", date(2026, 3, 1)), ("2026年3月1日", date(2026, 3, 1)),
    ("2026-02-30", None), ("01/03/2026", None), ("46082", None), ("yesterday", None),
])  # fmt: skip
def test_a_date_is_read_only_where_it_cannot_be_misread(text, day):
    assert read_date(text) == day


def bomb() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * (import_reading.MOST_UNPACKED_BYTES + 1))
    return buffer.getvalue()


def many_parts() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        for number in range(import_reading.MOST_ENTRIES + 1):
            archive.writestr(f"xl/media/{number}", b"")
    return buffer.getvalue()


def far_corner() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "工号")
        sheet.write(1_048_575, 16_383, "x")
    return buffer.getvalue()


@pytest.mark.parametrize("content", [
    b"", b"\xd0\xcf\x11\xe0" + b"0" * 600, b"PK\x03\x04 but no archive", b"\x00\x01\x02\x03", b'a,"b\nc', b"a\n" * 20_002,
    as_csv(tuple(str(n) for n in range(61))), bomb(), many_parts(), far_corner(), b"x" * (import_reading.LARGEST_BYTES + 1),
], ids="empty,xls,broken archive,binary,open quote,many rows,many columns,bomb,many parts,far corner,too large".split(","))  # fmt: skip
def test_a_file_that_gives_no_list_is_refused_with_a_sentence(content):
    with pytest.raises(Unreadable) as refused:
        read(content)
    assert refused.value.sentence.endswith(".")


@pytest.mark.parametrize(
    "heading", ["罚款", "本月罚款金额", "扣款", "Fine", "fine_amount", "Deductions", "penalty (CNY)"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_column_of_fines_refuses_the_whole_list(cast, visit, app, heading, language):
    hua = visit("hua")
    with app.app_context():
        from inspector.accounts.models import Account

        db.session.get(Account, cast.accounts["hua"]).language = language
        db.session.commit()
    answer = send(hua, as_csv((*HEADINGS, heading), (*GOOD, "50")))
    assert answer.status_code == 422
    assert {"zh": "本系统不设罚款", "en": "There are no fines here"}[language] in answer.get_data(as_text=True)
    assert "N001" not in numbers(app)


def test_a_word_that_only_looks_like_a_fine_is_no_fine(cast, visit):
    assert send(visit("hua"), as_csv((*HEADINGS, "Refinement", "Define"), (*GOOD, "", ""))).status_code == 200


def test_nothing_is_saved_until_it_is_confirmed_and_twice_changes_nothing(cast, visit, app):
    hua, content = visit("hua"), as_csv(HEADINGS, GOOD)
    answer = send(hua, content)
    assert answer.status_code == 200
    assert "N001" not in numbers(app)
    assert confirm(hua, answer).status_code == 303
    assert "N001" in numbers(app)
    again = send(hua, content).get_data(as_text=True)
    assert "Everybody on this list is here already" in again


def test_each_bad_row_is_named_with_row_column_and_sentence(cast, visit, app):
    hua = visit("hua")
    content = as_csv(
        HEADINGS, GOOD, ("", "无号", "GDN", "服务员", "2026-03-01"), ("N003", "错店", "NOWHERE", "服务员", "2026-03-01"),
        ("N004", "错岗", "GDN", "飞行员", "2026-03-01"), ("N005", "错日", "GDN", "服务员", "1.3.26"),
        ("N001", "重复", "GDN", "服务员", "2026-03-01"),
    )  # fmt: skip
    answer = send(hua, content)
    rows = re.findall(
        r"<tr><td[^>]*>(\d+)</td><td>(.*?)</td><td>(.*?)</td></tr>", answer.get_data(as_text=True)
    )
    assert rows == [
        ("3", "Staff number", "The staff number is missing."),
        ("4", "Site", "There is no site “NOWHERE”, or it is not yours."),
        ("5", "Position", "There is no position “飞行员”."),
        ("6", "Joined on", "“1.3.26” is no date. Write it like 2026-03-01."),
        ("7", "Staff number", "Row 2 has the same staff number."),
    ]
    assert confirm(hua, answer).status_code == 303
    assert {"N001", "N003"} & numbers(app) == {"N001"}


def test_a_changed_post_moves_the_person_and_keeps_the_history(cast, visit, app):
    hua = visit("hua")
    content = as_csv(
        (*HEADINGS, "生效日期", "用工"), ("G003", "梅香", "Harbour", "waiter", "2025-03-01", "2026-12-01", "小时工")
    )
    answer = send(hua, content)
    page = answer.get_data(as_text=True)
    assert "Site, Contract" in page
    assert confirm(hua, answer).status_code == 303
    with app.app_context():
        staff = db.session.scalars(select(StaffMember).where(StaffMember.number == "G003")).one()
        assert staff.contract == "hourly"
        assert people.assignment_on(staff.id, date(2026, 11, 30)).site_id == cast.sites["garden"]
        assert people.assignment_on(staff.id, date(2026, 12, 1)).site_id == cast.sites["harbour"]


def test_a_column_that_is_not_in_the_list_changes_nothing(cast, visit, app):
    hua = visit("hua")
    confirm(hua, send(hua, as_csv((*HEADINGS, "单位", "用工"), (*GOOD, "Helping Hands", "派遣"))))
    assert "already, just as written" in send(hua, as_csv(HEADINGS, GOOD)).get_data(as_text=True)


def test_a_list_cannot_be_confirmed_after_the_people_changed(cast, visit, app):
    hua = visit("hua")
    answer = send(hua, as_csv(HEADINGS, GOOD))
    with app.app_context():
        people.take_on(people.PersonFacts("N001", "快手", date(2026, 1, 1)), people.Post(cast.sites["garden"], 1))
        db.session.commit()
    late = confirm(hua, answer)
    assert late.status_code == 409
    assert "Something changed since the preview." in late.get_data(as_text=True)


def test_an_upload_is_its_authors_alone(cast, visit, app):
    answer = send(visit("hua"), as_csv(HEADINGS, GOOD))
    assert confirm(visit("ada"), answer).status_code == 200 or "N001" not in numbers(app)
    assert "N001" not in numbers(app)


def test_who_may_not_import_cannot(cast, visit):
    assert send(visit("lin"), as_csv(HEADINGS, GOOD)).status_code == 403
    assert visit("mei").get("/people/import").status_code == 403


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_template_is_a_list_that_can_be_read(cast, visit, kind):
    content = visit("hua").get(f"/people/import/template.{kind}").data
    rows = read(content)
    assert len(rows) == 2
    assert send(visit("hua"), content).status_code == 200


def test_columns_nobody_knows_are_named(cast, visit):
    assert "Shoe size" in send(visit("hua"), as_csv((*HEADINGS, "Shoe size"), (*GOOD, "42"))).get_data(as_text=True)


def test_a_list_of_five_thousand_is_judged_in_one_go(cast, visit, app):
    hua = visit("hua")
    rows = [(f"M{n:05}", f"人{n}", "GDN", "服务员", "2026-03-01") for n in range(5000)]
    answer = send(hua, as_csv(HEADINGS, *rows))
    assert confirm(hua, answer).status_code == 303
    assert len(numbers(app)) > 5000
