"""What guests met becomes a task of the site: at once where the form says so, else once they met it again and again."""

from __future__ import annotations

from datetime import timedelta

from inspector.extensions import db
from inspector.inspections import payload
from inspector.inspections.changes import AnswerChange
from inspector.inspections.models import Inspection
from inspector.mystery import releasing, reviewing, shopping
from inspector.pipelines import mystery_release, revision
from inspector.rectification.models import Reminder, Task, TaskFinding
from inspector.sites.models import StaffMember
from tests import rounds
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO
from tests.reports import builder

COACHED = shop.FORM.replace(
    "type: verdict, points: 2, owner: duty",
    "type: verdict, points: 2, owner: duty, on_fail: {kind: coach, note: optional}",
)


def test_what_three_guests_met_and_nobody_bears_is_coached_by_the_store_manager_and_not_before(app, cast, clockwork):
    with app.app_context():
        lead, found = builder.actor(cast, "quan"), []
        made = shop.campaign(
            cast, BEGAN, site_ids=(cast.sites["garden"],), visits_per_site=4, checklist_version_id=shop.publish(COACHED),
            first_on=BEGAN.date(), last_on=BEGAN.date() + timedelta(days=90),
        )  # fmt: skip
        for number, visit in enumerate(sorted(made.visits, key=lambda one: one.id)):
            began = BEGAN + timedelta(days=20 * number)
            clockwork.move_to(began + timedelta(days=6))
            visit.attested_at, visit.state = began, "begun"
            form = {"id": "ms-small", "version": made.version.sha256}
            sent = shop.report(
                {"checklist": form, "site": {"id": visit.site_id}}, began, PHOTO, story=f"没有人招呼,第{number}次。"
            )
            report = shopping.take(visit, payload.read(rounds.encoded(sent)), began + timedelta(hours=2)).report
            reviewing.accept(report, {}, cast.accounts["quan"], began + timedelta(hours=3))
            mystery_release.tell(releasing.ready(visit, lead.account_id), lead, began + timedelta(days=6))
            db.session.flush()
            told = visit.inspection_id
            found.append(db.session.query(Task).filter(Task.item == "greeted").count())
        assert found == [0, 0, 1, 1]
        task = db.session.scalars(db.select(Task).where(Task.item == "greeted")).one()
        manager = (
            db.session.scalar(db.select(StaffMember.account_id).where(StaffMember.id == task.owner_id))
            or task.owner_account_id
        )
        assert (task.kind, task.item, task.place, task.line, manager) == (
            "coach",
            "greeted",
            "",
            "mystery",
            cast.accounts["lin"],
        )
        assert (
            set(db.session.scalars(db.select(TaskFinding.staff_id)))
            == {None}
            == set(db.session.scalars(db.select(Reminder.staff_id)))
        )
        assert db.session.query(Reminder).count() == 4 and task.repeat_count == 1
        for bearer in (f"staff:{cast.staff['mei']}", None):  # whoever bears one of the answers, it stays the store's to put right
            naming = AnswerChange("greeted", None, {"bearer": bearer})
            revision.name_bearers(db.session.get_one(Inspection, told), (naming,), "x", cast.accounts["mei"], BEGAN + timedelta(days=70))
            db.session.flush()
            db.session.expire_all()
            findings = db.session.scalars(db.select(TaskFinding).where(TaskFinding.task_id == task.id)).all()
            assert (task.state, task.repeat_count, [one.withdrawn_at for one in findings]) == ("open", 1, [None, None])
            assert db.session.query(Task).filter(Task.item == "greeted").count() == 1
            assert {one.staff_id for one in findings} == {None}
