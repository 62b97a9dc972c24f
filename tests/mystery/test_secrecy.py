"""Nobody but the quality lead reaches who went where: other roles read every page, and what was released is read in every form."""

import io
import zipfile
from datetime import timedelta
from urllib.parse import parse_qsl

import pypdf
import pytest

from inspector.audit.models import AuditEvent
from inspector.extensions import db
from inspector.inspections.models import Inspection
from inspector.mystery.looking_models import ShopperLook
from inspector.mystery.models import Shopper, Visit
from inspector.rectification.models import Task, TaskEvent
from tests.accounts import access_table
from tests.mystery import shop
from tests.mystery.conftest import BEGAN, PHOTO

OTHERS = ("ada", "hua", "aud", "nora", "lin", "gao", "mei", "otto")
SECRETS = (shop.NAME, shop.CONTACT, "12号桌", "老公", "368元", "短发")


def words_of(answer) -> str:
    """The text of a page, a PDF, a workbook or a file."""
    content = answer.get_data()
    if content.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            return "\n".join(book.read(name).decode("utf-8", "replace") for name in book.namelist())
    return content.decode("utf-8", "replace")


def test_no_address_tells_another_role_who_visits(furnished, cast, visit):
    here, _ = furnished
    asked = 0
    for who in OTHERS:
        reader = visit(who)
        for line in access_table.read():
            if line.method != "GET" or line.kind in ("door", "shopper") or line.is_costly:
                continue
            answer = reader.device("GET", line.path.format_map(here)) if line.kind == "device" else reader.get(line.path.format_map(here))
            found = [secret for secret in SECRETS if secret in words_of(answer)]
            assert not found, (who, line.name, found)
            asked += 1
    assert asked > 100 * len(OTHERS)
    assert shop.NAME in words_of(visit("quan").get("/mystery/shoppers"))  # there is something to find


def test_whatever_is_asked_or_sent_about_shoppers_a_refusal_tells_nothing(furnished, cast, visit):
    """Documents and forms too: whoever stands nearest, an area manager and an auditor, is told no more than that it is not for them."""
    here, _ = furnished
    lines = [one for one in access_table.read() if one.path.startswith("/mystery/") and one.here == {"quan"} and one.kind == "page"]
    assert len(lines) > 40
    for who in ("nora", "aud"):
        reader = visit(who)
        for line in lines:
            path = line.path.format_map(here)
            answer = reader.get(path) if line.method == "GET" else reader.post(path, **dict(parse_qsl(line.fields.format_map(here))))
            assert answer.status_code in (403, 404), (who, line.name)
            assert not [secret for secret in SECRETS if secret in words_of(answer)], (who, line.name)


def test_what_is_released_tells_no_moment_no_guest_and_no_shopper_in_any_form(app, cast, wave, clockwork, visit):
    known = wave()
    clockwork.move_to(BEGAN + timedelta(days=6, minutes=31))
    assert visit("quan").post(f"/mystery/campaigns/{known['campaign']}/releases").status_code == 303
    with app.app_context():
        number = db.session.scalar(db.select(Inspection.id).where(Inspection.site_id == cast.sites["garden"]))
    forms = (
        f"/inspections/{number}", f"/inspections/{number}/trace", f"/inspections/{number}/corrections", f"/inspections/{number}/report.pdf",
        "/inspections.csv", "/inspections.xlsx", "/inspections", "/audit", "/today", "/tasks",
    )  # fmt: skip
    telling = (*SECRETS, "2026-11-12", "12 Nov", "Nov 12", "11月12日", "19:37", "11:37")
    for who in ("aud", "lin", "ada"):
        reader = visit(who)
        for form in forms:
            text = words_of(reader.get(form))
            assert not [one for one in telling if one in text], (who, form)


def test_the_moment_of_release_does_not_tell_who_came_first(app, cast, wave, clockwork, visit):
    """A site that compares its record with the others' learns nothing from order, numbers or moments."""
    known = wave()
    clockwork.move_to(BEGAN + timedelta(days=6, minutes=31))
    visit("quan").post(f"/mystery/campaigns/{known['campaign']}/releases")
    with app.app_context():
        found = db.session.scalars(db.select(Inspection).where(Inspection.line == "mystery")).all()
        assert len(found) == 5
        for fact in ("received_at", "started_at", "submitted_at", "active_seconds", "author_id", "business_day"):
            assert len({getattr(one, fact) for one in found}) == 1, fact
        for moment in (Task.opened_at, TaskEvent.at, Visit.released_at):  # nor from what follows from it
            assert len(set(db.session.scalars(db.select(moment).where(moment.is_not(None))))) == 1, moment
        told = db.session.scalars(db.select(AuditEvent.at).where(AuditEvent.action == "mystery.visit_released")).all()
        assert len(told) == 5 and len(set(told)) == 1


@pytest.mark.parametrize("sites", [3, 4])
def test_few_sites_are_never_told(app, cast, visits, clockwork, visit, sites):
    known = visits()
    for number in range(sites):
        clockwork.move_to(BEGAN + timedelta(hours=2 + number))
        phone = shop.Phone(app, f"127.0.1.{number}")
        phone.send(shop.report(phone.begin(known["links"][number]), BEGAN, PHOTO), PHOTO)
    quan = visit("quan")
    for one in known["visits"][:sites]:
        assert quan.post(f"/mystery/visits/{one}/decision", decision="accept").status_code == 303
    for day in (6, 15, 25):
        clockwork.move_to(BEGAN + timedelta(days=day))
        quan = visit("quan")
        assert quan.post(f"/mystery/campaigns/{known['campaign']}/releases").status_code == 409


def test_whoever_sees_a_shopper_is_noted_once_a_day_and_place_and_the_list_names_no_shopper(app, cast, wave, visit, clockwork):
    known = wave()
    quan, number = visit("quan"), known["visits"][0]
    with app.app_context():
        db.session.execute(db.delete(ShopperLook))  # of the decisions before
        shopper = db.session.scalar(db.select(Shopper.id))
        db.session.commit()
    for page in ("/mystery/shoppers", "/mystery/shoppers", f"/mystery/shoppers/{shopper}", f"/mystery/visits/{number}",
                 f"/mystery/campaigns/{known['campaign']}/visits.xlsx"):  # fmt: skip
        assert quan.get(page).status_code == 200
    assert visit("lin").get("/mystery/shoppers").status_code == 403
    with app.app_context():
        seen = {one.place: (one.times, one.account_id) for one in db.session.scalars(db.select(ShopperLook))}
        assert seen == {place: (1 + (place == "register"), cast.accounts["quan"]) for place in ("register", "person", "visit", "workbook")}
    page = quan.get("/mystery/shoppers/looks").get_data(as_text=True)
    assert "S0001" in page and "5 times" in page and "Quan" in page
    assert shop.NAME not in page and shop.CONTACT not in page
