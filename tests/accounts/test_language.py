"""The language follows account, then cookie, then browser."""

from __future__ import annotations

import pytest

from inspector.accounts.models import Account
from inspector.extensions import db


def heading(answer) -> str:
    return answer.text.split("<h1>")[1].split("</h1>")[0]


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "登录"),
        ("zh-Hant-TW", "登录"),
        ("en-GB,en;q=0.9", "Sign in"),
        ("fr-FR,fr", "登录"),
        ("", "登录"),
    ],
)
def test_a_browser_is_answered_in_its_language_and_else_in_chinese(cast, visit, accepted, spoken):
    assert heading(visit().get("/login", Accept_Language=accepted)) == spoken


def test_a_choice_is_kept_in_a_cookie_over_the_browsers_wish(cast, visit):
    visitor = visit()
    visitor.read_token("/login")
    assert visitor.post("/language", language="en", next="/login").headers["Location"] == "/login"
    assert heading(visitor.get("/login", Accept_Language="zh-CN")) == "Sign in"


def test_the_account_goes_before_the_cookie(app, cast, visit):
    visitor = visit("lin")
    visitor.client.set_cookie("inspector_language", "zh", domain="localhost")
    assert "My account" in visitor.get("/account", Accept_Language="zh-CN").text
    with app.app_context():
        db.session.get_one(Account, cast.accounts["lin"]).language = None
        db.session.commit()
    assert "我的账号" in visitor.get("/account", Accept_Language="en").text


def test_choosing_signed_in_stays_with_the_account_on_every_browser(cast, visit):
    visit("lin").post("/language", language="zh")
    assert "我的账号" in visit("lin").get("/account", Accept_Language="en").text


def test_an_address_that_does_not_exist_is_told_in_the_accounts_language(cast, visit):
    visitor = visit("lin")
    assert "There is nothing here" in visitor.get("/nowhere", Accept_Language="zh-CN").text


def test_a_language_nobody_speaks_here_is_refused(cast, visit):
    assert visit("lin").post("/language", language="tlh").status_code == 400
