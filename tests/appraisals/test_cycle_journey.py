"""A cycle through its pages, from the import to the payroll file: HR opens and locks, the manager proposes, the person reads and signs."""

import io
import re
import zipfile
from datetime import UTC, date, datetime

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from inspector import clock
from inspector.appraisals import component_planning, cycle_moves, periods, reminding
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.extensions import db
from inspector.jobs import queue, working
from inspector.jobs.models import Job
from inspector.notices.models import Notice
from inspector.reports import batches
from inspector.sites.import_reading import Row, Unreadable

NOVEMBER = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
LOCKS = datetime(2026, 11, 6, 4, 0, tzinfo=UTC)
LIST = "component,period,staff,value,n,source\nattendance,2026-10,G003,95.5,22,time clock\ntraining,2026-10,G003,90,2,quiz\n"


def ids(opened):
    with opened.app.app_context():
        return {row.staff.name: row.id for row in db.session.scalars(select(Appraisal))}


def cycle_state(opened):
    with opened.app.app_context():
        return db.session.scalars(select(Cycle)).one().state


def take_in(hua, text):
    page = hua.post("/components/import", files={"list": (io.BytesIO(text.encode()), "list.csv")}).get_data(as_text=True)
    found = dict(re.findall(r'name="(token|plan)" value="([0-9a-f]+)"', page))
    return page, hua.post("/components/import/confirmation", **found) if found else None


def test_a_cycle_from_the_import_to_the_payroll_file(opened_october, visit):
    opened = opened_october
    with time_machine.travel(NOVEMBER, tick=True):
        hua, lin, nora, mei = visit("hua"), visit("lin"), visit("nora"), visit("mei")
        page, answer = take_in(hua, LIST)
        assert "95.5%" in page
        assert answer.status_code == 303
        assert "Nothing to change" in take_in(hua, LIST)[0]  # taken in twice it changes nothing
        assert hua.post("/cycles", period="2026-10").status_code == 303

        def move(to):
            return hua.post("/cycles/1/moves", to=to).status_code

        assert (move("propose"), move("collect"), move("propose")) == (409, 303, 303)
        rows = ids(opened)
        mei_url, tao_url = f"/appraisals/{rows['梅香']}", f"/appraisals/{rows['陶然']}"
        page = lin.get(mei_url).get_data(as_text=True)
        for fact in ("Attendance and rules", "95.5%", "time clock", "roughly", "counted with", f"/records/{opened.staff['mei']}/2026-10"):
            assert fact in page
        assert lin.post(f"{mei_url}/steps", step="rate", anchor="4", example="").status_code == 422
        assert lin.post(f"{mei_url}/steps", step="rate", anchor="4", example="12日满座时接了邻桌").status_code == 303
        assert lin.post("/cycles/1/proposals", appraisal=rows["梅香"]).status_code == 303
        assert lin.post(f"{tao_url}/steps", step="propose", note="").status_code == 303
        assert lin.post(f"{mei_url}/steps", step="confirm", decision="confirm").status_code == 403  # the second word is not hers
        assert mei.get("/me/appraisal").get_data(as_text=True).count("is ready to be looked at") == 1  # nothing before it is asked for
        assert move("discuss") == 422  # not everybody is proposed
        with opened.app.app_context():
            for row in db.session.scalars(select(Appraisal)):
                row.state = "confirmed" if row.state == "open" else row.state
            db.session.commit()
        edge = [name for name, key in rows.items() if "Waits for a second person" in nora.get(f"/appraisals/{key}").get_data(as_text=True)]
        for name in edge:
            word = {"step": "confirm", "decision": "confirm", "band": "B", "note": "看了三次的照片"}
            assert nora.post(f"/appraisals/{rows[name]}/steps", **word).status_code == 303
        assert move("discuss") == 303
        assert lin.post(f"{mei_url}/steps", step="talk", talk_on="2026-11-02", talk_note="下月学分酒").status_code == 303
        assert move("acknowledge") == 303
        own = mei.get("/me/appraisal").get_data(as_text=True)
        for fact in ("Your signature", "not that you agree", "12日满座时接了邻桌", "2026-10", "Coefficient"):
            assert fact in own
        sign = f"/me/appraisal/{rows['梅香']}/signature"
        assert visit("tao").post(sign, signature="seen").status_code == 404
        assert mei.post(sign, signature="seen_objects", note="").status_code == 422
        assert mei.post(sign, signature="seen", note="").status_code == 303
        zhu = f"/appraisals/{rows['朱颜']}/steps"
        assert lin.post(zhu, step="sign", signature="seen").status_code == 303  # with the manager as the witness
        assert lin.post(f"{tao_url}/steps", step="sign", signature="seen").status_code == 422  # he signs on his own phone
        assert (move("appeal"), move("locked")) == (303, 422)
        assert hua.get("/cycles/1/payroll.xlsx").status_code == 409
    with time_machine.travel(LOCKS, tick=True):
        hua, lin = visit("hua"), visit("lin")
        assert hua.post("/cycles/1/moves", to="locked").status_code == 303
        assert cycle_state(opened) == "locked"
        assert hua.post("/cycles/1/collection").status_code == 409
        assert lin.post(f"{mei_url}/steps", step="adjust", points="2", reason="x").status_code == 409
        book = CalamineWorkbook.from_filelike(io.BytesIO(hua.get("/cycles/1/payroll.xlsx").data))
        head, *people = book.get_sheet_by_name("payroll").to_python()
        found = {row[0]: dict(zip(head, row, strict=True)) for row in people}
        assert found["G003"]["coefficient"] in ("1.0", "1.1")
        assert (found["G003"]["signature"], found["G004"]["signature"]) == ("seen", "delivered")
        assert (found["G004"]["reason_code"], found["G003"]["scheme_version"]) == ("below_once", 1.0)
        assert not any(word in str(head).lower() for word in ("amount", "fine", "money", "yuan"))


def test_the_documents_of_all_go_on_where_they_stopped(opened_october, visit):
    """Two are missing, the rest are there already, as after a cut; a message that comes meanwhile goes out between them."""
    with time_machine.travel(NOVEMBER, tick=True):
        hua = visit("hua")
        assert hua.post("/cycles", period="2026-10").status_code == 303
        missing = [key for name, key in ids(opened_october).items() if name in ("梅香", "陶然")]
        with opened_october.app.app_context():
            batch = batches.of(batches.wanted(1), "en")
        for key, name in batch.wanted.files:
            if key not in missing:
                (batch.folder / name).parent.mkdir(parents=True, exist_ok=True)
                (batch.folder / name).write_bytes(b"made before")
        total = len(batch.wanted.files)
        assert f"{total - 2} of {total}" in hua.get("/cycles/1/reports").get_data(as_text=True)
        assert hua.post("/cycles/1/reports").status_code == 303
        assert "it goes on" in hua.get("/cycles/1/reports").get_data(as_text=True)
        assert hua.get("/cycles/1/reports.zip").status_code == 404
        with opened_october.app.app_context():
            assert working.run_due() == 1  # one document in a step, and of all only what was missing
            queue.put("notice:0:mail", "notice", {"notice": 0, "way": "mail", "urgency": "plain"}, clock.now())
            db.session.commit()
            assert working.run_due() == 1
            states = {job.kind: job.state for job in db.session.scalars(select(Job).order_by(Job.id))}
            assert states == {"batch": "waiting", "notice": "done"}
            db.session.rollback()
            assert working.run_due() == 1
            assert working.run_due() == 0
        archive = zipfile.ZipFile(io.BytesIO(hua.get("/cycles/1/reports.zip").data))
        assert len(archive.namelist()) == total
        assert [archive.read(one)[:4] for one in archive.namelist() if one.startswith("GDN/G003-")] == [b"%PDF"]
        alone = hua.get(f"/appraisals/{missing[0]}/report.pdf?lang=zh")
        assert alone.data[:4] == b"%PDF" and "filename*=UTF-8''" in alone.headers["Content-Disposition"], "whatever somebody is called"


def test_reminders_come_once_and_by_the_calendar(opened_october, visit):
    with time_machine.travel(NOVEMBER, tick=True):
        assert visit("hua").post("/cycles", period="2026-10").status_code == 303
    with opened_october.app.app_context():
        for _ in range(2):
            reminding.remind(NOVEMBER)
            db.session.commit()
        told = db.session.scalars(select(Notice).where(Notice.event_key.like("cycle:%"))).all()
        assert [(one.account_id, one.event_key) for one in told] == [(opened_october.accounts["hua"], "cycle:1:cut")]


KNOWN = component_planning.Known({"G003": 7}, {"gdn": 3}, {}, frozenset(("2026-09",)))
HEAD = Row(1, ("component", "period", "staff", "value", "n", "source"))


def planned(*cells):
    return component_planning.plan([HEAD, *(Row(number, one) for number, one in enumerate(cells, 2))], KNOWN)


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        (("bonus", "2026-10", "G003", "90", "2", "x"), "component"),
        (("training", "2026-13", "G003", "90", "2", "x"), "period"),
        (("training", "2026-09", "G003", "90", "2", "x"), "period"),  # locked
        (("training", "2026-10", "G999", "90", "2", "x"), "staff"),
        (("survey", "2026-10", "G003", "90", "2", "x"), "staff"),
        (("training", "2026-10", "G003", "101", "2", "x"), "value"),
        (("training", "2026-10", "G003", "-5", "2", "x"), "value"),
        (("training", "2026-10", "G003", "¥50", "2", "x"), "value"),
        (("training", "2026-10", "G003", "9０", "2", "x"), "value"),
        (("training", "2026-10", "G003", "90", "0", "x"), "n"),
        (("training", "2026-10", "G003", "90", "2", ""), "source"),
    ],
)
def test_a_bad_row_says_what_is_wrong_with_it(cells, column):
    assert [fault.column for fault in planned(cells).faults] == [column]


def test_one_figure_is_said_once_and_fines_are_refused():
    row = ("培训", "2026-q4", "G003", "87.25%", "2", "测验")
    good = planned(row)
    assert (good.changes[0][1].subject, good.changes[0][1].period, good.bad_rows) == ("staff:7", "2026-Q4", 0)
    assert planned(row, row).bad_rows == 1
    with pytest.raises(Unreadable, match="fines"):
        component_planning.plan([Row(1, ("component", "period", "staff", "value", "n", "source", "罚款"))], KNOWN)


ORDER = ("open", "collect", "propose", "discuss", "acknowledge", "appeal", "locked")


@settings(max_examples=120, deadline=None)
@given(st.lists(st.sampled_from(cycle_moves.STATES), max_size=30))
def test_random_moves_follow_the_reference_model(wishes):
    """The model: one step on, back to collecting from any later step, called off before anything was proposed; the end is the end."""
    state = "open"
    for wish in wishes:
        here = ORDER.index(state) if state in ORDER else None
        expected = here is not None and state != "locked" and (
            wish == ORDER[here + 1]
            or (wish == "collect" and here > 1)
            or (wish == "called_off" and here < 2)
        )  # fmt: skip
        assert cycle_moves.may_move(state, wish) is expected
        if expected:
            assert cycle_moves.is_back(state, wish) is (wish == "collect" and here > 1)
            state = wish
    if state == "locked":
        assert not any(cycle_moves.may(action, state) for action in cycle_moves.ACTIONS if action != "sign")


@given(st.dates(min_value=date(1999, 1, 1), max_value=date(2099, 12, 31)), st.sampled_from(periods.KINDS))
def test_every_day_lies_in_one_period_and_periods_follow_each_other(day, kind):
    period = periods.containing(day, kind)
    assert period.first_on <= day <= period.last_on
    assert (period.first_on - period.previous.last_on).days == 1
    assert periods.read(period.key) == period
