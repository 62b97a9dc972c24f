"""Exact figures and how they are shown. A figure is an int or a Fraction; nothing here touches binary floats.

Inside the engine points are counted in units of 1/`scale` of a point, so that nearly every sum is a sum of ints.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from typing import Any

Figure = int | Fraction

HUNDRED = 100
POINT_PLACES = 3
MOST_CHARACTERS = 24  # of a number in an answer
_DECIMAL = re.compile(r"[+-]?\d+(?:\.\d+)?\Z", re.ASCII)


def decimal_of(raw: Any) -> Figure | None:
    """A number as it stands on the wire ("4.5", 4, or a Decimal read from JSON); None when it is none."""
    kind = type(raw)
    if kind is int:
        return int(raw) if -(10**MOST_CHARACTERS) < raw < 10**MOST_CHARACTERS else None
    if kind is Decimal:
        raw = format(raw, "f") if raw.is_finite() and abs(raw.adjusted()) < MOST_CHARACTERS else ""
    elif kind is not str:
        return None
    if len(raw) > MOST_CHARACTERS or not _DECIMAL.match(raw):
        return None
    return lean(Fraction(raw))


def lean(figure: Figure) -> Figure:
    """The same figure as an int when it is whole: ints are added many times faster."""
    return figure.numerator if figure.denominator == 1 else figure


def rounded(figure: Figure, places: int) -> int:
    """The figure in units of 10^-places, half up, from the exact figure: 2.5 is 3 and -2.5 is -2."""
    unit: int = 10**places
    over, under = figure.numerator * unit, figure.denominator
    return (2 * over + under) // (2 * under)


def floored(figure: Figure, places: int) -> Figure:
    """The greatest multiple of 10^-places that is not above the figure."""
    unit: int = 10**places
    return Fraction(figure.numerator * unit // figure.denominator, unit)


def fixed(figure: Figure, places: int) -> str:
    """ "75.0": half up, always with `places` digits."""
    return digits(rounded(figure, places), places)


def digits(count: int, places: int) -> str:
    """`count` units of 10^-places written out."""
    if not places:
        return str(count)
    sign, text = ("-", str(-count)) if count < 0 else ("", str(count))
    text = text.rjust(places + 1, "0")
    return f"{sign}{text[:-places]}.{text[-places:]}"


def plain(figure: Figure) -> str:
    """ "9", "0.333": half up to three places, without digits that are not needed."""
    if figure.denominator == 1:
        return str(figure.numerator)
    text = fixed(figure, POINT_PLACES).rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def exact(figure: Figure) -> str | None:
    """ "1/3" when three places cannot say it; None when they can."""
    under = figure.denominator
    return None if 10**POINT_PLACES % under == 0 else f"{figure.numerator}/{under}"


def share(part: Figure, whole: Figure) -> Figure:
    """part / whole, exactly, as an int when it is whole."""
    if type(part) is int and type(whole) is int:
        common = gcd(part, whole)
        if common == whole:
            return part // whole
        return Fraction(part, whole)
    return lean(Fraction(part) / whole)


def weighted_mean(weighted: Sequence[tuple[Figure, Figure]]) -> Figure:
    """Mean of (figure, weight) pairs over one common denominator; there is at least one pair."""
    under = lcm(*(figure.denominator for figure, _ in weighted))
    over = sum(figure.numerator * (under // figure.denominator) * weight for figure, weight in weighted)
    return share(over, under * sum(weight for _, weight in weighted))
