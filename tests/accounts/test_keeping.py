"""Accounts opened, roles given and ended, accounts shut: by whom, and who hears of it."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from inspector.accounts.models import Account, RoleAssignment
from inspector.audit.models import AuditEvent
from inspector.extensions import db
from inspector.notices.models import Notice
from inspector.sites.models import StaffMember

NEW = "rain on the window"


def invite(visitor, cast, role="staff", place="garden", **fields):
    fields = {"name": "新人", "number": "G050", "email": "", **fields}
    return visitor.post("/accounts", role=role, scope_id=cast.scopes[place], **fields)


def test_an_invited_person_comes_in_by_the_link_that_was_shown(cast, visit):
    page = invite(visit("lin"), cast).text
    url = re.search(r'value="https://localhost(/links/[^"]+)"', page)[1]
    newcomer = visit()
    newcomer.read_token(url)
    assert newcomer.post(url, password=NEW, again=NEW).status_code == 303
    assert "新人" in newcomer.get("/account").text


def test_an_account_with_the_number_of_a_staff_member_is_theirs(app, cast, visit):
    invite(visit("lin"), cast, number="G009", name="朱颜")
    with app.app_context():
        assert db.session.get_one(StaffMember, cast.staff["zhu"]).account_id is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"number": ""}, "Give a staff number or an e-mail address."),
        ({"number": "G001"}, "already here"),
        ({"name": ""}, "Please fill this in."),
    ],
)
def test_an_account_that_cannot_be_is_refused_with_a_reason(cast, visit, fields, sentence):
    answer = invite(visit("lin"), cast, **fields)
    assert answer.status_code == 422
    assert sentence in answer.text


ABOVE_OR_OUTSIDE = [
    ("lin", "store_manager", "garden"), ("lin", "staff", "harbour"), ("nora", "area_manager", "north"), ("nora", "staff", "workshop"),
    ("hua", "administrator", "organisation"),
]  # fmt: skip


@pytest.mark.parametrize(("who", "role", "place"), ABOVE_OR_OUTSIDE)
def test_nobody_gives_what_ranks_above_or_lies_outside(app, cast, visit, who, role, place):
    visitor = visit(who)
    with app.app_context():
        before = db.session.scalar(select(func.count()).select_from(Account))
    assert invite(visitor, cast, role, place).status_code in (403, 422)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == before


def test_a_role_holds_from_the_next_request_and_ends_with_it(app, cast, visit):
    ada, otto = visit("ada"), visit("otto")
    assert otto.get("/audit").status_code == 403
    ada.post(f"/accounts/{cast.accounts['otto']}/roles", role="auditor", scope_id=cast.scopes["organisation"])
    assert otto.get("/audit").status_code == 200
    with app.app_context():
        given = db.session.scalar(select(RoleAssignment.id).where(RoleAssignment.account_id == cast.accounts["otto"]))
    ada.post(f"/accounts/{cast.accounts['otto']}/roles/{given}/end")
    assert otto.get("/audit").status_code == 403


def test_giving_oneself_a_role_is_written_down_and_told_to_every_administrator(app, cast, visit):
    ada = visit("ada")
    ada.post(f"/accounts/{cast.accounts['otto']}/roles", role="administrator", scope_id=cast.scopes["organisation"])
    ada.post(f"/accounts/{cast.accounts['ada']}/roles", role="quality_lead", scope_id=cast.scopes["organisation"])
    with app.app_context():
        told = set(db.session.scalars(select(Notice.account_id)))
        event = db.session.scalars(
            select(AuditEvent).where(AuditEvent.action == "role.given").order_by(AuditEvent.seq.desc())
        ).first()
    assert told == {cast.accounts["ada"], cast.accounts["otto"]}
    assert event.details["to_oneself"] is True
    assert "Ada Admin gave themselves a role: Quality lead." in visit("otto").get("/notices").text


def test_a_shut_account_is_out_at_once_with_its_devices(app, cast, visit, grant):
    gao, secret = visit("gao"), grant("gao")
    visit("lin").post(f"/accounts/{cast.accounts['gao']}/deactivation")
    assert gao.get("/account").status_code == 302
    assert gao.device("GET", "/api/v1/device/bundle").status_code == 401
    assert visit().sign_in("gao").status_code == 422
    assert visit().device("POST", "/api/v1/device/submissions/status", {"ids": []}, grant=secret).status_code in (
        200,
        401,
    )


def test_a_shut_account_can_be_opened_again(cast, visit):
    lin = visit("lin")
    lin.post(f"/accounts/{cast.accounts['gao']}/deactivation")
    lin.post(f"/accounts/{cast.accounts['gao']}/reactivation")
    assert visit().sign_in("gao").status_code == 303


def test_the_last_administrator_stays(app, cast, visit):
    ada = visit("ada")
    assert ada.post(f"/accounts/{cast.accounts['ada']}/deactivation").status_code == 409
    with app.app_context():
        own = db.session.scalar(select(RoleAssignment.id).where(RoleAssignment.account_id == cast.accounts["ada"]))
    assert ada.post(f"/accounts/{cast.accounts['ada']}/roles/{own}/end").status_code == 409
    assert ada.get("/accounts").status_code == 200


@pytest.mark.parametrize(
    ("who", "whose", "status"),
    [("hua", "ada", 403), ("lin", "nora", 404), ("lin", "qiu", 404), ("lin", "lin", 403), ("hua", "lin", 200)],
)
def test_a_reset_link_never_lifts_its_maker_above_themselves(cast, visit, who, whose, status):
    assert visit(who).post(f"/accounts/{cast.accounts[whose]}/link").status_code == status


def test_a_manager_sees_the_accounts_of_their_own_site_only(cast, visit):
    page = visit("lin").get("/accounts").text
    assert "高峰" in page
    assert "孙敬" not in page
    assert "Ada Admin" not in page


def test_accounts_are_found_by_part_of_name_and_number(cast, visit):
    ada = visit("ada")
    assert "薄云" in ada.get("/accounts?q=F00").text
    assert "林岚" not in ada.get("/accounts?q=F00").text
    assert "Nobody found" in ada.get("/accounts?q=100%25_").text
