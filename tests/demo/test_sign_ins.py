"""Coming in: one sign-in for each role on the console, everybody as JSON, and passwords that others do not know."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import update

from inspector.accounts import passwords
from inspector.accounts.models import ROLES, Account
from inspector.cli import main
from inspector.demo import building, cast, sign_ins
from inspector.extensions import db
from tests.visiting import Visitor

pytestmark = pytest.mark.slow


def test_the_console_shows_one_number_for_each_role_and_the_password(demo_app):
    with demo_app.app_context():
        text = sign_ins.as_text()
    for role in ROLES:
        assert role.replace("_", " ") in text
    assert cast.PASSWORD in text


def test_accounts_are_listed_as_json_with_their_roles(small_demo: Path, capsys):
    assert main(["demo", "accounts", "--json", "--data", str(small_demo)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert {role for one in found for role in one["roles"]} == set(ROLES)
    assert {one["password"] for one in found} == {cast.PASSWORD}
    lin = next(one for one in found if one["number"] == "S001")
    assert lin["roles"] == ["supervisor"] and lin["sites"] == [1, 3]


def test_a_folder_without_a_demo_is_told_in_a_sentence(tmp_path: Path, capsys):
    assert main(["demo", "accounts", "--data", str(tmp_path)]) == 2
    assert "There is no demo" in capsys.readouterr().err


def test_changed_passwords_are_printed_once_and_the_known_one_opens_nothing(small_demo: Path, own_demo: Path, capsys):
    with building.application(own_demo).app_context():  # a hash takes a tenth of a second: two people are enough
        db.session.execute(update(Account).where(Account.number.not_in(["J001", "J002"])).values(is_active=False))
        db.session.commit()
    assert main(["demo", "passwords", "--data", str(own_demo)]) == 0
    new = dict(line.split("  ") for line in capsys.readouterr().out.splitlines())
    assert (own_demo / "secret").read_text() != (small_demo / "secret").read_text()
    with building.application(own_demo).app_context():
        assert not sign_ins.has_known_passwords()
        assert cast.PASSWORD not in sign_ins.as_text()
        account = db.session.query(Account).filter_by(number="J001").one()
        assert passwords.is_right(new["J001"], account.password_hash)
        db.session.remove()


def test_a_grant_from_the_command_line_speaks_for_its_author(own_demo: Path, capsys):
    assert main(["device", "grant", "--account", "S001", "--site", "SHJA", "--data", str(own_demo)]) == 0
    given = json.loads(capsys.readouterr().out)
    assert given["headers"]["Authorization"] == f"Grant {given['secret']}"
    answer = (
        building.application(own_demo)
        .test_client()
        .post("/api/v1/device/submissions/status", json={"ids": []}, headers=given["headers"])
    )
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("account", "site", "why"),
    [("S001", "CDCX", "may not inspect"), ("X999", "SHJA", "no active account"), ("S001", "NONE", "no site")],
)
def test_a_grant_that_could_not_send_is_refused(small_demo: Path, capsys, account: str, site: str, why: str):
    assert main(["device", "grant", "--account", account, "--site", site, "--data", str(small_demo)]) == 1
    assert why in capsys.readouterr().err


@pytest.mark.parametrize("number", ["J001", "S001", "J006", "R001", "H001", "H002", "H003", "H004", "A001"])
def test_every_page_that_a_role_is_offered_opens(demo_app, number: str):
    visitor = Visitor(demo_app)
    assert visitor.sign_in(number, cast.PASSWORD).status_code == 303
    page = visitor.get("/account").get_data(as_text=True)
    offered = sorted(set(re.findall(r'href="(/[a-z/]*)"', page)))
    assert len(offered) > 2
    for url in offered:
        assert visitor.get(url).status_code in (200, 302, 303), url


def test_the_store_managers_pages_show_the_history(demo_app):
    visitor = Visitor(demo_app)
    visitor.sign_in("J001", cast.PASSWORD)
    for url in ("/today", "/people", "/sites/1", "/sites/1?tab=areas", "/records", "/me", "/sites/1/duty"):
        assert visitor.get(url).status_code == 200, url
    for index in ("/inspections", "/tasks"):
        first = re.search(rf'href="({index}/\d+)"', visitor.get(index).get_data(as_text=True))
        assert first is not None, index
        assert visitor.get(first[1]).status_code == 200, first[1]
