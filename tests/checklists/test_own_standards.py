"""Standards of the house: written, cited, changed from a day on, retired; they stand in the register like the others."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from inspector.checklists import own_standards, publishing, register
from inspector.checklists.canonical import canonical_text, from_document
from inspector.extensions import db

AT = datetime(2026, 11, 26, 3, tzinfo=UTC)
FIELDS = {
    "fact_zh": "毛巾不低于60度", "fact_en": "Towels at 60 degrees or more", "threshold": "60 C or more", "step": "seating",
    "industry": "restaurant", "dimension": "hygiene", "factor": "tangibles",
    "observable_by": "supervisor_floor_round", "valid_from": "2026-11-26",
    "moment_en": "A hot towel in the hand", "point_en": "Steamer on before opening",
}  # fmt: skip
CITING = {
    "id": "towels", "title": {"en": "Towels"}, "sections": [{"id": "all", "items": [
        {"id": "hot", "type": "verdict", "ask": {"en": "Towels hot?"}, "standards": ["OWN-001"]},
    ]}],
}  # fmt: skip


def test_a_standard_of_the_house_is_written_found_missed_and_covered(app, cast, visit):
    quan = visit("quan")
    assert quan.post("/standards/own", **FIELDS).location == "/standards/OWN-001"
    page = quan.get("/standards/OWN-001").get_data(as_text=True)
    assert all(text in page for text in ("60 C or more", "A hot towel in the hand", "Steamer on before opening"))
    assert "OWN-001" in quan.get("/standards?cover=none&q=OWN-").get_data(as_text=True), "what nobody asks about stands out"
    with app.app_context():
        publishing.publish(from_document(json.loads(canonical_text(CITING))), None, "", AT)
        db.session.commit()
    assert "Towels hot?" in visit("lin").get("/standards/OWN-001").get_data(as_text=True)
    assert "OWN-001" not in quan.get("/standards?cover=none&q=OWN-").get_data(as_text=True)
    assert "Towels at 60 degrees" in visit("lin").get("/checklists/towels").get_data(as_text=True), "the list says what it rests on"


def test_the_next_version_holds_from_its_day_and_the_one_before_stays_to_be_read(app, cast, visit):
    quan = visit("quan")
    quan.post("/standards/own", **FIELDS)
    quan.post("/standards/OWN-001/edit", **{**FIELDS, "threshold": "65 C or more", "valid_from": "2999-01-01"})
    with app.app_context():
        assert own_standards.read(date(2998, 12, 31))["OWN-001"].threshold == "60 C or more"
        assert own_standards.read(date(2999, 1, 1))["OWN-001"].threshold == "65 C or more"
    page = quan.get("/standards/OWN-001").get_data(as_text=True)
    assert "60 C or more" in page
    assert "65 C or more" in page


def test_a_retired_standard_is_missed_nowhere_and_still_opens(app, cast, visit):
    quan = visit("quan")
    quan.post("/standards/own", **FIELDS)
    quan.post("/standards/OWN-001/retirement")
    assert quan.get("/standards/OWN-001").status_code == 200
    with app.app_context():
        assert not register.is_missing(register.everything()["OWN-001"], {})


def test_a_standard_without_words_or_without_eyes_is_refused_and_keeps_what_was_typed(app, cast, visit):
    answer = visit("quan").post("/standards/own", **{**FIELDS, "fact_zh": "", "fact_en": "", "observable_by": []})
    assert answer.status_code == 422
    assert "Steamer on before opening" in answer.get_data(as_text=True)
    with app.app_context():
        assert own_standards.find("OWN-001") is None
