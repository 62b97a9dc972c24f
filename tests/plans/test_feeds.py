"""One's rounds in a calendar program: what stands there, under which name, for whom, and who may read it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from inspector import clock
from inspector.extensions import db
from inspector.plans import calendar_text, excusing, feed_limits, planning
from inspector.plans.models import CalendarFeed, Plan
from inspector.plans.planning import PlanFacts
from inspector.sites.models import Site

NOON = datetime(2026, 11, 2, 4, tzinfo=UTC)


@pytest.fixture
def plan(app, cast):
    """plan(**changes) plans a daily round of the garden at 18:00 by its clock; returns its id."""

    def make(**changes):
        with app.app_context():
            facts = {
                "site_id": cast.sites["garden"], "checklist_key": "quick-round", "line": "area", "area_id": None, "shift_id": None,
                "role": "supervisor", "rule": "FREQ=DAILY", "starts_on": clock.now().date(), "ends_on": None, "due_at": "18:00",
            }  # fmt: skip
            made = planning.make(PlanFacts(**facts | changes), None, clock.now())
            db.session.commit()
            return made.id

    return make


def address(visitor, reach="own"):
    """Make a feed through the page; the path of its address."""
    text = visitor.post("/account/calendar", reach=reach).get_data(as_text=True)
    return "/calendars/" + text.split("/calendars/")[1].split('"')[0]


def rounds(visitor, path):
    """{UID: event} of what a calendar reads."""
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return {str(event["uid"]): event for event in Calendar.from_ical(answer.data).walk("VEVENT")}


def change(app, number, at=None, **changes):
    with app.app_context():
        row, at = db.session.get_one(Plan, number), at or clock.now()
        names = list(PlanFacts.__dataclass_fields__)
        planning.change(row, PlanFacts(**{name: getattr(row, name) for name in names} | changes), at)
        db.session.commit()


def test_a_calendar_reads_what_its_person_is_to_do_by_the_clock_of_the_site_and_without_a_session(plan, visit):
    plan()
    plan(role="area_manager", checklist_key="rest-bill")
    path, stranger = address(visit("gao")), visit()
    answer = stranger.get(path)
    assert answer.content_type == "text/calendar; charset=utf-8" and answer.headers["Cache-Control"] == "private, no-cache"
    assert "noindex" in answer.headers["X-Robots-Tag"] and "Set-Cookie" not in answer.headers
    found = rounds(stranger, path)
    assert len(found) >= 8
    event = next(iter(found.values()))
    assert event["dtend"].params["TZID"] == "Asia/Shanghai" and event["dtend"].dt.strftime("%H:%M") == "18:00"
    assert "Round" in event["summary"] and event["location"] == "Garden" and event["status"] == "CONFIRMED"
    again = stranger.get(path, If_None_Match=answer.headers["ETag"])
    assert again.status_code == 304


def test_a_round_keeps_its_name_when_its_hour_changes_and_what_is_taken_back_is_cancelled(app, plan, cast, visit):
    number, gao = plan(), visit("gao")
    path = address(gao)
    before = rounds(gao, path)
    change(app, number, clock.now() + timedelta(minutes=5), due_at="19:00")
    after = rounds(gao, path)
    moved = [uid for uid in before if after[uid]["dtend"].dt.strftime("%H:%M") == "19:00"]
    assert len(moved) >= 7 and all(after[uid]["sequence"] > before[uid]["sequence"] for uid in moved)
    with app.app_context():
        last = clock.now().date() + timedelta(days=1)
        planning.end(db.session.get_one(Plan, number), last, clock.now() + timedelta(minutes=10))
        excusing.excuse(cast.sites["garden"], last, last, "storm", cast.accounts["lin"], clock.now() + timedelta(minutes=11))
        db.session.commit()
    ended = rounds(gao, path)
    assert set(before) <= set(ended)  # nothing silently disappears
    off = {uid for uid, event in ended.items() if event["status"] == "CANCELLED"}
    assert {uid for uid in moved if f"{last + timedelta(days=1):%Y%m%d}" in uid} <= off
    (stormy,) = (event for uid, event in ended.items() if f"{last:%Y%m%d}" in uid)
    assert stormy["status"] == "CANCELLED" and "storm" in stormy["description"]


def test_a_surprise_does_not_stand_in_the_calendar_of_the_site(plan, visit):
    plan(role="area_manager", is_surprise=True)
    plan(role="supervisor", account_id=None)
    lin, nora = visit("lin"), visit("nora")
    assert len(rounds(lin, address(lin, "sites"))) < len(rounds(nora, address(nora, "sites")))
    assert not any("surprise" in event["description"].lower() for event in rounds(lin, address(lin, "sites")).values())
    assert rounds(nora, address(nora, "own"))  # hers to do


def test_a_round_of_one_person_stands_in_the_calendar_of_nobody_else(plan, cast, visit):
    plan(account_id=cast.accounts["lin"])
    gao, lin = visit("gao"), visit("lin")
    assert rounds(gao, address(gao)) == {} and len(rounds(lin, address(lin))) >= 7


def test_only_the_hash_is_kept_and_a_new_address_ends_the_old_one(app, plan, cast, visit):
    plan()
    gao, stranger = visit("gao"), visit()
    first = address(gao)
    second = address(gao)
    assert stranger.get(first).status_code == 404 and stranger.get(second).status_code == 200
    with app.app_context():
        kept = db.session.query(CalendarFeed).filter(CalendarFeed.revoked_at.is_(None)).one()
        assert len(kept.secret_hash) == 64 and kept.secret_hash not in second
    assert second not in gao.get("/account/calendar").get_data(as_text=True)
    assert gao.post("/account/calendar/end").status_code == 303
    assert stranger.get(second).status_code == 404


def test_whoever_leaves_takes_no_calendar_along(app, plan, cast, visit):
    plan()
    path = address(visit("gao"))
    assert visit("lin").post(f"/accounts/{cast.accounts['gao']}/deactivation").status_code == 303
    assert visit().get(path).status_code == 404


def test_a_program_that_asks_too_often_waits(plan, visit):
    path, stranger = address(visit("gao")), visit()
    answers = [stranger.get(path) for _ in range(feed_limits.MOST + 1)]
    assert [answer.status_code for answer in answers[-2:]] == [200, 429]
    assert 3500 < int(answers[-1].headers["Retry-After"]) <= 3601


def test_the_log_of_a_breakdown_does_not_hold_the_secret(app, plan, cast, visit, capsys):
    plan()
    path = address(visit("gao"))
    with app.app_context():
        db.session.get_one(Site, cast.sites["garden"]).timezone = "Nowhere/Never"
        db.session.commit()
    assert visit().get(path).status_code == 500
    said = capsys.readouterr().out
    assert '"path": "/calendars/\\u2026.ics"' in said and path.split("/")[2][:20] not in said


def test_a_turnstile_opens_again_and_forgets_the_oldest():
    turnstile = feed_limits.Turnstile()
    for minute in range(3):
        turnstile.count("one", NOON + timedelta(minutes=minute))
    assert turnstile.wait("one", NOON + timedelta(minutes=3), most=3) == timedelta(minutes=57)
    assert turnstile.wait("one", NOON + timedelta(minutes=60), most=3) == timedelta(0)
    assert turnstile.wait("two", NOON, most=3) == timedelta(0)
    for number in range(feed_limits.MOST_KEYS):
        turnstile.count(f"other {number}", NOON)
    assert turnstile.wait("one", NOON + timedelta(minutes=3), most=3) == timedelta(0)


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Berlin", date(2026, 10, 25)), ("America/New_York", date(2026, 11, 1)), ("Asia/Shanghai", date(2026, 7, 1))],
)
def test_a_written_calendar_says_the_same_moments_also_when_the_clocks_change(zone, day):
    moments = [datetime(day.year, day.month, day.day, hour, tzinfo=UTC) for hour in range(24)]
    entries = [
        calendar_text.Entry(f"r{n}", at, at + timedelta(minutes=30), zone, "巡检; 大厅, 1", "x", "line\nmore", "https://a/", False, NOON)
        for n, at in enumerate(moments)
    ]
    text = calendar_text.write("Rounds", entries, day.year)
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    parsed = Calendar.from_ical(text)
    (described,) = parsed.walk("VTIMEZONE")
    by_description = described.to_tz(lookup_tzid=False)
    for event, at in zip(parsed.walk("VEVENT"), moments, strict=True):
        local = event["dtend"].dt
        assert event["summary"] == "巡检; 大厅, 1"
        assert local.astimezone(UTC) == at + timedelta(minutes=30)
        if local.tzinfo is not UTC and str(local.tzinfo) != "UTC":
            assert local.replace(tzinfo=by_description).utcoffset() == local.utcoffset()
