"""What the frame of a page decides by itself."""

from __future__ import annotations

import json
import re

import pytest

from inspector.web.frame import initials, safe_next


@pytest.mark.parametrize(
    ("name", "signs"),
    [
        ("林岚", "林岚"),
        ("欧阳明月", "明月"),
        ("Ada Admin", "AA"),
        ("Cher", "C"),
        ("Jean Luc Picard", "JP"),
        ("", "?"),
        ("  ", "?"),
    ],
)
def test_a_person_is_known_by_their_initials(name, signs):
    assert initials(name) == signs


@pytest.mark.parametrize("target", ["/", "/audit?about=a", "/sites/3", "/a//b", "/x?next=https://y.example/"])
def test_a_path_of_ours_may_follow(target):
    assert safe_next(target) == target


@pytest.mark.parametrize(
    "target",
    [
        None,
        "",
        "audit",
        "//x.example",
        "/\\x.example",
        "\\\\x",
        "https://x.example",
        "/\n/x.example",
        "/\t//x",
        " /a",
        "javascript:1",
        "/\\/x.example",
    ],
)
def test_nothing_else_may_follow(target):
    assert safe_next(target) == "/"


def test_htmx_may_evaluate_nothing_and_keep_nothing(cast, visit):
    page = visit("lin").get("/account").text
    config = json.loads(re.search(r'name="htmx-config" content="([^"]+)"', page)[1].replace("&#34;", '"'))
    assert config["selfRequestsOnly"] is True
    assert config["allowEval"] is config["allowScriptTags"] is config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0
    assert {"code": "422", "swap": True} in config["responseHandling"]


def test_the_chosen_brightness_is_painted_from_the_first_byte(cast, visit):
    visitor = visit("lin")
    assert "data-theme" not in visitor.get("/account").text.split(">")[1]
    visitor.client.set_cookie("inspector_theme", "dark", domain="localhost")
    assert 'data-theme="dark"' in visitor.get("/account").text
    visitor.client.set_cookie("inspector_theme", '"><script>', domain="localhost")
    assert "data-theme=" not in visitor.get("/account").text.split("<head>")[0]


@pytest.mark.parametrize(
    ("who", "sees", "not_sees"),
    [
        ("gao", ["/app/", "/tasks", "/inspections"], ["/accounts", "/audit", "/held"]),
        ("lin", ["/today", "/tasks", "/people", "/accounts", "/held"], ["/audit"]),
        ("ada", ["/accounts", "/audit", "/sites"], ["/records", "/inspections"]),
        ("hua", ["/records", "/people"], ["/inspections", "/audit"]),
        ("mei", ["/me", "/tasks/mine"], ["/people", "/accounts", "/app/"]),
    ],
)  # fmt: skip
def test_the_navigation_shows_what_one_may_enter_and_nothing_else(cast, visit, who, sees, not_sees):
    page = visit(who).get("/account").text
    assert [url for url in sees if f'href="{url}"' not in page] == []
    assert [url for url in not_sees if f'class="rail__item" href="{url}"' in page] == []


@pytest.mark.parametrize(
    ("who", "start"), [("gao", "/app/"), ("lin", "/today"), ("mei", "/me"), ("ada", "/people"), ("otto", "/account")]
)
def test_the_day_starts_where_the_role_works(cast, visit, who, start):
    assert visit(who).get("/").headers["Location"] == start


def test_whatever_the_navigation_shows_opens(cast, visit):
    for who in ("ada", "quan", "hua", "aud", "nora", "lin", "gao", "mei"):
        visitor = visit(who)
        urls = set(re.findall(r'class="rail__item" href="([^"]+)"', visitor.get("/account").text))
        assert urls
        assert {url: status for url in urls if (status := visitor.get(url).status_code) not in (200, 303)} == {}
