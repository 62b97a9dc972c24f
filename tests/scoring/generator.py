"""Random checklists with filled sheets, for comparing the engine with its twin on the device.

`case(seed)` gives one canonical checklist document (numbers as decimal strings), one sheet of answers and the
names of the rules it exercises; the same seed always gives the same case.
"""

from dataclasses import dataclass
from decimal import Decimal

from tests.scoring.draws import Draw, Json, text
from tests.scoring.item_shapes import free_members, is_pointless, shape
from tests.scoring.sheets import ATTRIBUTES, FAULTS, REPEATS, STATES, fill, spoil, value_of

SCORED_TYPES = ("verdict", "choice", "choices", "rating", "points", "number", "stopwatch", "k_of_n", "deduct", "all_of")
STORED_TYPES = ("text", "photo", "signature", "staff", "date", "time", "datetime", "barcode", "location", "instruction")
POLICIES: dict[str, tuple[str | bool, ...]] = {
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
    *(f"fault:{code}" for code in sorted(set(FAULTS))),
    "any_subject", "total", "by_failures", "bonus", "na_score", "optional", "on_fail:never", "cap:figure", "cap:grade",
    "unless:criticals", "unless:any_item_above", "event", "levels", "bands", "for outside repeats", "pointless deduct",
)  # fmt: skip

_DIMENSIONS = ("appearance", "greeting", "hygiene")
_FACTORS = ("tangibles", "reliability", "empathy")
_SPOILED_SHARE = 0.3
_NUMERIC = ("rating", "points", "number", "stopwatch", "deduct")


@dataclass
class Case:
    """One random checklist, a sheet for it, and the rules it exercises."""

    seed: int
    document: Json
    sheet: Json
    rules: set[str]


def case(seed: int) -> Case:
    """One case; the same seed gives the same case."""
    draw = Draw(seed)
    document = _Writer(draw).checklist(f"case-{seed}")
    sheet = fill(draw, document["sections"])
    if draw.likely(_SPOILED_SHARE):
        spoil(draw, document["sections"], sheet)
    return Case(seed, document, sheet, draw.rules)


class _Writer:
    """Writes one checklist; keeps what later parts must fit to."""

    def __init__(self, draw: Draw) -> None:
        self.draw = draw
        self.counts_losses = False
        self.is_demerits = False
        self.grades: list[str] = []
        self.earlier: list[tuple[Json, Json]] = []  # (section, item) that a condition may ask about

    def checklist(self, name: str) -> Json:
        scoring = self._scoring()
        sections = [self._section(n, scoring) for n in range(self.draw.whole(1, 4))]
        return {"id": name, "title": {"und": "Case"}, "kind": "round", "scoring": scoring, "sections": sections}

    def _scoring(self) -> Json:
        draw = self.draw
        scoring: Json = {policy: draw.noted(policy, values) for policy, values in POLICIES.items() if draw.likely(0.6)}
        scale = draw.noted("scale", SCALES)
        self.counts_losses = scale not in ("100", "10", "5")
        self.is_demerits = scale.startswith("demerits")
        if scale != "start":
            scoring["scale"] = scale.split("+")[0]
        if scale.endswith("start"):
            scoring["start"] = draw.one(("100", "60", "12.5"))
        scoring["roll_up"] = draw.noted("roll_up", ROLL_UPS[:1] if self.counts_losses else ROLL_UPS)
        if not self.counts_losses and draw.likely(0.3):
            draw.note("total")
            scoring["total"] = draw.one(({"rating": "0.7", "steps": "0.3"}, {"rating": "0.335", "steps": "0.665"}))
        if draw.likely(0.3):
            scoring["criticals_to_fail"] = str(draw.whole(1, 3))
        if draw.likely(0.2):
            scoring["observed_from"] = draw.one(("0", "50", "100"))
        top = Decimal(20) if self.is_demerits else Decimal(scoring.get("start") or scoring["scale"])
        if draw.likely(0.5):
            scoring["pass_to" if self.is_demerits else "pass_from"] = self._share_of(top)
        if draw.likely(0.7):
            scoring["grades"] = self._grades(top)
        return scoring

    def _grades(self, top: Decimal) -> list[Json]:
        draw = self.draw
        self.grades = ["A", "B", "C", "D"][: draw.whole(2, 4)]
        cuts = sorted((Decimal(self._share_of(top)) for _ in self.grades), reverse=not self.is_demerits)
        bands: list[Json] = []
        for grade, cut in zip(self.grades, cuts, strict=True):
            bounds = ("to", "below") if self.is_demerits else ("from", "above")
            bands.append({"grade": grade, draw.one(bounds): text(cut)})
            if draw.likely(0.4):
                key = draw.noted("unless", ("criticals", "any_item_above"))
                bands[-1]["unless"] = {key: str(draw.whole(1, 3))}
        if draw.likely(0.7):  # the rest
            bands[-1] = {"grade": self.grades[-1]}
        return bands

    def _section(self, number: int, scoring: Json) -> Json:
        draw = self.draw
        section: Json = {"id": f"s{number}", "title": {"und": "Section"}}
        if draw.likely(0.45):
            section["repeat"] = draw.noted("repeat", REPEATS)
        if draw.likely(0.5):
            section["weight"] = draw.one(("0.5", "1", "2.5", "40", "0.333"))
        if "total" in scoring:
            section["group"] = draw.one(("rating", "steps"))
        if draw.likely(0.2):
            draw.note("by_failures")
            section["by_failures"] = ["100", "75", "33.3", "0"][: draw.whole(1, 4)]
        if draw.likely(0.6):
            section["dimension"] = draw.one(_DIMENSIONS)
        if draw.likely(0.4):
            section["factor"] = draw.one(_FACTORS)
        self._visibility(section, section, is_section=True)
        section["items"] = []
        for n in range(draw.whole(1, 6)):
            section["items"].append(self._item(f"i{number}{n}", section))
        return section

    def _item(self, name: str, section: Json) -> Json:
        kind = self.draw.one(SCORED_TYPES if self.draw.likely(0.75) else STORED_TYPES)
        if kind == "all_of" and not free_members(section):
            kind = "verdict"
        self.draw.note(f"type:{kind}")
        item: Json = {"id": name, "ask": {"und": "Seen?"}, "type": kind}
        if kind in SCORED_TYPES:
            item |= shape(kind, self.draw, section, counts_losses=self.counts_losses)
            self._rules_of(item)
        elif self.draw.likely(0.2) and kind != "instruction":
            item["required"] = True
        self._visibility(item, section)
        if kind not in ("all_of", "instruction"):
            self.earlier.append((section, item))
        return item

    def _rules_of(self, item: Json) -> None:
        draw = self.draw
        if draw.likely(0.2):
            item["required"] = False
            draw.note("optional")
        if draw.likely(0.1):
            item["bonus"] = True
            draw.note("bonus")
        if draw.likely(0.3):
            item["na"] = draw.noted("item na", POLICIES["na"])
        if draw.likely(0.1) and not is_pointless(item):
            draw.note("na_score")
            item["na_score"] = draw.one(("0", item.get("points", "0")))
        if draw.likely(0.2):
            item["unseen"] = draw.noted("item unseen", POLICIES["unseen"])
        if draw.likely(0.1):
            item["dimension"] = draw.one(_DIMENSIONS)
        if item["type"] == "all_of":
            return
        if draw.likely(0.1):
            item["on_fail"] = draw.noted("on_fail", ("never",))
        elif draw.likely(0.35) and not item.get("bonus"):
            self._critical(item)
        else:
            draw.note("critical:none")

    def _critical(self, item: Json) -> None:
        draw = self.draw
        is_figure = not self.is_demerits and (not self.grades or draw.likely(0.5))
        item["critical"] = draw.noted("critical", CRITICALS if is_figure or self.grades else CRITICALS[:-1])
        if item["critical"] == "cap":
            draw.note("cap:figure" if is_figure else "cap:grade")
            item["cap"] = draw.one(("0", "3.5", "8.95", "30", "59.5")) if is_figure else draw.one(self.grades)

    def _visibility(self, asked: Json, section: Json, *, is_section: bool = False) -> None:
        if self.earlier and self.draw.likely(0.2):
            asked["when"] = self._condition(None if is_section else section, depth=2)
        if self.draw.likely(0.08):
            asked["applies"] = {"site": {self.draw.noted("applies", APPLIES): self.draw.one(ATTRIBUTES)}}

    def _condition(self, home: Json | None, depth: int) -> Json:
        draw = self.draw
        if depth and draw.likely(0.35):
            word = draw.noted("condition", ("all", "any", "not"))
            if word == "not":
                return {"not": self._condition(home, depth - 1)}
            return {word: [self._condition(home, depth - 1) for _ in range(2)]}
        section, item = draw.one(self.earlier)
        leaf: Json = {"item": item["id"], **self._test(item)}
        if "repeat" in section and (section is not home or draw.likely(0.2)):
            draw.note("any_subject")
            leaf["any_subject"] = True
        return leaf

    def _test(self, item: Json) -> Json:
        draw, kind = self.draw, item["type"]
        words = ["answered", "state"]
        if kind == "choices":
            words += ["includes"] * 4
        elif kind not in ("k_of_n", "photo", "signature", "location"):
            words += ["is", "is_not", "in"] * 2
        if kind in (*_NUMERIC, "time"):
            words += ["lt", "le", "gt", "ge"] * 3
        word = draw.noted("condition", words)
        if word == "answered":
            return {word: True}
        if word == "state":
            return {word: draw.one(STATES)}
        if word == "includes":
            return {word: draw.one(item["options"])["id"]}
        wanted = [str(value_of(draw, item)) for _ in range(2)]
        return {word: wanted if word == "in" else wanted[0]}

    def _share_of(self, top: Decimal) -> str:
        return text(top * self.draw.whole(0, 40) / 40)
