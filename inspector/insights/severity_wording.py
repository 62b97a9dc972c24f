"""Severity in words."""

from __future__ import annotations

from flask_babel import format_decimal, gettext

from inspector.measurement.leaning import Leaning


def points(amount: float) -> str:
    """Points with one digit, without a sign."""
    return format_decimal(abs(amount), "0.0")


def headline(found: Leaning, is_own: bool = False) -> str:
    """What is said of an inspector in a line; to oneself or to others."""
    if found.word == "unknown":
        return gettext("cannot be told yet")
    assert found.points is not None
    if found.word == "usual":
        return gettext("you judge about as others do") if is_own else gettext("judges about as others do")
    amount = points(found.points)
    if found.word == "strict":
        return (
            gettext("you give about %(points)s points less than others", points=amount)
            if is_own
            else gettext("gives about %(points)s points less than others", points=amount)
        )
    return (
        gettext("you give about %(points)s points more than others", points=amount)
        if is_own
        else gettext("gives about %(points)s points more than others", points=amount)
    )


def span(found: Leaning) -> str:
    """The range in words: "-6.6 to -3.5"."""
    assert found.lower is not None and found.upper is not None
    return gettext(
        "roughly between %(low)s and %(high)s points",
        low=format_decimal(found.lower, "+0.0;-0.0"),
        high=format_decimal(found.upper, "+0.0;-0.0"),
    )
