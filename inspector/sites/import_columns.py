"""The columns of a list, by their Chinese and English headings; those of a staff list. No database here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

COLUMNS: dict[str, tuple[str, ...]] = {
    "number": ("工号", "员工号", "员工编号", "number", "staff number", "staff no", "employee number"),
    "name": ("姓名", "名字", "name", "full name"),
    "site": ("门店", "店铺", "门店编码", "门店编号", "site", "site code", "store", "shop"),
    "position": ("岗位", "职位", "position", "role", "job"),
    "contract": ("用工", "用工形式", "用工类型", "contract", "employment"),
    "joined_on": ("入职日期", "入职", "入职时间", "joined", "joined on", "start date", "hired"),
    "from_on": ("生效日期", "调动日期", "from", "valid from", "effective", "effective from"),
    "shift": ("班次", "班", "shift"),
    "employer": ("单位", "用人单位", "劳务公司", "employer", "company"),
    "is_minor": ("未满18岁", "未成年", "under 18", "minor"),
}
NEEDED = ("number", "name", "site", "position", "joined_on")
_FINES = re.compile(r"罚|扣款|扣钱|扣工资|\b(fine|fines|fined|deductions?|penalt(y|ies))\b", re.IGNORECASE)

CONTRACT_WORDS: dict[str, str] = {
    "全职": "full_time", "正式": "full_time", "full time": "full_time", "full_time": "full_time",
    "小时工": "hourly", "计时": "hourly", "兼职": "hourly", "hourly": "hourly", "part time": "hourly",
    "实习": "intern", "实习生": "intern", "intern": "intern",
    "学徒": "apprentice", "apprentice": "apprentice",
    "派遣": "dispatched", "劳务派遣": "dispatched", "dispatched": "dispatched", "agency": "dispatched",
    "外包": "outsourced", "outsourced": "outsourced",
}  # fmt: skip
YES = frozenset(("是", "有", "yes", "y", "true", "1", "✓"))
NO = frozenset(("", "否", "无", "no", "n", "false", "0"))


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands: {key: index}. ignored: headings nobody knows. twice, missing: keys at fault."""

    places: dict[str, int]
    ignored: tuple[str, ...]
    twice: tuple[str, ...]
    missing: tuple[str, ...]
    fines: str | None  # the heading that speaks of fines


def find(headings: Sequence[str], columns: Mapping[str, Sequence[str]] = COLUMNS, needed: Sequence[str] = NEEDED) -> Columns:
    """Recognise the first row of a list, whatever the case, spaces and order. columns: {key: headings it goes by}; needed: keys."""
    by_heading = {heading: key for key, known in columns.items() for heading in known}
    places: dict[str, int] = {}
    ignored, twice, fines = [], [], None
    for index, written in enumerate(headings):
        heading = plain(written)
        key = by_heading.get(heading)
        if key is None and _FINES.search(heading):
            fines = fines or written.strip()
        elif key is None:
            ignored.extend([written.strip()] if heading else [])
        elif key in places:
            twice.append(key)
        else:
            places[key] = index
    return Columns(places, tuple(ignored), tuple(twice), tuple(key for key in needed if key not in places), fines)


def contract_of(text: str) -> str | None:
    """The contract kind of a word in either language; empty means full time; None for an unknown word."""
    word = plain(text)
    return CONTRACT_WORDS.get(word) if word else "full_time"


def plain(text: str) -> str:
    """A heading or a word as it is compared: whatever its case, spaces, lines and closing marks."""
    return re.sub(r"[\s_\-]+", " ", text.replace("\u3000", " ").strip().rstrip("*＊:：")).strip().lower()
