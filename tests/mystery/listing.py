"""Lists of visits as an agency sends them."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from werkzeug.test import TestResponse

from tests.visiting import Visitor

HEADINGS = ("编号", "门店", "日期", "到店时间", "离店时间", "访客代号", "greeted", "seated · 多久带位", "spend", "story", "why")
GOOD = ("V-1", "GDN", "2026-11-12", "19:40", "20:35", "Q7", "否", "1:15", "368", "没人带位。\n等了一会儿。", "更久")
OTHER = ("V-2", "harbour", "2026/11/12", "12:10", "13:05", "Q8", "yes", "75", "", "一切都好", "")


def as_csv(*rows: tuple[str, ...], headings: tuple[str, ...] = HEADINGS) -> bytes:
    """A list with its headings."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def send(visitor: Visitor, campaign: int, *rows: tuple[str, ...]) -> TestResponse:
    """Choose a list of rows."""
    return upload(visitor, campaign, as_csv(*rows))


def upload(visitor: Visitor, campaign: int, content: bytes) -> TestResponse:
    """Choose a file."""
    return visitor.post(f"/agency/campaigns/{campaign}/import", files={"list": (io.BytesIO(content), "x")})


def confirm(visitor: Visitor, answer: TestResponse, path: str) -> Any:
    """Confirm what was shown."""
    page = answer.get_data(as_text=True)
    fields = {key: re.search(f'name="{key}" value="([^"]*)"', page)[1] for key in ("token", "plan")}
    return visitor.post(path, **fields)
