"""Random answers to a random checklist, and answers spoiled in one way."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from tests.scoring.draws import Draw, Json, text

ATTRIBUTES = ("smoking_area", "private_rooms", "terrace")
REPEATS = ("staff", "table", "area")
STATES = ("answered", "na", "unseen", "unanswered")
# those that seldom find a place stand several times, so that each comes up
FAULTS = (
    *("unknown_item", "duplicate", "for_forbidden", "unknown_state", "wrong_type") * 3,
    *("unknown_option", "for_missing", "out_of_range", "off_step") * 5,
    *("exclusive",) * 15,
)
_NOBODY_ANSWERS = ("all_of", "instruction")


def fill(draw: Draw, sections: list[Json]) -> Json:
    """A sheet for these sections, more or less complete."""
    sheet: Json = {"answers": []}
    people = {kind: [f"{kind}:{n}" for n in range(1, draw.whole(1, 4))] for kind in REPEATS}
    if draw.likely(0.6):
        sheet["subjects"] = {kind: draw.some(names) for kind, names in people.items()}
    if draw.likely(0.7):
        sheet["site"] = {"has": draw.some(ATTRIBUTES)}
    care = draw.one((0.7, 0.9, 1.0))
    for section in sections:
        for item in section["items"]:
            if item["type"] not in _NOBODY_ANSWERS:
                sheet["answers"] += [
                    _answer(draw, item, one) for one in _asked_of(draw, section, people) if draw.likely(care)
                ]
    if draw.likely(0.3):
        draw.chance.shuffle(sheet["answers"])
    return sheet


def spoil(draw: Draw, sections: list[Json], sheet: Json) -> None:
    """Put one fault into the answers, where one of its kind finds a place."""
    items = {item["id"]: (item, section) for section in sections for item in section["items"]}
    places = list(range(len(sheet["answers"])))
    draw.chance.shuffle(places)
    for code in draw.some(FAULTS, least=len(FAULTS)):
        for place in places:
            answer = sheet["answers"][place]
            spoiled = _spoiled(draw, code, answer, *items[answer["item"]])
            if spoiled:
                sheet["answers"][place : place + 1] = spoiled
                draw.note(f"fault:{code}")
                return


def value_of(draw: Draw, item: Json) -> Any:
    """A value that the item may have."""
    return _VALUES[item["type"]](draw, item)


def _asked_of(draw: Draw, section: Json, people: dict[str, list[str]]) -> list[str | None]:
    if "repeat" in section:
        return [*people[section["repeat"]]]
    if draw.likely(0.1):
        draw.note("for outside repeats")
        return draw.one((["staff:1"], ["staff:9"], ["staff:1", "staff:2"], [None, "table:4"]))
    return [None]


def _answer(draw: Draw, item: Json, subject: str | None) -> Json:
    state = draw.chance.choices(STATES, (80, 10, 8, 2))[0]
    draw.note(f"state:{state}")
    answer: Json = {"item": item["id"], "state": state}
    if subject is not None:
        answer["for"] = subject
    if state == "answered":
        answer["value"] = value_of(draw, item)
    elif draw.likely(0.3):
        answer["value"] = None
    return answer


def _spoiled(draw: Draw, code: str, answer: Json, item: Json, section: Json) -> list[Json]:
    """What to send instead of the answer to have that fault; nothing when this answer cannot have it."""
    kind, repeats = item["type"], "repeat" in section
    if code == "unknown_item":
        return [{**answer, "item": "elsewhere"}]
    if code == "duplicate":
        return [answer, answer]
    if code == "unknown_state":
        return [{**answer, "state": "skipped"}]
    if code == "for_missing" and repeats:
        return [{key: value for key, value in answer.items() if key != "for"}]
    if code == "for_forbidden":
        return [{**answer, "for": draw.one(("shift:1", "nobody")) if repeats else draw.one(("nobody", ":", ""))}]
    if answer["state"] != "answered":
        return []
    values = _WRONG.get(code, {}).get(kind, ())
    if code == "exclusive" and all("scored" not in option for option in item.get("options", ())):
        return []
    if code == "exclusive" and all("points" not in option for option in item.get("options", ())):
        return []
    return [{**answer, "value": draw.one(values)}] if values else []


_TOO_MANY = {"k": "3", "n": "2"}
_WRONG: dict[str, dict[str, tuple[Any, ...]]] = {
    "wrong_type": {
        "verdict": ("maybe", True, 1), "choice": (["one"], 1), "choices": ("one", ["one", "one"]), "rating": ("high", "2.5", None),
        "points": ("", True, "1e0"), "number": ("cold", None), "stopwatch": ("30s",), "k_of_n": ("1/2", {"k": "1"}, {"k": "0.5", "n": "1"}),
        "deduct": ("0.5", []), "time": ("25:00", "noon"), "text": (5,), "date": ({},),
    },
    "unknown_option": {"choice": ("seven", ""), "choices": (["one", "seven"],)},
    "exclusive": {"choices": (["one", "none"],)},
    "out_of_range": {"rating": ("0", "8"), "points": ("-1", "99"), "stopwatch": ("-0.1",), "k_of_n": (_TOO_MANY,), "deduct": ("-1",)},
    "off_step": {"points": ("0.25", "0.999")},
}  # fmt: skip


def _choices(draw: Draw, item: Json) -> list[str]:
    scored = [option["id"] for option in item["options"] if option.get("scored") is not False]
    return ["none"] if len(scored) < len(item["options"]) and draw.likely(0.2) else draw.some(scored)


def _points(draw: Draw, item: Json) -> str:
    step = Decimal(item.get("step", "1"))
    return text(step * draw.whole(0, int(Decimal(item["points"]) / step)))


def _k_of_n(draw: Draw, item: Json) -> Json:
    n = draw.whole(0, 15)
    k = draw.whole(0, n)
    return {"k": str(k), "n": str(n)} if draw.likely(0.8) else {"k": k, "n": n}


_VALUES: dict[str, Callable[[Draw, Json], Any]] = {
    "verdict": lambda draw, item: draw.one(("pass", "pass", "pass", "fail")),
    "choice": lambda draw, item: draw.one(item["options"])["id"],
    "choices": _choices,
    "rating": lambda draw, item: str(draw.whole(1, len(item.get("levels", ())) or int(item["max"]))),
    "points": _points,
    "number": lambda draw, item: text(Decimal(draw.whole(-20, 140)) / 10),
    "stopwatch": lambda draw, item: draw.one((str(draw.whole(0, 120)), text(Decimal(draw.whole(0, 1200)) / 10))),
    "k_of_n": _k_of_n,
    "deduct": lambda draw, item: draw.one(("0", "0", "1", "2", "7", 3)),
    "text": lambda draw, item: draw.one(("good", "late", "", "5", "10:30")),
    "photo": lambda draw, item: ["a" * 64],
    "signature": lambda draw, item: "b" * 64,
    "staff": lambda draw, item: f"staff:{draw.whole(1, 3)}",
    "date": lambda draw, item: f"2026-11-{draw.whole(10, 12)}",
    "time": lambda draw, item: f"{draw.whole(9, 22):02d}:30" + draw.one(("", ":15")),
    "datetime": lambda draw, item: f"2026-11-22T{draw.whole(9, 22):02d}:30:00+08:00",
    "barcode": lambda draw, item: f"69012345{draw.whole(10000, 10003)}",
    "location": lambda draw, item: {"lat": "31.2", "lon": "121.5"},
}
