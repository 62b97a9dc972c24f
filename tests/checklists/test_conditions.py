"""Visibility on its own, for what the vectors cannot say: order, laziness and what a condition rests on."""

from __future__ import annotations

import pytest

from inspector.checklists.condition_checks import dependencies
from inspector.checklists.conditions import Rules, seconds_of_day
from inspector.checklists.library import read

TEXT = """id: a
title: T
sections:
  - id: front
    when: {item: open, is: pass}
    items:
      - {id: tray, ask: Q, type: verdict, when: {all: [{item: greet, is: fail}, {not: {item: note, answered: true}}]}}
      - {id: greet, ask: Q, type: verdict, applies: {site: {has: hall, lacks: bar}}}
  - id: line
    repeat: staff
    items:
      - {id: hair, ask: Q, type: verdict}
      - {id: comb, ask: Q, type: verdict, when: {item: hair, is: fail}}
      - {id: someone, ask: Q, type: verdict, when: {item: hair, is: fail, any_subject: true}}
  - id: rest
    items:
      - {id: open, ask: Q, type: verdict}
      - {id: note, ask: Q, type: text}
"""


class Sheet:
    def __init__(self, said, site_has=(), staff=("staff:1", "staff:2")):
        self.answers = said
        self.site_has = frozenset(site_has)
        self.staff = staff

    def subjects_of(self, item_id):
        return self.staff if item_id in ("hair", "comb", "someone") else (None,)

    def said(self, item_id, subject):
        value = self.answers.get((item_id, subject))
        return ("answered", value) if value is not None else ("unanswered", None)


def shown(sheet: Sheet, item: str, subject: str | None = None) -> bool:
    checklist = read(TEXT).checklist
    assert checklist is not None
    return Rules(checklist).of(sheet).is_shown(item, subject)


OPEN = {("open", None): "pass"}


def test_a_hidden_section_hides_its_items():
    assert not shown(Sheet({}, ["hall"]), "greet")
    assert shown(Sheet(OPEN, ["hall"]), "greet")


def test_the_site_must_have_the_one_and_lack_the_other():
    assert not shown(Sheet(OPEN), "greet")
    assert not shown(Sheet(OPEN, ["hall", "bar"]), "greet")


def test_a_child_may_stand_before_its_parent():
    assert shown(Sheet({**OPEN, ("greet", None): "fail"}, ["hall"]), "tray")
    assert not shown(Sheet({**OPEN, ("greet", None): "fail", ("note", None): "x"}, ["hall"]), "tray")


def test_an_answer_to_a_hidden_parent_shows_nothing():
    assert not shown(Sheet({**OPEN, ("greet", None): "fail"}), "tray")


def test_the_same_subject_is_meant_unless_any_is_asked_for():
    sheet = Sheet({("hair", "staff:1"): "fail", ("hair", "staff:2"): "pass"})
    assert shown(sheet, "comb", "staff:1")
    assert not shown(sheet, "comb", "staff:2")
    assert shown(sheet, "someone", "staff:2")


def test_what_an_item_rests_on_includes_the_condition_of_its_section():
    checklist = read(TEXT).checklist
    assert checklist is not None
    assert dependencies(checklist)["tray"] == ["open", "greet", "note"]
    assert dependencies(checklist)["open"] == []


@pytest.mark.parametrize(("written", "seconds"), [("00:00", 0), ("9:59", 35940), ("23:59:59", 86399), ("24:00", None), ("9.59", None)])
def test_times_of_day_are_seconds(written, seconds):
    assert seconds_of_day(written) == seconds
