"""Signals of conduct: the inspector sees them first and may say a word; a photo used twice is noticed though it was saved anew."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from inspector import clock
from inspector.extensions import db
from inspector.fairness import conduct, photo_looks
from inspector.fairness.models import ConductSignal
from inspector.media import images
from tests.reports import builder


@pytest.fixture
def noticed(app, cast):
    """Gao sent the same picture with two rounds, once saved anew and smaller, and one of the rounds took a minute; Nora did nothing odd."""
    first = builder.picture("garden")
    again = BytesIO()
    Image.open(BytesIO(first)).resize((800, 600)).save(again, "JPEG", quality=60)
    with app.app_context():
        now = clock.now()
        for days, by, content, seconds in (
            (9, "gao", first, 60),
            (3, "gao", again.getvalue(), 300),
            (2, "nora", _other(), 300),
        ):
            builder.submit(
                cast, "garden", by, failed=[("floor", None)], people=["mei"], photos={"floor": content}, notes={"floor": "wet"},
                started=now - timedelta(days=days), active_seconds=seconds,
            )  # fmt: skip
        assert photo_looks.make_missing(app.extensions["inspector.blobs"], now) == 3
        assert conduct.look(now, {}) == 2
        db.session.commit()
        return {one.kind: one.id for one in conduct.of_inspector(cast.accounts["gao"])}


def _other() -> bytes:
    buffer = BytesIO()
    Image.radial_gradient("L").resize((640, 480)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


def test_the_inspector_sees_it_first_and_the_quality_lead_afterwards_with_his_word(app, cast, visit, noticed):
    assert set(noticed) == {"photo_again", "fast"}
    gao, url = visit("gao"), f"/severity/inspectors/{cast.accounts['gao']}"
    assert "looks the same" not in visit("quan").get(url).get_data(as_text=True)
    page = gao.get("/severity/mine").get_data(as_text=True)
    assert (
        "1 pair of photos from different rounds looks the same" in page
        and "1 of 2 rounds took less than 90 seconds" in page
    )
    for signal in noticed.values():
        assert gao.post(f"/severity/mine/signals/{signal}", word="Chose the wrong one.").status_code == 303
    page = visit("quan").get(url).get_data(as_text=True)
    assert "looks the same" in page and "Chose the wrong one." in page
    assert "90 seconds" not in page  # shown to the inspector alone
    assert visit("nora").post(f"/severity/mine/signals/{noticed['photo_again']}", word="x").status_code == 404


def test_after_a_week_silence_hides_nothing_and_what_is_gone_is_gone(app, cast, noticed):
    with app.app_context():
        gao, now = cast.accounts["gao"], clock.now()
        assert conduct.for_keeper(gao, now) == []
        assert [one.kind for one in conduct.for_keeper(gao, now + timedelta(days=7, minutes=1))] == ["photo_again"]
        conduct.look(now + timedelta(days=90), {})  # the rounds are long past
        assert conduct.of_inspector(gao) == []
        assert db.session.query(ConductSignal).count() == 2


def test_a_bare_wall_looks_like_nothing_and_what_is_no_picture_breaks_nothing(tmp_path):
    Image.new("RGB", (640, 480), "white").save(tmp_path / "wall.jpg")
    assert images.look(tmp_path / "wall.jpg") is None
    (tmp_path / "text.jpg").write_text("no picture")
    with pytest.raises(OSError):
        images.look(tmp_path / "text.jpg")
