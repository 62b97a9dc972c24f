"""Signing in and out."""

from __future__ import annotations


def test_a_person_comes_in_by_staff_number_and_password(cast, visit):
    assert "林岚" in visit("lin").get("/account").get_data(as_text=True)
