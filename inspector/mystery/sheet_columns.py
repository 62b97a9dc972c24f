"""The columns of a list of visits: who was where and when, then one column for each question of the form. Pure.

What stands in each: docs/visits-import.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from inspector.checklists.definition import Checklist, Item, text_in
from inspector.mystery import plain as forms
from inspector.sites.import_columns import plain

FIXED: dict[str, tuple[str, ...]] = {
    "reference": ("走访编号", "编号", "reference", "visit number"),
    "site": ("门店", "门店编码", "site", "site code"),
    "day": ("走访日期", "日期", "date", "day"),
    "from": ("到店时间", "开始时间", "from", "arrived at"),
    "until": ("离店时间", "结束时间", "until", "left at"),
    "shopper": ("神秘顾客代号", "访客代号", "shopper", "shopper code"),
    "table": ("台号", "桌号", "table"),
    "photos": ("照片", "照片文件名", "photos", "photo files"),
}
NEEDED = ("reference", "site", "day", "from", "until", "shopper")
HEADINGS_EN = ("Reference", "Site", "Date", "From", "Until", "Shopper", "Table", "Photos")
NOT_WRITTEN = ("photo", "signature", "instruction", "location", "staff", "barcode", "all_of")  # a list cannot say them
ANSWER = "answer:"
EXAMPLES = ("示例", "example")  # the number of the row that shows how
SAMPLES = {"verdict": ("是", "yes"), "stopwatch": ("75", "75"), "k_of_n": ("2/3", "2/3"), "rating": ("4", "4"), "number": ("128", "128")}
SAID = {"text": ("写下经过", "What happened")}


def asked(checklist: Checklist) -> list[Item]:
    """The questions that have a column, as the form orders them; when the visit began stands in a column of its own."""
    arrival = forms.arrival_of(checklist)
    return [one for one in checklist.items if one.type not in NOT_WRITTEN and one is not arrival]


def photo_item(checklist: Checklist) -> Item | None:
    """The question that the photos of a row answer: the first that asks for photos, such as of the receipt."""
    return next((one for one in checklist.items if one.type == "photo"), None)


def photo_name(written: str) -> str:
    """The name of a photo as it is compared: without folders, whatever its case."""
    return written.replace("\\", "/").rpartition("/")[2].strip().lower()


def columns_of(checklist: Checklist) -> dict[str, tuple[str, ...]]:
    """{key of a column: headings it goes by, as they are compared}. A question goes by its code alone or with its words."""
    taken = {plain(word) for words in FIXED.values() for word in words}
    found = {key: tuple(plain(word) for word in words) for key, words in FIXED.items()}
    for item in asked(checklist):
        words = {plain(item.id), *(plain(heading(item, language)) for language in ("zh", "en"))}
        found[ANSWER + item.id] = tuple(sorted(words - taken))
    return found


def heading(item: Item, language: str) -> str:
    """What the list to fill in writes above a question."""
    return f"{item.id} · {text_in(item.ask, language)}"


def template(checklist: Checklist, language: str, site: str, day: date) -> list[tuple[str, ...]]:
    """The headings, and one example row for a site and a day."""
    items, place = asked(checklist), 1 if language == "en" else 0
    fixed = HEADINGS_EN if language == "en" else tuple(words[0] for words in FIXED.values())
    example = (EXAMPLES[place], site, day.isoformat(), "18:30", "19:45", "Q07", "A12", "Q07-1.jpg, Q07-2.jpg")
    columns = len(fixed) - (photo_item(checklist) is None)  # the last is for photos
    return [(*fixed[:columns], *(heading(one, language) for one in items)), (*example[:columns], *(_example(one, place) for one in items))]


def _example(item: Item, place: int) -> str:
    if item.type in ("choice", "choices") and item.options:
        return text_in(item.options[0].label, ("zh", "en")[place])
    samples: Mapping[str, tuple[str, str]] = SAMPLES | SAID
    return samples.get(item.type, ("", ""))[place]
