"""Problems: every one has a sentence in both languages, a page, and a shape for programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from markupsafe import escape

from inspector.errors import KINDS, Problem
from inspector.i18n import translations
from inspector.web.problems import answer

DETAILS = {"malformed": {"why": "no id"}, "too_many": {"minutes": 7}}


def told(app: Flask, code: str, path: str, language: str):
    with app.test_request_context(path, base_url="https://localhost", headers={"Accept-Language": language}):
        return answer(Problem(code, **DETAILS.get(code, {})))


@pytest.mark.parametrize("code", KINDS)
def test_every_problem_is_a_page_in_both_languages(app, code):
    sentence = KINDS[code].sentence % {"why": "no id", "minutes": 7}
    english, chinese = told(app, code, "/x", "en"), told(app, code, "/x", "zh-CN")
    assert english.status_code == chinese.status_code == KINDS[code].status
    assert f"<h1>{escape(sentence)}</h1>" in english.get_data(as_text=True)
    assert str(escape(sentence)) not in chinese.get_data(as_text=True)
    assert 'lang="zh-CN"' in chinese.get_data(as_text=True)


@pytest.mark.parametrize("code", KINDS)
def test_every_problem_is_json_for_programs(app, code):
    body = told(app, code, "/api/v1/x", "en").get_json()
    assert body["error"]["code"] == code
    assert body["error"]["message"] == KINDS[code].sentence % {"why": "no id", "minutes": 7}
    assert body["error"]["details"] == DETAILS.get(code, {})


@pytest.mark.parametrize("code", KINDS)
def test_every_problem_is_documented(code):
    page = (Path(__file__).parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")
    assert f"| `{code}` | {KINDS[code].status} |" in page


def test_no_sentence_of_a_problem_lacks_its_chinese():
    catalogue = translations("zh")
    assert not [kind.sentence for kind in KINDS.values() if catalogue.gettext(kind.sentence) == kind.sentence]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/nowhere", 404), ("POST", "/audit", 405), ("GET", "/api/v1/nowhere", 404), ("PUT", "/account", 405)],
)
def test_what_the_framework_refuses_is_told_like_the_rest(cast, visit, method, path, status):
    visitor = visit("lin")
    response = visitor.client.open(
        path,
        method=method,
        base_url="https://localhost",
        data={"csrf_token": visitor.token},
        headers={"Referer": "https://localhost/"},
    )
    assert response.status_code == status
    assert "Werkzeug" not in response.text
    assert ("error" in response.text) if path.startswith("/api") else ("<h1>" in response.text)


def test_a_fault_of_ours_tells_nothing_of_our_inside(app, cast, visit, monkeypatch):
    def broken():
        raise ZeroDivisionError("secret of the house")

    monkeypatch.setitem(app.view_functions, "own.index", broken)
    answer = visit().get("/login")
    assert answer.status_code == 200
    visitor = visit()
    visitor.sign_in("lin")
    answer = visitor.get("/account")
    assert answer.status_code == 500
    assert "secret of the house" not in answer.text


def test_the_page_of_a_problem_says_its_sentence_also_to_who_is_signed_in(cast, visit):
    page = visit("lin").get("/inspections/987").get_data(as_text=True)
    assert f"<h1>{escape(KINDS['not_found'].sentence)}</h1>" in page
    assert "Macro" not in page
