"""Regions, sites, areas and shifts, and the tree of scopes behind them."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from inspector.accounts.models import Scope, ScopeClosure
from inspector.database import reading
from inspector.extensions import db
from inspector.sites import directory, places
from inspector.sites.models import Area, Organisation, Region, Shift, Site
from inspector.sites.refusals import Refused

GOOD_SITE = {
    "name": "Riverside", "code": "RIV", "brand": "Shioma", "ownership": "own", "format": "", "timezone": "Asia/Shanghai",
    "day_ends_at": "04:00", "opens_at": "10:00", "closes_at": "01:00", "opened_on": "2026-01-05",
}  # fmt: skip


def closure() -> set[tuple[int, int]]:
    return {(row.ancestor_id, row.descendant_id) for row in db.session.scalars(select(ScopeClosure))}


def true_closure() -> set[tuple[int, int]]:
    parents = {row.id: row.parent_id for row in db.session.scalars(select(Scope))}
    pairs = set()
    for scope in parents:
        above: int | None = scope
        while above is not None:
            pairs.add((above, scope))
            above = parents[above]
    return pairs


def test_the_closure_holds_every_pair_of_the_tree_also_after_a_site_moved(cast, context):
    site, south = db.session.get(Site, cast.sites["garden"]), db.session.get(Region, cast.regions["south"])
    assert closure() == true_closure()
    places.edit_site(site, south, places.SiteFacts("GDN", "Garden"))
    assert closure() == true_closure()
    site_id, south_scope = site.id, south.scope_id
    db.session.commit()
    with reading() as connection:
        assert site_id in directory.sites_under(connection, south_scope)
        assert site_id not in directory.sites_under(connection, cast.scopes["north"])


def test_founding_twice_gives_the_same_organisation(cast, context):
    assert places.found("Another name").name == "Heyuan"
    assert len(db.session.scalars(select(Organisation)).all()) == 1


def test_a_site_stays_open_while_people_work_there_and_its_region_while_it_is_open(cast, context):
    site, region = db.session.get(Site, cast.sites["garden"]), db.session.get(Region, cast.regions["north"])
    with pytest.raises(Refused):
        places.close_site(site, date(2026, 12, 31))
    with pytest.raises(Refused):
        places.close_region(region, date(2026, 12, 31))


def test_a_table_stands_in_one_area_only(cast, context):
    site = db.session.get(Site, cast.sites["garden"])
    with pytest.raises(Refused):
        places.add_area(site, places.AreaFacts({"en": "Terrace"}, tables=("T1", "1")))
    places.switch(db.session.get(Area, cast.areas["garden"]), False)
    assert places.add_area(site, places.AreaFacts({"en": "Terrace"}, tables=("T1", "1"))).tables == ["T1", "1"]


def test_an_area_manager_adds_a_site_in_the_own_region_and_sees_it(cast, visit):
    nora = visit("nora")
    answer = nora.post("/sites/new", region_id=cast.regions["north"], **GOOD_SITE)
    assert answer.status_code == 303
    assert "Riverside" in nora.get(answer.location).get_data(as_text=True)
    assert "Riverside" in nora.get("/sites").get_data(as_text=True)
    assert "Riverside" not in visit("sol").get("/sites").get_data(as_text=True)


def test_a_site_says_which_packs_are_filled_there_and_only_those_that_exist(cast, visit, app):
    nora, garden = visit("nora"), f"/sites/{cast.sites['garden']}/edit"
    page = nora.get(garden).get_data(as_text=True)
    assert "Car service" in page and 'value="restaurant"' in page
    chosen = {**GOOD_SITE, "name": "Garden", "code": "GDN", "region_id": cast.regions["north"]}
    assert nora.post(garden, **chosen, packs=["auto-service"]).status_code == 303
    with app.app_context():
        assert db.session.get(Site, cast.sites["garden"]).packs == ["auto-service"]
    assert nora.post(garden, **chosen, packs=["no-such-pack"]).status_code == 422


def test_an_area_manager_cannot_put_a_site_in_another_region(cast, visit, app):
    answer = visit("nora").post("/sites/new", region_id=cast.regions["south"], **GOOD_SITE)
    assert answer.status_code == 422
    with app.app_context():
        assert db.session.scalar(select(Site).where(Site.code == "RIV")) is None


def test_a_refused_site_leaves_no_scope_behind_and_loses_nothing_typed(cast, visit, app):
    with app.app_context():
        before = len(db.session.scalars(select(Scope)).all())
    answer = visit("ada").post(
        "/sites/new", region_id=cast.regions["north"], **{**GOOD_SITE, "code": "GDN", "timezone": "Mars/Base"}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="Riverside"' in page
    assert 'value="Mars/Base"' in page
    answer = visit("ada").post("/sites/new", region_id=cast.regions["north"], **{**GOOD_SITE, "code": "GDN"})
    assert "Another site already has the code GDN." in answer.get_data(as_text=True)
    with app.app_context():
        assert len(db.session.scalars(select(Scope)).all()) == before


@pytest.mark.parametrize("url", ["/sites/{}", "/sites/{}?tab=areas", "/sites/{}/duty"])
def test_the_site_of_somebody_else_is_not_there(cast, visit, url):
    assert visit("lin").get(url.format(cast.sites["garden"])).status_code == 200
    assert visit("lin").get(url.format(cast.sites["harbour"])).status_code == 404


def test_the_area_of_another_site_cannot_be_changed_through_the_own_one(cast, visit):
    other = cast.areas["workshop"]
    assert visit("nora").post(f"/sites/{cast.sites['garden']}/areas/{other}/use").status_code == 404


def test_tables_are_written_as_a_span(cast, visit, app):
    answer = visit("nora").post(
        f"/sites/{cast.sites['garden']}/areas/new",
        name_zh="包间",
        name_en="",
        kind="room",
        tables="V1-V3 V8, V9",
        responsible_id=cast.staff["mei"],
    )
    assert answer.status_code == 303
    with app.app_context():
        area = db.session.scalars(select(Area).order_by(Area.id.desc())).first()
        assert (area.tables, area.name, area.responsible_id) == (
            ["V1", "V2", "V3", "V8", "V9"],
            {"zh": "包间"},
            cast.staff["mei"],
        )


def test_a_shift_ends_after_midnight_but_not_when_it_begins(cast, visit, app):
    lin, url = visit("nora"), f"/sites/{cast.sites['garden']}/shifts/new"
    assert lin.post(url, name_zh="夜市", name_en="Night", starts_at="20:00", ends_at="01:00").status_code == 303
    answer = lin.post(url, name_zh="夜市", name_en="Night", starts_at="20:00", ends_at="20:00")
    assert answer.status_code == 422
    assert "A shift cannot begin and end at the same time." in answer.get_data(as_text=True)
    with app.app_context():
        assert len(db.session.scalars(select(Shift).where(Shift.site_id == cast.sites["garden"])).all()) == 2


def test_an_attribute_that_a_site_has_cannot_be_undeclared(cast, visit, app):
    ada = visit("ada")
    assert ada.post("/attributes", attributes="rooms, 包间, Private rooms\nparking, 停车场").status_code == 303
    edit = {**GOOD_SITE, "code": "GDN", "name": "Garden", "region_id": cast.regions["north"], "attributes": ["rooms"]}
    assert ada.post(f"/sites/{cast.sites['garden']}/edit", **edit).status_code == 303
    answer = ada.post("/attributes", attributes="parking, 停车场")
    assert answer.status_code == 422
    assert "Garden still has the attribute rooms." in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.get(Site, cast.sites["garden"]).attributes == ["rooms"]
