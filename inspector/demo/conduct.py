"""Conduct in the demo: red lines upheld, not upheld and open; a reminder and a yellow card; praise; an objection; practice on one scale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from sqlalchemy import select

from inspector.accounts.access import Actor
from inspector.appraisals import appeals, card_giving, praising, red_lines, reviewers
from inspector.appraisals.conduct_models import RedLine
from inspector.appraisals.models import LedgerEntry
from inspector.demo import cast
from inspector.demo.founding import World, local
from inspector.extensions import db
from inspector.fairness import calibration
from inspector.fairness import conduct as signals
from inspector.inspections.models import Answer, Attachment, Inspection
from inspector.pipelines import measuring, objections, verifying

PHOTOS = 6
RATERS = ("S001", "S002", "S003", "J002")
PRACTISED = ("台面和地面:六张照片", "下一轮:备餐台")
WORD = "那两周一个人带两个厅,很多是走完一圈才补点的。11月起每一项当场点。"


@dataclass(frozen=True, slots=True)
class Line:
    """One red line. who: staff number; upheld None = still to verify."""

    ago: int
    shop: str
    who: str
    kind: str
    fact: str
    containment: str
    record: str
    by: str
    said: str
    decided_by: str
    upheld: bool | None
    reason: str


LINES = (
    Line(38, "shiomi", "J017", "unfit_to_work", "右手食指有创口没有包扎,在切配熟食", "当即离岗包扎,已切的熟食全部废弃",
         "创口照片、废弃登记第 41 号", "S001", "早上切到的,想着一会儿就好,没有上报。", "J001", True,
         "照片和废弃登记对得上,本人也说了。已讲明:有创口先上报,调岗不扣分。"),
    Line(26, "feian", "F019", "overcharge", "客人说多收了一份锅底", "当场退还并道歉,账单封存", "账单 1104-086", "R002",
         "客人加过一份,单子上有服务员签名。", "H001", False, "调了点单记录,确实加过一份,金额没有错。与收银无关。"),
    Line(1, "feian", "F015", "spoiled_food", "水吧冰箱里一盒奶油过期三天", "已下架封存,同批次全部检查", "标签照片", "S003",
         "", "", None, ""),
)  # fmt: skip
PRAISES = (
    (3, "shiomi", "J006", "J001", "客人没开口就想到了"),
    (5, "feian", "F007", "F001", "再忙也和气"),
    (9, "shiomi", "J008", "S001", "主动帮同事"),
    (14, "feian", "F008", "R002", "当场化解了投诉"),
)
NOT_UPHELD_EVERY = 6
SHOWN, NOT_SHOWN = "照片清楚,当场已处理,登记对得上。", "看了照片和登记,是标签贴反了,东西没有问题。"
REMINDED = "上菜没有报菜名,三桌都是;已当场提醒。"
YELLOW = "上次提醒后,晚市两桌仍没有报菜名。"


def happen(world: World, seed: int, actors: Mapping[int, Actor]) -> None:
    """All of it, as far as the history reaches back."""
    told = _Told(world, seed, actors)
    for line in LINES:
        told.red_line(line)
    told.verified()
    for number, (ago, shop, who, by, note) in enumerate(PRAISES):
        told.praise(number, ago, shop, who, by, note)
    told.cards()
    told.objections()
    told.practice()
    told.signals()
    db.session.flush()


class _Told:
    """Who said what about whom."""

    def __init__(self, world: World, seed: int, actors: Mapping[int, Actor]) -> None:
        self.world, self.seed, self.actors = world, seed, actors
        self.staff = {one.number: one for shop in world.shops.values() for one in shop.workers}

    def red_line(self, line: Line) -> None:
        """Reported, heard, decided by a second person; or still open."""
        day, who = self._day(line.ago), self.staff.get(line.who)
        if who is None or day < self.world.first:
            return
        at, site = self._at(day, 20, 50), self.world.shops[line.shop].site
        sighting = red_lines.Sighting(
            self._uuid(f"red/{line.who}"), site.id, who.id, line.kind, line.fact, line.containment, day, line.record
        )
        made = red_lines.report(sighting, self._actor(line.by), at)
        if line.said:
            own = self.actors.get(who.account_id or 0)
            red_lines.hear(made, own or self._actor(line.decided_by), line.said, at + timedelta(hours=1))
        if line.upheld is not None:
            verifying.decide(made, line.upheld, line.reason, self._actor(line.decided_by), at + timedelta(hours=15))

    def verified(self) -> None:
        """What rounds opened is verified the next morning by the store manager, now and then not upheld; the last day waits."""
        until = self._at(self._day(1), 0)
        waiting = select(RedLine).where(RedLine.state == "to_verify", RedLine.item.is_not(None), RedLine.raised_at < until)
        for number, line in enumerate(db.session.scalars(waiting.order_by(RedLine.id)).all()):
            shop = next(one for one in self.world.shops.values() if one.site.id == line.site_id)
            able = [self._actor(one) for one in (cast.SELF_CHECKS_BY[shop.part.key][0], "H001")]
            actor, at = next(one for one in able if red_lines.may_decide(line, one)), line.raised_at + timedelta(hours=13)
            if line.staff_id is not None:
                red_lines.hear(line, actor, "", at, is_declined=True)
            is_upheld = number % NOT_UPHELD_EVERY != NOT_UPHELD_EVERY - 1
            verifying.decide(line, is_upheld, SHOWN if is_upheld else NOT_SHOWN, actor, at)

    def praise(self, number: int, ago: int, shop: str, who: str, by: str, note: str) -> None:
        """Praise outside a round."""
        day, person = self._day(ago), self.staff.get(who)
        if person is not None and day >= self.world.first:
            words = praising.Words(self._uuid(f"praise/{number}"), person.id, self.world.shops[shop].site.id, note, day)
            praising.give(words, self._actor(by), self._at(day, 21, 5))

    def cards(self) -> None:
        """A reminder, and a yellow card two weeks later."""
        person, site = self.staff["F009"], self.world.shops["feian"].site
        if self._day(22) < self.world.first:
            return
        for kind, ago, reason in (("reminder", 22, REMINDED), ("yellow", 7, YELLOW)):
            day = self._day(ago)
            wish = card_giving.Wish(self._uuid(f"card/{kind}"), person.id, site.id, kind, reason, day)
            card_giving.give(wish, self._actor("F001"), self._at(day, 21, 40))

    def objections(self) -> None:
        """The waiter of two minds objects to an answer of the strict inspector and is right; another objection still waits."""
        for number, (who, is_answered) in enumerate(((cast.WAITER_OF_TWO_MINDS, True), ("F006", False))):
            person = self.staff[who]
            row = db.session.execute(
                select(Answer.id, Inspection.received_at)
                .join(Inspection, Inspection.id == Answer.inspection_id)
                .where(Answer.staff_id == person.id, Answer.borne_by == "person", Answer.is_failed, Inspection.flag.is_(None))
                .where(Inspection.line == "area", Inspection.reinspects.is_(None))
                .where(Inspection.id.in_(select(LedgerEntry.inspection_id).where(LedgerEntry.staff_id == person.id)))
                .order_by(Inspection.received_at.desc(), Answer.id).limit(1)
            ).one_or_none()  # fmt: skip
            if row is None or person.account_id is None or row.received_at < self._at(self._day(4), 0) and not is_answered:
                continue
            at = row.received_at + timedelta(hours=13)
            target = appeals.target_of_answer(person.id, row.id)
            if at >= self._at(self.world.today, 0) or appeals.refusal(target, at) is not None:
                continue
            reason = ("那一桌客人说不用报菜名,旁边同事可以作证。", "当时我在帮客人找婴儿椅,是同事上的菜。")[number]
            made = appeals.make(self.actors[person.account_id], target, self._uuid(f"objection/{who}"), reason, (), at)
            decided = at + timedelta(hours=6)
            if is_answered and decided < self._at(self.world.today, 0):
                ruling = objections.Ruling({row.id: "unseen"}, "问了当时的同事,客人确实这么说过。这一条不算。")
                objections.decide(made, ruling, self.actors[min(reviewers.of(made))], decided)

    def practice(self) -> None:
        """One set of photos that four inspectors judged blind, and one that is under way."""
        lead, raters = self.world.accounts["H001"], [self.world.accounts[number] for number in RATERS]
        shots = db.session.scalars(
            select(Attachment.id).where(Attachment.kind == "photo", Attachment.is_here, Attachment.item.is_not(None))
            .order_by(Attachment.id).limit(2 * PHOTOS)
        ).all()  # fmt: skip
        for number, title in enumerate(PRACTISED):
            chosen, day = shots[number * PHOTOS : (number + 1) * PHOTOS], self._day(20 - 17 * number)
            if len(chosen) < PHOTOS or day < self.world.first:
                continue
            made = calibration.make_photos(title, day + timedelta(days=6), raters, chosen, lead, self._at(day, 10))
            random = Random(f"{self.seed}/practice/{number}")
            for rater in raters if number == 0 else raters[:2]:
                for case in made.cases:
                    is_strict = rater == self.world.accounts["S002"]
                    said = random.choices(("fail", "pass", "unclear"), (7, 2, 1) if is_strict or case.position % 2 else (3, 6, 1))[0]
                    calibration.answer(made, rater, case.id, said, self._at(day, 15))
                calibration.finish(made, rater, self._at(day, 16))

    def signals(self) -> None:
        """What a careless supervisor was shown, and what he said to it."""
        at = self._at(self.world.today, 0) - timedelta(hours=1)
        measuring.look(at)
        account = self.world.accounts[cast.CARELESS]
        for one in signals.of_inspector(account)[:1]:
            signals.see(account, one.id, WORD, at)

    def _actor(self, number: str) -> Actor:
        return self.actors[self.world.accounts[number]]

    def _day(self, ago: int) -> date:
        return self.world.today - timedelta(days=ago)

    def _at(self, day: date, hour: int, minute: int = 0) -> datetime:
        return local(day, hour, minute).astimezone(UTC)

    def _uuid(self, what: str) -> str:
        return str(UUID(int=Random(f"{self.seed}/{what}").getrandbits(128), version=4))
