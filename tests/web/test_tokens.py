"""The colours: two ways into the dark give the same one, and every text can be read on its ground."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "inspector/static/css/tokens.css").read_text(encoding="utf-8")
READABLE = 4.5  # WCAG 2.2, 1.4.3
VISIBLE = 3.0  # WCAG 2.2, 1.4.11
GROUNDS = ("ground", "surface", "sunken", "raised")
TEXTS = ("text", "text-soft", "text-faint", "accent", "pass", "fail", "critical", "na", "attention")


def block(start: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", CSS.split(start, 1)[1].split("}", 1)[0]))


LIGHT, BY_SYSTEM, BY_HAND = (
    block(":root {"),
    block(':root:not([data-theme="light"]) {'),
    block(':root[data-theme="dark"] {'),
)
THEMES = {"light": LIGHT, "dark": {**LIGHT, **BY_HAND}}


def test_dark_chosen_by_hand_is_dark_chosen_by_the_system():
    assert BY_HAND == BY_SYSTEM


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS]
PAIRS += [(name, f"{name}-soft") for name in ("accent", "pass", "fail", "critical", "na", "attention")]
PAIRS += [(f"on-{name}", name) for name in ("accent", "pass", "fail", "critical", "na")]
PAIRS += [("text", f"{name}-soft") for name in ("accent", "fail", "attention")] + [("on-accent", "accent-hover")]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_can_be_read_on_its_ground(theme, text, ground):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= READABLE


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_the_edge_of_a_field_can_be_seen(theme, ground):
    assert contrast(THEMES[theme]["line-strong"], THEMES[theme][ground]) >= VISIBLE
