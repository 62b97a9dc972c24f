"""Appraisals of the demo: a scheme for each position that everybody has read, the past month from its data to the lock, the present one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from random import Random

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals import appeals, cycles, outcomes, periods, proposals, reviewers, schemes, signing
from inspector.appraisals.appeal_models import PersonAppeal
from inspector.appraisals.cycle_models import Appraisal, Cycle
from inspector.appraisals.scheme_models import CoachingTalk, ComponentValue
from inspector.demo import cast, months
from inspector.demo.founding import TIME_BEFORE, Shop, World, local
from inspector.extensions import db
from inspector.pipelines import closing, objections
from inspector.sites.models import Position, StaffAssignment, StaffMember

HR, CONSULTED = "H002", "职工代表 6 人、工会联络员"
CONSULTATION = "逐条讲了权重和三档系数。代表提出培训占比太低,由 5 提到 10;“看到的次数不够就不评级”写进了方案。"
BELOW_NOTE = "高峰时段报菜名和托盘两项反复,已带教两次,下月继续跟。"
COACHED = "班前会后单独演示报菜名和托盘手势,各练三遍。"
EXAMPLES = ("满座那晚主动接了邻桌的加菜。", "新人第一周带着他走完了全流程。", "客人投诉等位时先递了茶,再去催桌。")
TALKS = ("下月把报菜名做到每桌都有,月中再看一次。", "学会分酒,11月底由领班考一次。", "保持现在的节奏,带一名新人。")
EDGE_NOTE = "对过照片和次数,按现在这一档。"
ANSWERS = ("查了台区分工和时间,当时是本人看台,维持。", "照片看得清楚,维持。觉得还不对,可以找人事再看。")
RAISED = "核对排班,那天这几张台由同事代看,这一条不算在您身上。"
ADJUSTED_NUMBER, ADJUSTMENT = "J007", "10月长假替两个班次救场,顾客留言点名表扬。"


def happen(world: World, seed: int, actors: Mapping[int, Actor]) -> None:
    """Lay out schemes and cycles. Of a history too short for a scheme that was read before the month, nothing."""
    key, after = months.month_to_close(world.today)
    published = world.first - TIME_BEFORE + timedelta(days=1)
    if published >= periods.read(key).first_on:
        return
    told = _Told(world, seed, actors, after)
    told.schemes(published)
    told.measured(key)
    told.past(key)
    told.present()
    db.session.flush()


class _Told:
    """Who does what in the cycles of the demo. after: the first day after the month that is closed."""

    def __init__(self, world: World, seed: int, actors: Mapping[int, Actor], after: date) -> None:
        self.world, self.seed, self.actors, self.after = world, seed, actors, after
        self.hr = actors[world.accounts[HR]]
        self.shops = {shop.site.id: shop for shop in world.shops.values()}

    def schemes(self, day: date) -> None:
        """One scheme for each position: talked over, published, read by everybody, opened."""
        at = self._at(day, 10)
        held = select(StaffAssignment.position_id).distinct()
        for position in db.session.scalars(select(Position).where(Position.id.in_(held)).order_by(Position.id)):
            scheme = schemes.begin(position, self.hr.account_id, at)
            schemes.change(scheme, scheme.document, day + timedelta(days=3))
            schemes.publish(scheme, day, CONSULTED, CONSULTATION, self.hr.account_id, at)
            for number, person in enumerate(schemes.people_of(scheme, day)):
                witness = None if person.account_id else self.world.accounts[cast.SELF_CHECKS_BY["shiomi"][0]]
                schemes.receive(scheme, person.id, at + timedelta(hours=2, minutes=7 * number), witness)
            schemes.open_(scheme, self.hr.account_id, at + timedelta(days=1))

    def measured(self, key: str) -> None:
        """What is imported: attendance and training of everybody, what managers did, the survey of each restaurant."""
        random, at = Random(f"{self.seed}/components"), self._at(self.after, 9)
        rows = db.session.execute(
            select(StaffMember.id, Position.is_manager)
            .join(StaffAssignment, StaffAssignment.staff_id == StaffMember.id)
            .join(Position, Position.id == StaffAssignment.position_id)
            .where(StaffAssignment.to_on.is_(None), StaffMember.contract != "intern")
            .order_by(StaffMember.id)
        )
        found = []
        for staff_id, is_manager in rows:
            own = (("coaching", 12, "带教记录"), ("self_gap", 8, "自检差"), ("staffing", 30, "排班")) if is_manager else ()
            for component, n, source in (("attendance", 22, "考勤系统"), ("training", 3, "培训小测"), *own):
                value = f"{random.triangular(84, 100, 98):.1f}"
                found.append(ComponentValue(
                    component=component, period=key, subject=f"staff:{staff_id}", staff_id=staff_id, value=value, n=n, source=source,
                    imported_by_id=self.hr.account_id, imported_at=at,
                ))  # fmt: skip
        for site_id in self.shops:
            found.append(ComponentValue(
                component="survey", period=key, subject=f"site:{site_id}", site_id=site_id, value=f"{random.uniform(84, 93):.1f}",
                n=random.randint(60, 140), source="桌边问卷", imported_by_id=self.hr.account_id, imported_at=at,
            ))  # fmt: skip
        db.session.add_all(found)

    def past(self, key: str) -> None:
        """The past month from its data to the lock."""
        cycle = cycles.open_(key, self.hr.account_id, self._at(self.after - timedelta(days=3), 9))
        self._move(cycle, "collect", 1, 10)
        closing.collect(cycle, self._at(self.after, 10))
        self._rate(cycle)
        closing.collect(cycle, self._at(self.after, 17))
        self._move(cycle, "propose", 1, 18)
        self._propose(cycle, self._at(self.after.replace(day=2), 10))
        self._move(cycle, "discuss", 2, 18)
        self._talk(cycle)
        self._move(cycle, "acknowledge", 3, 10)
        self._sign(cycle)
        self._move(cycle, "appeal", 4, 9)
        self._answer(cycle)
        self._propose(cycle, self._at(self.after.replace(day=6), 10))  # what an objection raised
        self._move(cycle, "locked", 6, 21)

    def present(self) -> None:
        """The month that still runs, calculated this morning."""
        key = periods.containing(self.world.today - timedelta(days=1), "monthly").key
        cycle = cycles.open_(key, self.hr.account_id, self._at(self.world.today - timedelta(days=1), 9))
        closing.collect(cycle, self._at(self.world.today - timedelta(days=1), 9))

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return local(day, hour, minute).astimezone(UTC)

    def _move(self, cycle: Cycle, to: str, day: int, hour: int) -> None:
        at = self._at(self.after.replace(day=day), hour)
        cycles.move(cycle, to, "", self.hr.account_id, at.date(), at)

    def _manager(self, row: Appraisal) -> Actor:
        """The store manager; for himself the area manager."""
        shop = self.shops[row.site_id]
        manager = self.actors[self.world.accounts[cast.SELF_CHECKS_BY[shop.part.key][0]]]
        return self._above(shop) if row.staff.account_id == manager.account_id else manager

    def _above(self, shop: Shop) -> Actor:
        return self.actors[self.world.accounts["R002" if shop.part.region == "southwest" else "R001"]]

    def _rate(self, cycle: Cycle) -> None:
        random, at = Random(f"{self.seed}/behaviour"), self._at(self.after, 15)
        for row in cycle.appraisals:
            if row.figures["code"] not in outcomes.NO_COEFFICIENT and not row.position.is_manager:
                step = random.choices((2, 3, 4, 5), (1, 4, 6, 2))[0]
                proposals.rate_behaviour(row, step, random.choice(EXAMPLES), self._manager(row), at)
            if row.figures["standing"] == "below" or row.staff.number == cast.WAITER_OF_TWO_MINDS:
                held = self.after - timedelta(days=9)
                db.session.add(CoachingTalk(
                    staff_id=row.staff_id, held_on=held, note=COACHED, by_id=self._manager(row).account_id, at=self._at(held, 16),
                ))  # fmt: skip
            if row.staff.number == ADJUSTED_NUMBER:
                asked = proposals.adjust(row, 2, ADJUSTMENT, self._manager(row), at)
                proposals.decide_adjustment(asked, True, "", self._above(self.shops[row.site_id]), at + timedelta(hours=1))

    def _propose(self, cycle: Cycle, at: datetime) -> None:
        db.session.flush()
        for row in cycle.appraisals:
            if row.state != "open":
                continue
            actor = self._manager(row)
            is_below = row.coefficient is not None and row.coefficient < outcomes.USUAL
            proposals.propose([row], BELOW_NOTE if is_below else "", actor, at)
            if row.state == "proposed":
                above = self._above(self.shops[row.site_id])
                second = self.hr if actor.account_id == above.account_id else above
                proposals.confirm(row, True, EDGE_NOTE, second, at + timedelta(hours=5), row.figures["band"])

    def _talk(self, cycle: Cycle) -> None:
        random, at = Random(f"{self.seed}/talks"), self._at(self.after.replace(day=3), 9)
        for row in cycle.appraisals:
            if random.random() < 0.3 and row.figures["code"] not in outcomes.NO_SCORE:
                proposals.talk(row, at.date(), random.choice(TALKS), self._manager(row), at)

    def _sign(self, cycle: Cycle) -> None:
        rows = {row.staff_id: row for row in cycle.appraisals}
        for shop in self.world.shops.values():
            for at, staff_id, signature, note in months.signatures(shop, self.after, Random(f"{self.seed}/{shop.part.key}/signs")):
                row = rows.get(staff_id)
                if row is not None and row.staff.account_id is not None and row.figures["code"] not in outcomes.NO_SCORE:
                    signing.sign(row, signature, note, self.actors[row.staff.account_id], at)

    def _answer(self, cycle: Cycle) -> None:
        """The objections that came with a signature: the first is raised in part, the others are kept."""
        waiting = db.session.scalars(
            select(PersonAppeal).where(PersonAppeal.month == cycle.period, PersonAppeal.state == "open").order_by(PersonAppeal.id)
        ).all()
        for number, appeal in enumerate(waiting):
            able = sorted(reviewers.of(appeal))
            at = appeal.made_at + timedelta(hours=4)
            raised = {one.id: "somebody_else" for one in appeals.lowering_answers(appeal)[:1]} if number == 0 else {}
            ruling = objections.Ruling(raised, RAISED if raised else ANSWERS[number % len(ANSWERS)])
            objections.decide(appeal, ruling, self.actors[able[0]], at)
