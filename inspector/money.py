"""Amounts of money as they are kept, whole numbers of the smallest unit of an ISO 4217 currency, read and written. Pure.

Only what a mystery visit gives back and what a rectification costs are money here; no person's answer, card or record has an amount.
Source: docs/decisions.md, Mystery visits.
"""

from __future__ import annotations

import re
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

CURRENCIES = ("CNY", "HKD", "TWD", "MOP", "SGD", "JPY", "KRW", "USD", "EUR", "GBP")
LARGEST = 10**11  # minor units; what is more was mistyped
_SIGN = re.compile(r"^[¥¥$€£]\s*")
_AMOUNT = re.compile(r"(\d+|\d{1,3}(,\d{3})+)(\.\d+)?", re.ASCII)


def read(text: str, currency: str) -> int:
    """What a person wrote, such as "1,280.50", in the smallest unit. Raises ValueError for what is no amount or finer than the unit."""
    plain = _SIGN.sub("", text.strip())
    if not _AMOUNT.fullmatch(plain):
        raise ValueError(text)
    minor = Decimal(plain.replace(",", "")).scaleb(get_currency_precision(currency))
    if minor != minor.to_integral_value() or minor > LARGEST:
        raise ValueError(text)
    return int(minor)


def plain(minor: int, currency: str) -> str:
    """The amount without a sign, as a field shows it: "1280.50"."""
    places = get_currency_precision(currency)
    return f"{Decimal(minor).scaleb(-places):.{places}f}"


def written(minor: int, currency: str, locale: str) -> str:
    """The amount as a reader of a language expects it. locale: zh or en."""
    amount = Decimal(minor).scaleb(-get_currency_precision(currency))
    return format_currency(amount, currency, locale={"zh": "zh_Hans_CN"}.get(locale, locale))
