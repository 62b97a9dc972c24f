"""Conditions of forms and ours: each says the other exactly, or says that it cannot."""

from __future__ import annotations

import pytest

from inspector.checklists.exchange import xpath

TYPES = {"v": "verdict", "c": "choice", "m": "choices", "n": "number", "t": "text", "p": "photo"}
NAMES = {name: name for name in TYPES}


@pytest.mark.parametrize(
    ("relevant", "condition"),
    [
        ("${v} = 'pass'", {"item": "v", "is": "pass"}),
        ("${v}='pass' and ${n} >= 5", {"all": [{"item": "v", "is": "pass"}, {"item": "n", "ge": "5"}]}),
        ("18 <= ${ n }", {"item": "n", "ge": "18"}),
        ("${c} = 1", {"item": "c", "is": "1"}),
        ("${c} = 'a' or ${c} = 'b'", {"item": "c", "in": ["a", "b"]}),
        ("${c} != 'a'", {"not": {"item": "c", "is": "a"}}),  # true without an answer, as in XPath
        ("${c} != '' and ${c} != 'a'", {"item": "c", "is_not": "a"}),
        ("selected(${m}, 'a')", {"item": "m", "includes": "a"}),
        ("not(selected(${m}, 'a'))", {"not": {"item": "m", "includes": "a"}}),
        ("selected(../c, 'a')", {"item": "c", "is": "a"}),
        ("${t} != ''", {"item": "t", "answered": True}),
        ("string-length(${t}) > 0", {"item": "t", "answered": True}),
        ("${p} = ''", {"not": {"item": "p", "answered": True}}),
        ("(${v} = 'fail' or ${n} < 3) and ${t} = \"it's\"",
         {"all": [{"any": [{"item": "v", "is": "fail"}, {"item": "n", "lt": "3"}]}, {"item": "t", "is": "it's"}]}),
        ("true()", None),
        ("true() and ${v} = 'pass'", {"item": "v", "is": "pass"}),
        ("true() or ${v} = 'pass'", None),
    ],
)  # fmt: skip
def test_what_a_form_says_is_read_exactly(relevant, condition):
    assert xpath.read(relevant, TYPES) == condition


@pytest.mark.parametrize(
    "relevant",
    ["", "${nobody} = 1", "${t} > 3", "${m} = 'a'", "count-selected(${m}) > 1", "${n} + 1 > 3", "regex(${t}, 'x')", "${v} = ${c}", "${v} =",
     "(${v} = 'pass'", "${v} = 'pass')", "not()", "${n} > today()", "false()", "(" * 5_000, "not(" * 60 + "${v} = 'pass'" + ")" * 60, "'"],
)  # fmt: skip
def test_what_cannot_be_said_is_never_guessed(relevant):
    with pytest.raises(xpath.Unsaid):
        xpath.read(relevant, TYPES)


@pytest.mark.parametrize(
    "condition",
    [
        {"item": "v", "is": "pass"}, {"item": "c", "is_not": "a"}, {"item": "c", "in": ["a", "b"]}, {"item": "n", "lt": "-0.5"},
        {"item": "m", "includes": "a"}, {"not": {"item": "m", "includes": "a"}}, {"item": "p", "answered": True},
        {"not": {"item": "p", "answered": True}}, {"item": "t", "is": "it's"},
        {"any": [{"all": [{"item": "v", "is": "fail"}, {"item": "n", "ge": "3"}]}, {"not": {"item": "c", "is": "x"}}]},
    ],
)  # fmt: skip
def test_what_we_say_comes_back(condition):
    assert xpath.read(xpath.write(condition, TYPES, NAMES), TYPES) == condition


@pytest.mark.parametrize(
    "condition",
    [
        {"item": "v", "state": "na"}, {"item": "v", "is": "pass", "any_subject": True}, {"item": "t", "is": "it's \"so\""},
        {"any": [{"item": "c", "is": "a"}, {"item": "c", "is": "b"}]},  # would come back as `in`
        {"all": [{"item": "v", "is": "pass"}]},
    ],
)  # fmt: skip
def test_what_a_form_cannot_say_is_not_written(condition):
    with pytest.raises(xpath.Unsaid):
        xpath.write(condition, TYPES, NAMES)
