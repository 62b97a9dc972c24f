"""When a site may be told, and what of a text may not: vectors."""

from datetime import UTC, date, datetime, timedelta

import pytest

from inspector.mystery.rules import rests_until, wave, when
from inspector.mystery.scrubbing import scrub

TODAY = date(2026, 11, 20)


def visits(*ages):
    """One visit for each age in days, each at a site of its own."""
    return {number: (number, TODAY - timedelta(days=age)) for number, age in enumerate(ages)}


@pytest.mark.parametrize(
    ("ages", "why", "told", "lapsed"),
    [
        ((5, 6, 7, 8, 9), None, (0, 1, 2, 3, 4), ()),
        ((4, 6, 7, 8, 9), "too_early", (), ()),
        ((4, 6, 7, 8, 9, 10), None, (1, 2, 3, 4, 5), ()),  # the youngest waits for the next wave
        ((6, 7, 8, 9), "few_sites", (), ()),
        ((20, 19, 18, 17, 16), None, (0, 1, 2, 3, 4), ()),
        ((21, 19, 18, 17, 16), "few_sites", (), (0,)),
        ((), "few_sites", (), ()),
    ],
)
def test_a_wave_is_five_sites_five_to_twenty_days_old(ages, why, told, lapsed):
    found = wave(visits(*ages), TODAY)
    assert (found.why, found.visit_ids, found.lapsed_ids) == (why, told, lapsed)


def test_five_visits_to_four_sites_are_too_few():
    seen = visits(6, 6, 6, 6) | {9: (0, TODAY - timedelta(days=7))}
    assert wave(seen, TODAY).why == "few_sites"


@pytest.mark.parametrize(
    ("moment", "half", "weekend", "meal"),
    [
        (datetime(2026, 11, 12, 4, 0, tzinfo=UTC), date(2026, 11, 1), False, "lunch"),  # 12:00 in Shanghai
        (datetime(2026, 11, 12, 7, 29, tzinfo=UTC), date(2026, 11, 1), False, "lunch"),
        (datetime(2026, 11, 12, 7, 30, tzinfo=UTC), date(2026, 11, 1), False, "dinner"),
        (datetime(2026, 11, 15, 18, 0, tzinfo=UTC), date(2026, 11, 1), True, "dinner"),  # 2:00 on the 16th, still the night of Sunday
        (datetime(2026, 11, 15, 20, 0, tzinfo=UTC), date(2026, 11, 16), False, "lunch"),
    ],
)
def test_only_half_of_month_weekend_and_meal_are_told(moment, half, weekend, meal):
    found = when(moment, "Asia/Shanghai", "04:00")
    assert (found.half, found.is_weekend, found.meal) == (half, weekend, meal)
    assert found.moment("Asia/Shanghai").date() == half


@pytest.mark.parametrize(
    ("text", "left", "found"),
    [
        ("晚上8点半坐在A3桌，服务员微笑问好。", "…坐在…，服务员微笑问好。", ("time", "table")),
        ("花了128.5元，11月12日，周四", "花了…，…，…", ("day", "money")),
        ("我们三个人，我女儿掉了筷子", "我们…，…掉了筷子", ("party", "company")),
        (
            "At 7:45 pm my husband asked at table 12 for the bill, ¥368.", "At … asked at … for the bill, ….",
            ("time", "table", "money", "company"),
        ),
        ("A tall waiter with badge 7 served us.", "A … with badge 7 served us.", ("looks",)),
        ("订单号 2026111200731", "订单号 …", ("number",)),
        ("上菜时报了菜名，用了托盘。", "上菜时报了菜名，用了托盘。", ()),
        ("The dishes were named and brought on a tray.", "The dishes were named and brought on a tray.", ()),
    ],
)
def test_words_lose_what_tells_the_guest_and_keep_what_was_done(text, left, found):
    scrubbed = scrub(text)
    assert (scrubbed.text, scrubbed.found) == (left, found)


def test_a_shopper_rests_from_the_last_visit():
    assert rests_until([date(2026, 1, 1), date(2026, 3, 1)], 30) == date(2026, 3, 31)
    assert rests_until([], 30) is None
