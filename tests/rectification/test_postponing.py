"""One switch for a closed site: rounds are excused and the clock of open tasks stands still; what is urgent does not wait."""

from datetime import timedelta

from inspector import clock
from inspector.extensions import db
from inspector.rectification.models import Task
from tests.reports import builder


def due(app):
    """{grade: when its task is due}."""
    with app.app_context():
        return {task.grade: task.due_at for task in db.session.query(Task)}


def test_excused_days_stop_the_clock_of_open_tasks_once_and_never_of_urgent_ones(app, cast, visit):
    with app.app_context():
        for site in ("garden", "workshop"):
            by, who = {"garden": ("nora", "tao"), "workshop": ("sol", "xu")}[site]
            failed, started = [("floor", None), ("tables", None)], clock.now() - timedelta(hours=1)
            builder.submit(cast, site, by, failed=failed, people=[who], started=started)
        garden = db.session.query(Task).filter_by(site_id=cast.sites["garden"]).order_by(Task.id).all()
        assert len(garden) == 2
        elsewhere = db.session.query(Task).filter_by(site_id=cast.sites["workshop"]).first().due_at
        urgent, other = garden
        urgent.grade, other.grade = "at_once", "three_days"
        urgent.due_at, other.due_at = clock.now() + timedelta(days=1), clock.now() + timedelta(days=2)
        ids, before = (urgent.id, other.id), (urgent.due_at, other.due_at)
        first = clock.now().date()
        db.session.commit()
    lin = visit("lin")
    address = f"/plans/sites/{cast.sites['garden']}/excuses"
    days = {"first_on": first.isoformat(), "last_on": (first + timedelta(days=2)).isoformat(), "reason": "台风"}
    assert lin.post(address, **days).status_code == 303
    assert lin.post(address, **days).status_code == 303  # said twice, it stands still once
    with app.app_context():
        assert [db.session.get_one(Task, one).due_at for one in ids] == [before[0], before[1] + timedelta(days=3)]
        assert db.session.query(Task).filter_by(site_id=cast.sites["workshop"]).first().due_at == elsewhere
    text = lin.get(f"/tasks/{ids[1]}").get_data(as_text=True)
    assert "Put off" in text and "stood still for 3 days" in text and "台风" in text
    longer = lin.post(address, **days | {"last_on": (first + timedelta(days=400)).isoformat()})
    assert longer.status_code == 422 and "At most a year" in longer.get_data(as_text=True)


def test_what_was_overdue_before_stays_overdue(app, cast, visit):
    with app.app_context():
        builder.submit(cast, "garden", "nora", failed=[("floor", None)], people=["tao"], started=clock.now() - timedelta(hours=1))
        task = db.session.query(Task).one()
        task.grade, task.due_at = "day", clock.now() - timedelta(days=3)
        before, first = task.due_at, clock.now().date()
        db.session.commit()
    days = {"first_on": first.isoformat(), "last_on": first.isoformat(), "reason": "private party"}
    visit("lin").post(f"/plans/sites/{cast.sites['garden']}/excuses", **days)
    assert due(app) == {"day": before}
