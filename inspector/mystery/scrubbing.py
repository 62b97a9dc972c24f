"""Finds in a shopper's words what could tell who the guest was, and takes it out; a person reads what is left. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

GAP = "…"
# What the till, the cameras and the staff of that hour could match: times, days, tables, money, company, and how a person looked.
_TELLING = {
    "time": re.compile(
        r"\d{1,2}\s*[::]\s*\d{2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\b\.?|(?:[上下中]午|晚上|凌晨)?\s*[\d一二三四五六七八九十两]{1,3}\s*点(?:半|钟|多|\s*\d{1,2}\s*分?)?",
        re.IGNORECASE,
    ),
    "day": re.compile(
        r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}\s*月\s*\d{1,2}\s*[日号]|(?:星期|周|礼拜)[一二三四五六日天末]"
        r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
        re.IGNORECASE,
    ),
    "table": re.compile(r"[A-Za-z]?\d{1,3}\s*号?\s*[桌台]|\btable\s*(?:no\.?\s*)?[A-Za-z]?\d{1,3}\b|包[厢间]\s*\w{0,6}", re.IGNORECASE),
    "money": re.compile(r"[¥¥$€]\s*\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?\s*(?:元|块钱|块|rmb|cny|yuan)", re.IGNORECASE),
    "party": re.compile(
        r"[\d一二两三四五六七八九十]{1,2}\s*(?:个人|位|人|大人|小孩)|\b(?:the\s+)?(?:two|three|four|five|six|\d+)\s+of\s+us\b|\bparty\s+of\s+\w+|\bfor\s+two\b",
        re.IGNORECASE,
    ),
    "company": re.compile(
        r"我?(?:老公|老婆|丈夫|妻子|先生|太太|爱人|女儿|儿子|孩子|爸爸|妈妈|父母|男朋友|女朋友|朋友|同事|闺蜜)"
        r"|\bmy\s+(?:husband|wife|partner|son|daughter|child|children|kids?|mother|father|parents|friends?|colleagues?|boyfriend|girlfriend)\b",
        re.IGNORECASE,
    ),
    "looks": re.compile(
        r"\d{3}\s*(?:cm|厘米)|\d{2,3}\s*(?:kg|公斤|斤)|[高矮胖瘦][个高矮胖瘦]?的?(?:男|女)[^,。,.;;]{0,6}|(?:短|长|卷|黄|白|红)头?发|戴?眼镜|纹身"
        r"|\b(?:tall|short|fat|slim|thin|blond|bald|young|old|elderly|overweight)\b(?:\s+(?:man|woman|lady|guy|girl|boy|waiter|waitress))?",
        re.IGNORECASE,
    ),
    "number": re.compile(r"(?<!\w)\+?\d[\d -]{6,}\d(?!\w)"),  # phone, order, receipt
}


@dataclass(frozen=True, slots=True)
class Scrubbed:
    """What is left of a text, and the kinds of what was taken out, each once, in the order of _TELLING."""

    text: str
    found: tuple[str, ...]


def scrub(text: str) -> Scrubbed:
    """Take out what could tell who wrote it. It errs on the side of taking out, and finds no more than patterns can."""
    found = []
    for kind, pattern in _TELLING.items():
        text, count = pattern.subn(GAP, text)
        if count:
            found.append(kind)
    return Scrubbed(re.sub(rf"{GAP}(?:\s*{GAP})+", GAP, text).strip(), tuple(found))
