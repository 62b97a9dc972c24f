"""Random checklists with filled sheets, for comparing the engine with its twin on the device.

`case(seed)` gives one canonical checklist document (numbers as decimal strings), one sheet of answers and the
names of the rules it exercises; the same seed always gives the same case.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

Json = dict[str, Any]

SCORED_TYPES = ("verdict", "choice", "choices", "rating", "points", "number", "stopwatch", "k_of_n", "deduct", "all_of")
STORED_TYPES = ("text", "photo", "signature", "staff", "date", "time", "datetime", "barcode", "location", "instruction")
POLICIES = {
    "na": ("exclude", "zero", "pass", "forbid"),
    "unseen": ("exclude", "zero", "forbid"),
    "unanswered": ("block", "exclude", "zero"),
    "repeat": ("pool", "mean"),
    "decimals": ("0", "1", "2"),
    "round_down": (False, True),
    "cap_bonus": (True, False),
}
ROLL_UPS = ("points", "weighted_points", "mean")
SCALES = ("100", "10", "5", "start", "demerits", "demerits+start")
CRITICALS = ("flag", "fail", "zero_section", "zero_total", "cap")
REPEATS = ("staff", "table", "area")
STATES = ("answered", "na", "unseen", "unanswered")
CONDITIONS = ("is", "is_not", "in", "lt", "le", "gt", "ge", "answered", "state", "includes", "all", "any", "not")
APPLIES = ("has", "lacks")
#: every name a batch must yield often enough
RULES = (
    *(f"type:{name}" for name in SCORED_TYPES + STORED_TYPES),
    *(f"{policy}:{value}" for policy, values in POLICIES.items() for value in values),
    *(f"item na:{value}" for value in POLICIES["na"]),
    *(f"item unseen:{value}" for value in POLICIES["unseen"]),
    *(f"roll_up:{name}" for name in ROLL_UPS),
    *(f"scale:{name}" for name in SCALES),
    *(f"critical:{name}" for name in ("none", *CRITICALS)),
    *(f"repeat:{kind}" for kind in REPEATS),
    *(f"condition:{word}" for word in CONDITIONS),
    *(f"applies:{word}" for word in APPLIES),
    *(f"state:{name}" for name in STATES),
    "any_subject", "total", "by_failures", "bonus", "na_score", "optional", "on_fail:never", "cap:figure", "cap:grade",
    "unless:criticals", "unless:any_item_above", "event", "levels", "bands", "for outside repeats", "pointless deduct",
)  # fmt: skip

_OPTION_IDS = ("one", "two", "three", "four", "none")
_ATTRIBUTES = ("smoking_area", "private_rooms", "terrace")
_DIMENSIONS = ("appearance", "greeting", "hygiene")
_FACTORS = ("tangibles", "reliability", "empathy")


@dataclass
class Case:
    """One random checklist, a sheet for it, and the rules it exercises."""

    seed: int
    document: Json
    sheet: Json
    rules: set[str] = field(default_factory=set)


def case(seed: int) -> Case:
    """One case; the same seed gives the same case."""
    return _Writer(random.Random(seed), Case(seed, {}, {})).write()


class _Writer:
    """Writes one case with one source of chance."""

    def __init__(self, chance: random.Random, made: Case) -> None:
        self.chance = chance
        self.made = made
        self.losses = False
        self.is_demerits = False
        self.grades: list[str] = []
        self.earlier: list[tuple[Json, Json]] = []  # (section, item) that a condition may ask about

    def write(self) -> Case:
        scoring = self._scoring()
        sections = [self._section(n, scoring) for n in range(self.chance.randint(1, 4))]
        self.made.document = {"id": f"case-{self.made.seed}", "title": {"und": "Case"}, "kind": "round", "pack": "restaurant",
                              "scoring": scoring, "sections": sections}  # fmt: skip
        self.made.sheet = self._sheet(sections)
        return self.made

    # the settings

    def _scoring(self) -> Json:
        scoring: Json = {}
        for policy, values in POLICIES.items():
            if self._is_likely(0.6):
                scoring[policy] = self._seen(policy, self.chance.choice(values))
        scale = self._seen("scale", self.chance.choice(SCALES))
        self.losses = scale not in ("100", "10", "5")
        if scale != "start":
            scoring["scale"] = scale.split("+")[0]
        if scale.endswith("start"):
            scoring["start"] = self.chance.choice(("100", "60", "12.5"))
        scoring["roll_up"] = self._seen("roll_up", "points" if self.losses else self.chance.choice(ROLL_UPS))
        if not self.losses and self._is_likely(0.3):
            self._seen("total")
            scoring["total"] = self.chance.choice(({"rating": "0.7", "steps": "0.3"}, {"rating": "0.335", "steps": "0.665"}))
        if self._is_likely(0.3):
            scoring["criticals_to_fail"] = str(self.chance.randint(1, 3))
        if self._is_likely(0.2):
            scoring["observed_from"] = self.chance.choice(("0", "50", "100"))
        self.is_demerits = scoring.get("scale") == "demerits"
        top = Decimal(20) if self.is_demerits else Decimal(scoring.get("start") or scoring["scale"])
        if self._is_likely(0.5):
            scoring["pass_to" if self.is_demerits else "pass_from"] = self._share_of(top)
        if self._is_likely(0.7):
            scoring["grades"] = self._grades(top)
        return scoring

    def _grades(self, top: Decimal) -> list[Json]:
        self.grades = ["A", "B", "C", "D"][: self.chance.randint(2, 4)]
        cuts = sorted(Decimal(self._share_of(top)) for _ in self.grades)
        bands = []
        for grade, cut in zip(self.grades, cuts if self.is_demerits else reversed(cuts), strict=True):
            bounds = ("to", "below") if self.is_demerits else ("from", "above")
            band: Json = {"grade": grade, self.chance.choice(bounds): _text(cut)}
            if self._is_likely(0.4):
                key = self._seen("unless", self.chance.choice(("criticals", "any_item_above")))
                band["unless"] = {key: str(self.chance.randint(1, 3))}
            bands.append(band)
        if self._is_likely(0.7):  # the rest
            for bound in ("from", "above", "to", "below"):
                bands[-1].pop(bound, None)
        return bands

    # sections and items

    def _section(self, number: int, scoring: Json) -> Json:
        section: Json = {"id": f"s{number}", "title": {"und": "Section"}}
        if self._is_likely(0.45):
            section["repeat"] = self._seen("repeat", self.chance.choice(REPEATS))
        if self._is_likely(0.5):
            section["weight"] = self._number(Decimal("0.5"), 40)
        if "total" in scoring:
            section["group"] = self.chance.choice(("rating", "steps"))
        if self._is_likely(0.2):
            self._seen("by_failures")
            section["by_failures"] = ["100", "75", "33.3", "0"][: self.chance.randint(2, 4)]
        if self._is_likely(0.6):
            section["dimension"] = self.chance.choice(_DIMENSIONS)
        if self._is_likely(0.4):
            section["factor"] = self.chance.choice(_FACTORS)
        self._visibility(section, section)
        section["items"] = []
        for n in range(self.chance.randint(1, 6)):
            section["items"].append(self._item(f"i{number}{n}", section))
        return section

    def _item(self, name: str, section: Json) -> Json:
        kind = self._seen("type", self.chance.choice(SCORED_TYPES if self._is_likely(0.75) else STORED_TYPES))
        if kind == "all_of" and not _free_members(section):
            kind = "verdict"
        item: Json = {"id": name, "ask": {"und": "Seen?"}, "type": kind}
        if kind in SCORED_TYPES:
            getattr(self, f"_shape_{kind}")(item, section)
            self._rules_of(item, kind)
        elif self._is_likely(0.2) and kind != "instruction":
            item["required"] = True
        self._visibility(item, section)
        if kind not in ("all_of", "instruction"):
            self.earlier.append((section, item))
        return item

    def _rules_of(self, item: Json, kind: str) -> None:
        if self._is_likely(0.2):
            item["required"] = False
            self._seen("optional")
        if self._is_likely(0.1) and kind != "all_of" and not self._is_pointless(item):
            self._seen("bonus")
            item["bonus"] = True
        if self._is_likely(0.3) and kind != "all_of":
            item["na"] = self._seen("item na", self.chance.choice(POLICIES["na"]))
        if self._is_likely(0.1) and kind != "all_of" and not item.get("bonus") and not self._is_pointless(item):
            self._seen("na_score")
            item["na_score"] = self.chance.choice(("0", item.get("points", "1")))
        if self._is_likely(0.2) and kind != "all_of":
            item["unseen"] = self._seen("item unseen", self.chance.choice(POLICIES["unseen"]))
        if self._is_likely(0.1):
            item["dimension"] = self.chance.choice(_DIMENSIONS)
        if self._is_likely(0.1) and kind != "all_of":
            item["on_fail"] = self._seen("on_fail", "never")
        elif self._is_likely(0.35) and kind != "all_of" and not item.get("bonus"):
            self._critical(item)
        else:
            self._seen("critical:none")

    def _critical(self, item: Json) -> None:
        is_figure = not self.is_demerits and (not self.grades or self._is_likely(0.5))
        kinds = CRITICALS if is_figure or self.grades else CRITICALS[:-1]
        item["critical"] = self._seen("critical", self.chance.choice(kinds))
        if item["critical"] == "cap":
            kind = self._seen("cap", "figure" if is_figure else "grade")
            item["cap"] = self._number(0, 60) if kind == "figure" else self.chance.choice(self.grades)

    def _shape_verdict(self, item: Json, section: Json) -> None:
        self._points(item)

    def _shape_choice(self, item: Json, section: Json) -> None:
        item["options"] = self._options(("-1", "-0.5", "0", "1", "2", "2.5"))
        if self._is_likely(0.4):
            for option in item["options"]:
                option["fails"] = self._is_likely(0.4)

    def _shape_choices(self, item: Json, section: Json) -> None:
        item["options"] = self._options(("-1", "0", "1", "2", "0.333"))
        if self._is_likely(0.3):
            item["possible"] = self.chance.choice(("1", "2", "3"))
        if self._is_likely(0.4):
            item["fails_below"] = self.chance.choice(("0.5", "1"))

    def _shape_rating(self, item: Json, section: Json) -> None:
        self._points(item)
        count = self.chance.randint(2, 5)
        if self._is_likely(0.5):
            self._seen("levels")
            item["levels"] = [{"value": str(n + 1), "label": {"und": "Level"}} for n in range(count)]
            if self._is_likely(0.6):
                scores = sorted(self.chance.sample(range(0, 100, 10), count))
                for level, points in zip(item["levels"], scores, strict=True):
                    level["points"] = str(points)
        else:
            item["max"] = str(count)
        if count > 2 and self._is_likely(0.3):
            item["fails_at"] = str(self.chance.randint(1, count - 1))

    def _shape_points(self, item: Json, section: Json) -> None:
        item["points"] = self.chance.choice(("1", "5", "10", "2.5"))
        if self._is_likely(0.5) or item["points"] == "2.5":
            item["step"] = "0.5"
        if self._is_likely(0.3):
            item["fails_below"] = self.chance.choice(("0.6", "0.333"))

    def _shape_number(self, item: Json, section: Json) -> None:
        item["unit"] = {"und": "°C"}
        if self._is_likely(0.5):
            self._seen("bands")
            item["bands"] = [{"below": "5", "points": "2"}, {"from": "5", "to": "8", "points": self.chance.choice(("1", "0", "1.5"))}]
            if self._is_likely(0.5):
                item["bands"].append({"above": "8", "points": "0"})
            return
        self._points(item)
        item["min"], item["max"] = "2", "8"
        if self._is_likely(0.3):
            del item[self.chance.choice(("min", "max"))]
        if self._is_likely(0.6):
            item["tolerance"] = self.chance.choice(("3", "1.5"))

    def _shape_stopwatch(self, item: Json, section: Json) -> None:
        self._points(item)
        item["target"], item["limit"] = "30", self.chance.choice(("60", "90", "97"))

    def _shape_k_of_n(self, item: Json, section: Json) -> None:
        self._points(item)
        if self._is_likely(0.3):
            item["fails_below"] = self.chance.choice(("0.5", "0.9"))
        if self._is_likely(0.4):
            self._seen("event")
            item["observe"] = "event"
            item["needed"] = str(self.chance.randint(1, 4))

    def _shape_deduct(self, item: Json, section: Json) -> None:
        item["each"] = self.chance.choice(("1", "2", "0.5"))
        if self.losses and self._is_likely(0.5):
            self._seen("pointless deduct")
            return
        item["points"] = self.chance.choice(("1", "10", "5"))
        if self._is_likely(0.4):
            item["floor"] = self.chance.choice(("0", "-2", "-5.5"))

    def _shape_all_of(self, item: Json, section: Json) -> None:
        self._points(item)
        free = _free_members(section)
        item["items"] = [member["id"] for member in self.chance.sample(free, min(len(free), self.chance.randint(1, 3)))]

    def _options(self, points: tuple[str, ...]) -> list[Json]:
        names = _OPTION_IDS[: self.chance.randint(2, 4)]
        options: list[Json] = [{"id": name, "label": {"und": name}, "points": self.chance.choice(points)} for name in names]
        options[0]["points"] = "2"
        if self._is_likely(0.4):
            options.append({"id": "none", "label": {"und": "none"}, "scored": False})
        return options

    def _points(self, item: Json) -> None:
        if self._is_likely(0.6):
            item["points"] = self.chance.choice(("1", "2", "3", "0.5", "10", "0.125", "0"))

    def _is_pointless(self, item: Json) -> bool:
        return item["type"] == "deduct" and "points" not in item

    # visibility

    def _visibility(self, asked: Json, section: Json) -> None:
        if self.earlier and self._is_likely(0.2):
            asked["when"] = self._condition(section, depth=2)
        if self._is_likely(0.08):
            word = self.chance.choice(APPLIES)
            asked["applies"] = {"site": {self._seen("applies", word): self.chance.choice(_ATTRIBUTES)}}

    def _condition(self, section: Json, depth: int) -> Json:
        if depth and self._is_likely(0.35):
            word = self._seen("condition", self.chance.choice(("all", "any", "not")))
            if word == "not":
                return {"not": self._condition(section, depth - 1)}
            return {word: [self._condition(section, depth - 1) for _ in range(2)]}
        home, item = self.chance.choice(self.earlier)
        leaf: Json = {"item": item["id"], **self._test(item)}
        if home.get("repeat") and (home is not section or self._is_likely(0.1)):
            self._seen("any_subject")
            leaf["any_subject"] = True
        return leaf

    def _test(self, item: Json) -> Json:
        value = self._value(item)
        words = ["answered", "state"]
        if item["type"] == "choices":
            words += ["includes"] * 4
            value = self.chance.choice(item["options"])["id"]
        elif item["type"] not in ("k_of_n", "photo", "signature", "location"):
            words += ["is", "is_not", "in"] * 2
        if item["type"] in ("rating", "points", "number", "stopwatch", "deduct", "time"):
            words += ["lt", "le", "gt", "ge"] * 3
        word = self._seen("condition", self.chance.choice(words))
        if word == "answered":
            return {"answered": True}
        if word == "state":
            return {"state": self.chance.choice(STATES)}
        return {word: [value, self._value(item)] if word == "in" else value}

    # the sheet

    def _sheet(self, sections: list[Json]) -> Json:
        sheet: Json = {"answers": []}
        people = {kind: [f"{kind}:{n}" for n in range(1, self.chance.randint(1, 4))] for kind in REPEATS}
        if self._is_likely(0.6):
            sheet["subjects"] = {kind: self.chance.sample(names, self.chance.randint(0, len(names))) for kind, names in people.items()}
        if self._is_likely(0.7):
            sheet["site"] = {"has": self.chance.sample(_ATTRIBUTES, self.chance.randint(0, 3))}
        care = self.chance.choice((0.7, 0.9, 1.0))
        for section in sections:
            for item in section["items"]:
                if item["type"] in ("all_of", "instruction"):
                    continue
                for subject in self._asked_of(section, people):
                    if self._is_likely(care):
                        sheet["answers"].append(self._answer(item, subject))
                    else:
                        self._seen("state:unanswered")
        if self._is_likely(0.3):
            self.chance.shuffle(sheet["answers"])
        return sheet

    def _asked_of(self, section: Json, people: dict[str, list[str]]) -> list[str | None]:
        if "repeat" in section:
            return list(people[section["repeat"]])
        if self._is_likely(0.1):
            self._seen("for outside repeats")
            return [self.chance.choice(("staff:1", "staff:9"))]
        return [None]

    def _answer(self, item: Json, subject: str | None) -> Json:
        state = self._seen("state", self.chance.choices(STATES, (80, 10, 8, 2))[0])
        answer: Json = {"item": item["id"], "state": state}
        if subject is not None:
            answer["for"] = subject
        if state == "answered":
            answer["value"] = self._value(item)
        return answer

    def _value(self, item: Json) -> Any:
        return _VALUES[item["type"]](self.chance, item)

    # chance

    def _is_likely(self, share: float) -> bool:
        return self.chance.random() < share

    def _seen(self, rule: str, value: Any = None) -> Any:
        """Note that a rule is exercised; gives the value back, to be written where it is used."""
        self.made.rules.add(rule if value is None else f"{rule}:{value}")
        return value

    def _number(self, low: Decimal | int, high: int) -> str:
        return _text(Decimal(self.chance.randint(int(low * 2), high * 2)) / 2)

    def _share_of(self, top: Decimal) -> str:
        return _text(top * Decimal(self.chance.randint(0, 40)) / 40)


def _free_members(section: Json) -> list[Json]:
    taken = {member for item in section["items"] if item["type"] == "all_of" for member in item["items"]}
    return [item for item in section["items"]
            if item["type"] in SCORED_TYPES and item["type"] != "all_of" and item["id"] not in taken and not item.get("bonus")
            and not (item["type"] == "deduct" and "points" not in item)]  # fmt: skip


def _text(number: Decimal) -> str:
    """The minimal decimal string, as in a canonical document."""
    text = format(number.quantize(Decimal("0.001")), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _choices_value(chance: random.Random, item: Json) -> list[str]:
    scored = [option["id"] for option in item["options"] if option.get("scored") is not False]
    if len(scored) < len(item["options"]) and chance.random() < 0.2:
        return ["none"]
    return chance.sample(scored, chance.randint(0, len(scored)))


def _points_value(chance: random.Random, item: Json) -> str:
    step = Decimal(item.get("step", "1"))
    return _text(step * chance.randint(0, int(Decimal(item["points"]) / step)))


def _k_of_n_value(chance: random.Random, item: Json) -> dict[str, str]:
    n = chance.randint(0, 6)
    return {"k": str(chance.randint(0, n)), "n": str(n)}


_VALUES: dict[str, Callable[[random.Random, Json], Any]] = {
    "verdict": lambda chance, item: chance.choice(("pass", "pass", "pass", "fail")),
    "choice": lambda chance, item: chance.choice(item["options"])["id"],
    "choices": _choices_value,
    "rating": lambda chance, item: str(chance.randint(1, len(item.get("levels", ())) or int(item["max"]))),
    "points": _points_value,
    "number": lambda chance, item: _text(Decimal(chance.randint(-20, 140)) / 10),
    "stopwatch": lambda chance, item: str(chance.randint(0, 120)),
    "k_of_n": _k_of_n_value,
    "deduct": lambda chance, item: str(chance.choice((0, 0, 1, 2, 7))),
    "text": lambda chance, item: chance.choice(("good", "late")),
    "photo": lambda chance, item: ["a" * 64],
    "signature": lambda chance, item: "b" * 64,
    "staff": lambda chance, item: f"staff:{chance.randint(1, 3)}",
    "date": lambda chance, item: f"2026-11-{chance.randint(10, 12)}",
    "time": lambda chance, item: f"{chance.randint(9, 22):02d}:30",
    "datetime": lambda chance, item: f"2026-11-22T{chance.randint(9, 22):02d}:30:00+08:00",
    "barcode": lambda chance, item: f"69012345{chance.randint(10000, 10003)}",
    "location": lambda chance, item: {"lat": "31.2", "lon": "121.5"},
    "instruction": lambda chance, item: None,
}
