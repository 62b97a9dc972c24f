"""Red lines, cards and praise: who may do what when, held against a small model by random commands; and what a round loses by it."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from uuid import uuid4

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.exc import IntegrityError

from inspector.appraisals import appeals, card_giving, cards, praise_list, praising, red_lines, reviewers
from inspector.appraisals.cards import Given, last_day, obstacle, standing_on
from inspector.appraisals.conduct_models import Card, RedLine
from inspector.appraisals.red_lines import Sighting
from inspector.errors import Problem
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.notices.models import Notice
from inspector.pipelines import objections, verifying
from tests.rectification.shop import START

DAY = START.date()


def on(number):
    return date(2026, 11, 1) + timedelta(days=number - 1)


@pytest.mark.parametrize(
    ("given", "until"),
    [
        ([("yellow", 1)], 31),
        ([("yellow", 1), ("reminder", 20)], 50),  # a further reminder begins the clean days again
        ([("yellow", 1), ("reminder", 31), ("yellow", 61)], 91),  # each on the last day of the one before
        ([("yellow", 1), ("reminder", 32)], 31),  # a day after it ended
        ([("yellow", 10), ("reminder", 1)], 40),  # what was before does not count
        ([("red", 1), ("yellow", 60)], 91),  # a red one has its 90 days
        ([("reminder", 1), ("yellow", 20)], 31),
    ],
)
def test_a_yellow_card_ends_after_thirty_clean_days_and_a_red_one_after_ninety(given, until):
    held = [Given(kind, on(day)) for kind, day in given]
    assert last_day(held[0], held) == on(until)
    assert [held[0] in standing_on(held, on(day)) for day in (given[0][1], until, until + 1)] == [True, True, False]


def test_what_must_come_before_a_card():
    reminded = [Given("reminder", on(1))]
    assert obstacle("yellow", [], on(5), False) == "reminder_first"
    assert [obstacle("yellow", reminded, on(day), False) for day in (1, 31, 32)] == [None, None, "reminder_first"]
    assert [obstacle("red", reminded, on(5), upheld) for upheld in (False, True)] == ["red_line_first", None]
    assert [cards.greens_missing(greens, 2) for greens in (0, 3, 4, 9)] == [4, 1, 0, 0]


def seen(shop, who="mei", **more):
    facts = {"kind": "spoiled_food", "fact": "冷柜里有过期酸奶", "containment": "当场封存并下架", "business_day": DAY, "record": "标签照片"}
    return Sighting(str(uuid4()), shop.site, shop.staff[who] if who else None, **(facts | more))


def outcome(call):
    """What a command came to: done, or the code it was refused with; a refusal leaves nothing behind."""
    try:
        with db.session.begin_nested():
            call()
    except Problem as problem:
        return problem.kind.code
    return "done"


def test_a_red_line_by_random_commands_does_what_the_model_says(shop):
    """Model: state, heard, raiser. Everybody tries everything in any order."""
    chance, actors = Random(6), {name: shop.actor(name) for name in ("nora", "lin", "gao", "mei", "quan", "hua", "otto")}
    decides, done = {"nora", "lin", "quan"}, set()
    for _ in range(6):
        by = chance.choice(("nora", "lin", "gao"))
        line = red_lines.report(seen(shop), actors[by], START)
        state, heard = "to_verify", None
        for _ in range(14):
            who, does = chance.choice(list(actors)), chance.choice(("hear", "declined", "uphold", "uphold", "not"))
            if does in ("hear", "declined"):
                declined = does == "declined"
                if state != "to_verify":
                    expected = "conflict"
                elif who != "mei" and who not in decides:
                    expected = "forbidden"
                elif heard == "own" and who != "mei":
                    expected = "conflict"
                else:
                    expected, heard = "done", "declined" if declined else "own" if who == "mei" else "written_down"
                found = outcome(lambda: red_lines.hear(line, actors[who], "" if declined else "我没注意", START, declined))  # noqa: B023
            else:
                if state != "to_verify":
                    expected = "conflict"
                elif who not in decides or who == by:
                    expected = "forbidden"
                elif does == "uphold" and heard is None:
                    expected = "bad_form"
                else:
                    expected, state = "done", "upheld" if does == "uphold" else "not_upheld"
                found = outcome(lambda: verifying.decide(line, does == "uphold", "看了标签", actors[who], START))  # noqa: B023
            assert found == expected, (who, does, state, heard)
            assert (line.state, line.heard_how) == (state, heard)
            done.add((does, found))
    assert {("uphold", "done"), ("not", "done"), ("uphold", "bad_form"), ("hear", "done"), ("uphold", "forbidden")} <= done


def test_a_card_by_random_commands_does_what_the_model_says(shop):
    chance, actors = Random(11), {name: shop.actor(name) for name in ("nora", "lin", "gao", "mei", "quan", "hua", "tao")}
    decides, gives, done = {"nora", "lin", "quan"}, {"nora", "lin", "quan", "gao"}, set()
    reminded, made, day = [], {}, DAY
    for _ in range(120):
        day += timedelta(days=chance.choice((0, 1, 9)))
        who, does = chance.choice(list(actors)), chance.choice(("reminder", "yellow", "red", "red", "confirm", "confirm", "refuse", "back"))
        if does in cards.KINDS:
            upheld = None
            if does == "red" and chance.random() < 0.7:
                upheld = red_lines.report(seen(shop, business_day=day), actors["nora"], START)
                red_lines.hear(upheld, actors["mei"], "是我", START)
                red_lines.decide(upheld, True, "标签", actors["quan"], START)
            may = who in (decides if does == "red" else gives)
            is_fresh = any(one <= day <= one + timedelta(days=30) for one in reminded)
            ready = {"reminder": True, "red": upheld is not None, "yellow": is_fresh}[does]
            expected = "forbidden" if not may else "done" if ready else "bad_form"
            rests_on = upheld.id if upheld else None
            wish = card_giving.Wish(str(uuid4()), shop.staff["mei"], shop.site, does, "上菜没报菜名", day, red_line_id=rests_on)
            found = outcome(lambda: card_giving.give(wish, actors[who], START))  # noqa: B023
            if found == "done":
                card = db.session.scalars(select(Card).where(Card.uuid == wish.uuid)).one()
                made[card] = [who, "proposed" if does == "red" else "standing"]
                if does == "reminder":
                    reminded.append(day)
        elif made:
            waiting = [one for one, (_, state) in made.items() if state == "proposed"]
            card = chance.choice(waiting if waiting and does != "back" and chance.random() < 0.8 else list(made))
            by, state = made[card]
            if does == "back":
                may = who != "mei" and (who == by or who in decides or who == "hua")
                expected = "conflict" if state not in ("proposed", "standing") else "done" if may else "forbidden"
                found = outcome(lambda: card_giving.take_back(card, "弄错了人", actors[who], START))  # noqa: B023
                new = "withdrawn"
            else:
                expected = "conflict" if state != "proposed" else "done" if who in decides and who != by else "forbidden"
                found = outcome(lambda: card_giving.second(card, does == "confirm", actors[who], START))  # noqa: B023
                new = "standing" if does == "confirm" else "refused"
            if expected == "done":
                made[card][1] = new
                if new == "withdrawn" and card.kind == "reminder":
                    reminded.remove(card.business_day)
        else:
            continue
        assert found == expected, (who, does)
        done.add((does, found))
        assert all(card.state == state for card, (_, state) in made.items())
    assert {("yellow", "done"), ("yellow", "bad_form"), ("red", "done"), ("red", "bad_form"), ("confirm", "done"), ("back", "done")} <= done


def test_not_upheld_gives_the_round_back_what_the_red_line_took(shop):
    receipt = shop.submit({("hair", "mei"): "fail"}, by="nora")
    inspection = db.session.get_one(Inspection, receipt.inspection_id)
    before, subject = inspection.failure_count, f"staff:{shop.staff['mei']}"
    for upheld, left in ((True, before), (False, before - 1)):
        line = red_lines.report(
            seen(shop, kind="unfit_to_work", inspection_id=inspection.id, item="hair", subject=subject), shop.actor("nora"), START
        )
        red_lines.hear(line, shop.actor("mei"), "我戴了帽子", START)
        verifying.decide(line, upheld, "看了照片", shop.actor("lin"), START)
        assert inspection.failure_count == left
    assert red_lines.upheld_of([shop.staff["mei"]], "2026-11") == {shop.staff["mei"]: 1}
    assert red_lines.open_of([shop.staff["mei"]], "2026-11") == {}


def test_a_round_opens_its_red_lines_by_itself_and_names_nobody_who_only_stood_near(shop):
    receipt = shop.submit({("exits-clear", None): "fail"}, by="gao")
    (line,) = red_lines.of_inspection(receipt.inspection_id)
    assert (line.state, line.kind, line.staff_id, line.containment) == ("to_verify", "exits", None, red_lines.BY_TASK)
    assert line.due_at - line.raised_at == timedelta(hours=24)
    again = seen(shop, None, kind="exits", inspection_id=receipt.inspection_id, item=line.item, subject=line.subject)
    assert red_lines.report(again, shop.actor("gao"), START) is line
    before = len(db.session.scalars(select(RedLine)).all())
    shop.submit({("exits-clear", None): "fail"}, by="lin", line="self")
    assert len(db.session.scalars(select(RedLine)).all()) == before


def test_an_objection_lifts_a_card_or_a_red_line_with_all_that_rests_on_it_and_makes_nothing_worse(shop):
    mei, lin, quan = shop.actor("mei"), shop.actor("lin"), shop.actor("quan")
    line = red_lines.report(seen(shop), shop.actor("nora"), START)
    red_lines.hear(line, mei, "是别人放的", START)
    verifying.decide(line, True, "看了标签", lin, START)
    about = (line.staff_id, shop.site)
    red = card_giving.give(card_giving.Wish(str(uuid4()), *about, "red", "过期酸奶", DAY, red_line_id=line.id), lin, START)
    card_giving.second(red, True, shop.actor("nora"), START)
    reminder = card_giving.give(card_giving.Wish(str(uuid4()), *about, "reminder", "没报菜名", DAY), shop.actor("gao"), START)
    of_card = appeals.make(mei, appeals.target_of_card(line.staff_id, reminder.id), str(uuid4()), "客人说不用报", (), START)
    of_line = appeals.make(mei, appeals.target_of_red_line(line.staff_id, line.id), str(uuid4()), "标签是前一天的", (), START)
    assert reviewers.inspectors_of(of_line) == {shop.accounts["nora"], shop.accounts["lin"]}
    assert not {shop.accounts[one] for one in ("nora", "lin", "mei")} & reviewers.of(of_line)
    assert objections.decide(of_card, objections.Ruling({}, "问过客人"), quan, START).outcome == "kept"
    assert reminder.state == "standing"
    assert objections.decide(of_line, objections.Ruling({}, "批次对不上", is_lifted=True), quan, START).outcome == "raised"
    assert (line.state, red.state) == ("lifted", "withdrawn")
    assert red_lines.upheld_of([line.staff_id], "2026-11") == {}
    assert outcome(lambda: appeals.target_of_red_line(line.staff_id, line.id)) == "not_found"


def test_the_database_itself_refuses_what_one_person_alone_decided(shop):
    line = red_lines.report(seen(shop), shop.actor("nora"), START)
    line.state, line.decided_at, line.decided_by_id, line.heard_how = "upheld", START, line.raised_by_id, "own"
    with pytest.raises(IntegrityError, match="needs_two_people"):
        db.session.flush()


def test_praise_is_told_once_and_nobody_praises_himself(shop):
    words = praising.Words(str(uuid4()), shop.staff["mei"], shop.site, "主动给孩子加椅", DAY)
    assert praising.give(words, shop.actor("gao"), START).id == praising.give(words, shop.actor("gao"), START).id
    assert db.session.scalars(select(Notice.account_id)).all() == [shop.accounts["mei"]]
    for who, to, code in (("gao", "gao", "bad_form"), ("qiu", "mei", "forbidden"), ("mei", "tao", "forbidden")):
        other = praising.Words(str(uuid4()), shop.staff[to], shop.site, "好", DAY)
        assert outcome(lambda: praising.give(other, shop.actor(who), START)) == code  # noqa: B023


def test_only_who_wishes_to_stands_on_the_list_of_praise_and_ties_are_ties(shop):
    mei, tao = shop.actor("mei"), shop.actor("tao")
    for who in ("mei", "tao", "gao"):
        praising.give(praising.Words(str(uuid4()), shop.staff[who], shop.site, "主动加椅", DAY), shop.actor("lin"), START)
    praise_list.choose(mei, True, START)
    praise_list.choose(tao, True, START)
    assert [(one.rank, one.praises) for one in praise_list.of_site(shop.site, START)] == [(1, 1), (1, 1)]
    praise_list.choose(tao, False, START)
    assert [one.staff.id for one in praise_list.of_site(shop.site, START)] == [shop.staff["mei"]]
    assert outcome(lambda: praise_list.choose(shop.actor("hua"), True, START)) == "not_found"


def test_no_table_of_conduct_holds_an_amount():
    words = ("amount", "money", "fine", "deduct", "price", "cost", "currency", "bonus", "cents")
    columns = {column.name for model in (Card, RedLine) for column in inspect(model).columns}
    assert not [name for name in columns if any(word in name for word in words)]
