"""October in the garden: a scheme that everybody has read, 24 rounds in which Mei does all right and Tao nothing, attendance of both."""

import hashlib
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from inspector.appraisals import cycles, schemes
from inspector.appraisals.scheme_models import ComponentValue
from inspector.extensions import db
from inspector.inspections.models import Attachment
from inspector.media import store as media
from inspector.pipelines import closing
from inspector.sites.models import Position
from tests import rounds as photos

SEPTEMBER = datetime(2026, 9, 10, 4, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 3, 4, 0, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
LOCKS = datetime(2026, 11, 6, 4, 0, tzinfo=UTC)


def furnish(shop):
    """All of it, committed."""
    open_scheme(shop)
    rounds(shop, OCTOBER, ("mei", "tao"))
    for name in ("mei", "tao"):
        imported(shop, name, "attendance", "100", 22)
    db.session.commit()


def rounds(shop, since, people):
    """24 rounds on as many days; Tao fails whatever can be failed."""
    for number in range(24):
        answers = {(item, "tao"): "fail" for item in ("uniform", "hair", "hands", "posture")}
        shop.submit(answers, by=("nora", "quan", "gao")[number % 3], at=since + timedelta(days=number), people=people)


def seen_with_a_photo(shop, at):
    """The supervisor of the shop saw that Mei's hair was loose, and took a photo."""
    picture = photos.photo()
    receipt = shop.submit({("hair", "mei"): "fail"}, by="gao", at=at, people=("mei",))
    sha = hashlib.sha256(picture).hexdigest()
    shop.app.extensions["inspector.blobs"].put([picture], sha)
    media.note(sha, len(picture), "image/jpeg", "photo")
    db.session.add(Attachment(
        inspection_id=receipt.inspection_id, slot="photo", kind="photo", item="hair", subject=f"staff:{shop.staff['mei']}", sha256=sha,
        size_bytes=len(picture), media_type="image/jpeg", is_here=True,
    ))  # fmt: skip
    db.session.commit()


def open_scheme(shop, at=SEPTEMBER):
    """The waiters' scheme, consulted, published, read by everybody, opened before October."""
    position = db.session.scalar(select(Position).where(Position.key == "waiter"))
    scheme = schemes.begin(position, shop.accounts["hua"], at)
    schemes.publish(scheme, at.date(), "工会代表", "讨论了权重，把培训从 5 提到 10。", shop.accounts["hua"], at)
    for person in schemes.people_of(scheme, at.date()):
        schemes.receive(scheme, person.id, at)
    schemes.open_(scheme, shop.accounts["hua"], at)
    db.session.commit()
    return scheme


def imported(shop, name, component, value, n, period="2026-10"):
    """One imported figure."""
    staff_id = shop.staff[name]
    db.session.add(ComponentValue(component=component, period=period, subject=f"staff:{staff_id}", staff_id=staff_id, value=value, n=n,
                                  source="考勤系统", imported_at=NOVEMBER))  # fmt: skip


def collected(shop, key="2026-10", at=NOVEMBER):
    """A cycle with its figures, committed."""
    cycle = cycles.open_(key, shop.accounts["hua"], at)
    cycles.move(cycle, "collect", "", shop.accounts["hua"], at.date(), at)
    closing.collect(cycle, at)
    db.session.commit()
    return cycle


def of(cycle, shop, name):
    """The appraisal of one person, read anew."""
    db.session.expire_all()
    return next(row for row in cycle.appraisals if row.staff_id == shop.staff[name])


def through(cycle, shop, *states, at=NOVEMBER):
    """Take a cycle through states."""
    for state in states:
        cycles.move(cycle, state, "", shop.accounts["hua"], at.date(), at)
    db.session.commit()


def signed_off(shop):
    """The cycle of October up to the signatures, with everybody confirmed."""
    cycle = collected(shop)
    through(cycle, shop, "propose")
    for row in cycle.appraisals:
        row.state, row.proposed_by_id = "confirmed", shop.accounts["lin"]
    through(cycle, shop, "discuss", "acknowledge")
    return cycle
