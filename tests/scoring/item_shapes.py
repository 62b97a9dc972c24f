"""Random items of each scored type: the keys beside id, ask and type, such as the checker accepts."""

from collections.abc import Callable

from tests.scoring.draws import Draw, Json

_OPTION_IDS = ("one", "two", "three", "four")
_POINTS = ("1", "2", "3", "0.5", "10", "0.125", "0")


def shape(kind: str, draw: Draw, section: Json, *, counts_losses: bool) -> Json:
    """Own keys of an item. section: as far as it is written; all_of takes its members from it."""
    if kind == "all_of":
        free = free_members(section)
        return {**_points(draw), "items": [member["id"] for member in draw.some(free, least=1)]}
    if kind == "deduct":
        return _deduct(draw, counts_losses)
    return _SHAPES[kind](draw)


def free_members(section: Json) -> list[Json]:
    """Items of the section that an all_of may still take."""
    taken = {member for item in section["items"] if item["type"] == "all_of" for member in item["items"]}
    return [
        item
        for item in section["items"]
        if item["type"] in (*_SHAPES, "deduct")
        and item["id"] not in taken
        and not item.get("bonus")
        and not is_pointless(item)
    ]


def is_pointless(item: Json) -> bool:
    """A deduct item that only loses."""
    return item["type"] == "deduct" and "points" not in item


def _points(draw: Draw) -> Json:
    return {"points": draw.one(_POINTS)} if draw.likely(0.6) else {}


def _choice(draw: Draw) -> Json:
    options = _options(draw, ("-1", "-0.5", "0", "1", "2", "2.5"))
    if draw.likely(0.4):
        for option in options:
            option["fails"] = draw.likely(0.4)
    if draw.likely(0.1):
        for option in options:
            option.pop("points", None)
    return {"options": options}


def _choices(draw: Draw) -> Json:
    item: Json = {"options": _options(draw, ("-1", "0", "1", "2", "0.333"))}
    if draw.likely(0.3):
        item["possible"] = draw.one(("1", "2", "3"))
    if draw.likely(0.4):
        item["fails_below"] = draw.one(("0", "0.5", "1"))
    if draw.likely(0.15):
        item["options"][-1]["fails"] = True
    return item


def _options(draw: Draw, points: tuple[str, ...]) -> list[Json]:
    names = _OPTION_IDS[: draw.whole(2, 4)]
    options: list[Json] = [{"id": name, "label": {"und": name}, "points": draw.one(points)} for name in names]
    options[0]["points"] = "2"
    if draw.likely(0.4):
        options.append({"id": "none", "label": {"und": "none"}, "scored": False})
    return options


def _rating(draw: Draw) -> Json:
    count = draw.whole(2, 7)
    item = _points(draw)
    if draw.likely(0.5):
        draw.note("levels")
        item["levels"] = [{"value": str(n + 1), "label": {"und": "Level"}} for n in range(count)]
        if draw.likely(0.6):
            for level, points in zip(item["levels"], draw.chance.sample(range(0, 100, 10), count), strict=True):
                level["points"] = str(points)
    else:
        item["max"] = str(count)
    if count > 2 and draw.likely(0.3):
        item["fails_at"] = str(draw.whole(0, count - 1))
    return item


def _points_type(draw: Draw) -> Json:
    item = {"points": draw.one(("1", "5", "10", "2.5"))}
    if draw.likely(0.5) or item["points"] == "2.5":
        item["step"] = "0.5"
    if draw.likely(0.3):
        item["fails_below"] = draw.one(("0.6", "0.333", "0"))
    return item


def _number(draw: Draw) -> Json:
    item: Json = {"unit": {"und": "°C"}}
    if draw.likely(0.5):
        draw.note("bands")
        item["bands"] = [
            {"below": "5", "points": "2"},
            {"from": "5", "to": "8", "points": draw.one(("1", "0", "1.5", "-1"))},
        ]
        if draw.likely(0.5):
            item["bands"].append({"above": "8", "points": "0"})
        return item
    item |= {**_points(draw), "min": "2", "max": "8"}
    if draw.likely(0.3):
        del item[draw.one(("min", "max"))]
    if draw.likely(0.6):
        item["tolerance"] = draw.one(("3", "1.5", "0"))
    return item


def _stopwatch(draw: Draw) -> Json:
    return {**_points(draw), "target": "30", "limit": draw.one(("60", "90", "97"))}


def _k_of_n(draw: Draw) -> Json:
    item = _points(draw)
    if draw.likely(0.3):
        item["fails_below"] = draw.one(("0.5", "0.9", "0"))
    if draw.likely(0.4):
        draw.note("event")
        item |= {"observe": "event", "needed": str(draw.whole(1, 4))}
    return item


def _deduct(draw: Draw, counts_losses: bool) -> Json:
    item = {"each": draw.one(("1", "2", "0.5"))}
    if counts_losses and draw.likely(0.5):
        draw.note("pointless deduct")
        return item
    item["points"] = draw.one(("1", "10", "5"))
    if draw.likely(0.4):
        item["floor"] = draw.one(("0", "-2", "-5.5", "0.5"))
    return item


_SHAPES: dict[str, Callable[[Draw], Json]] = {
    "verdict": _points,
    "choice": _choice,
    "choices": _choices,
    "rating": _rating,
    "points": _points_type,
    "number": _number,
    "stopwatch": _stopwatch,
    "k_of_n": _k_of_n,
}
