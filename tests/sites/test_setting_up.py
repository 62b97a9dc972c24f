"""The first start without a demo: one link, one administrator, one organisation."""

from __future__ import annotations

from sqlalchemy import func, select

from inspector.accounts.models import Account, RoleAssignment, Scope
from inspector.checklists import library
from inspector.clock import now
from inspector.extensions import db
from inspector.sites import setting_up
from inspector.sites.models import Organisation

ASKED = {
    "organisation": "禾原",
    "name": "周敏",
    "number": "A001",
    "email": "",
    "password": "rain on the window",
    "again": "rain on the window",
}


def link(app) -> str | None:
    with app.app_context():
        return setting_up.print_link("https://localhost")


def path(app) -> str:
    return link(app).removeprefix("https://localhost")


def test_the_link_makes_organisation_and_administrator_and_signs_in(app, visit):
    visitor, url = visit(), path(app)
    visitor.read_token(url)
    assert visitor.post(url, **ASKED).status_code == 303
    assert "周敏" in visitor.get("/accounts").text
    lists = visitor.get("/checklists").text
    assert all(f"/checklists/{path.stem}" in lists for path in library.pack_files()), "a round can be started at once"
    with app.app_context():
        assert db.session.scalar(select(Organisation.name)) == "禾原"
        role = db.session.scalars(select(RoleAssignment)).one()
        assert (role.role, db.session.get_one(Scope, role.scope_id).kind) == ("administrator", "organisation")


def test_the_link_works_once_and_no_other_is_made_afterwards(app, visit):
    url, first, second = path(app), visit(), visit()
    first.read_token(url)
    second.read_token(url)
    first.post(url, **ASKED)
    assert second.post(url, **{**ASKED, "number": "A002"}).status_code == 410
    assert link(app) is None
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 1


def test_looking_at_the_link_makes_nothing(app, visit):
    url = path(app)
    assert visit().get(url).status_code == visit().get(url).status_code == 200
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 0


def test_each_start_prints_a_new_link_and_ends_the_one_before(app, visit):
    before, after = path(app), path(app)
    assert visit().get(before).status_code == 410
    assert visit().get(after).status_code == 200


def test_what_is_missing_or_weak_is_said_and_nothing_is_made(app, visit):
    visitor, url = visit(), path(app)
    visitor.read_token(url)
    for wrong in (
        {"organisation": ""},
        {"number": ""},
        {"password": "1234567890", "again": "1234567890"},
        {"again": "other"},
    ):
        assert visitor.post(url, **{**ASKED, **wrong}).status_code == 422
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Account)) == 0
    assert visitor.post(url, **ASKED).status_code == 303


def test_a_link_of_another_kind_is_no_set_up(app, visit):
    from inspector.accounts import links

    with app.app_context():
        secret = links.create("other", None, None, now())
        db.session.commit()
    assert visit().get(f"/set-up/{secret}").status_code == 410


def test_an_empty_server_prints_the_link_on_its_console(data, serve):
    server = serve()
    log = (data / "server.log").read_text()
    assert f"{server.url}/set-up/" in log
