"""Compressed on the way out, but never a secret beside what somebody else may choose."""

from __future__ import annotations

import gzip

import pytest


def encoding(visitor, url: str) -> str | None:
    return visitor.get(url, Accept_Encoding="gzip, br").headers.get("Content-Encoding")


@pytest.mark.parametrize("url", ["/account", "/accounts", "/api/v1/device/bundle"])
def test_pages_and_data_over_a_kilobyte_are_compressed(cast, visit, url):
    visitor = visit("lin")
    if url.startswith("/api"):
        answer = visitor.device("GET", url, Accept_Encoding="gzip")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert b'"sites"' in gzip.decompress(answer.data)
    else:
        assert encoding(visitor, url) == "gzip"


def test_a_page_that_shows_what_its_address_says_is_not_compressed(cast, visit):
    assert encoding(visit("lin"), "/accounts?q=guess") is None


def test_a_form_shown_again_is_not_compressed(cast, visit):
    answer = visit().post("/login", name="guess", password="", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in answer.headers


def test_short_answers_are_sent_as_they_are(cast, visit):
    assert encoding(visit(), "/api/v1/ping") is None


def test_who_takes_no_compression_gets_none(cast, visit):
    assert "Content-Encoding" not in visit("lin").get("/account").headers
