"""What a checklist is: frozen, with every default filled in. Numbers are exact fractions, durations seconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Text = Mapping[str, str]  # {language: text}; und = written without a language

UNSCORED = frozenset(
    ("text", "photo", "signature", "staff", "date", "time", "datetime", "barcode", "location", "instruction")
)


def text_in(text: Text | None, language: str) -> str:
    """The text in `language`; a missing language falls back to the other. Empty when there is none."""
    if not text:
        return ""
    return text.get(language) or text.get("und") or next(iter(text.values()))


@dataclass(frozen=True, slots=True)
class Rectify:
    """What a failure leads to: severity urgent, major, general or systemic; the owner before resolving."""

    severity: str | None
    within_seconds: Fraction | None
    owner: str | None
    action: Text | None


@dataclass(frozen=True, slots=True)
class OnFail:
    kind: str | None  # coach, fix, repair or manage
    note: str  # none, optional or required
    photo: str
    rectify: Rectify | None
    never: bool  # a failure here is no finding


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: Text
    points: Fraction
    scored: bool
    fails: bool | None  # None: not said


@dataclass(frozen=True, slots=True)
class Level:
    value: int
    label: Text
    points: Fraction | None


@dataclass(frozen=True, slots=True)
class Bounds:
    """A band of figures: from and to are included, above and below are not; None is unbounded."""

    from_: Fraction | None
    above: Fraction | None
    to: Fraction | None
    below: Fraction | None

    def holds(self, figure: Fraction | int) -> bool:
        return (
            (self.from_ is None or figure >= self.from_)
            and (self.above is None or figure > self.above)
            and (self.to is None or figure <= self.to)
            and (self.below is None or figure < self.below)
        )


@dataclass(frozen=True, slots=True)
class Band:
    bounds: Bounds
    points: Fraction


@dataclass(frozen=True, slots=True)
class Grade:
    grade: str
    title: Text
    bounds: Bounds
    unless_criticals: int | None  # passed over at so many failed critical instances
    unless_item_above: Fraction | None  # passed over when one item lost more than this


@dataclass(frozen=True, slots=True)
class Applies:
    has: str | None
    lacks: str | None


@dataclass(frozen=True, slots=True)
class Leaf:
    """One question about one item. op: is, is_not, in, lt, le, gt, ge, answered, state or includes."""

    item: str
    op: str
    value: str | tuple[str, ...]
    any_subject: bool


@dataclass(frozen=True, slots=True)
class Combined:
    """op all or any over several conditions, or not over one."""

    op: str
    parts: tuple[Condition, ...]


Condition = Leaf | Combined


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    type: str
    ask: Text
    section: str
    points: Fraction  # P; 1 when not written
    has_points: bool  # written; a deduct item without points only loses
    critical: str
    cap: str | None
    bonus: bool
    required: bool
    dimension: str | None
    factor: str | None
    qsc: str | None
    observe: str  # state or event
    needed: int | None
    bulk: bool
    owner: str | None
    positions: tuple[str, ...]  # keys or names of those whose work it is; empty: not said
    moment: bool
    subjective: bool
    standards: tuple[str, ...]
    guide: Text
    script: Text
    reference: str | None
    notes: tuple[Text, ...]
    na: str | None  # None: the policy of the checklist
    na_reason: str
    na_score: Fraction | None
    unseen: str | None
    on_fail: OnFail
    when: Condition | None
    applies: Applies | None
    options: tuple[Option, ...] = ()
    possible: Fraction | None = None
    levels: tuple[Level, ...] = ()
    max: int | None = None
    fails_at: int = 1
    fails_below: Fraction | None = None
    step: Fraction = Fraction(1)
    unit: Text | None = None
    least: Fraction | None = None  # `min` of a number
    most: Fraction | None = None  # `max` of a number
    tolerance: Fraction | None = None
    bands: tuple[Band, ...] = ()
    target_seconds: Fraction | None = None
    limit_seconds: Fraction | None = None
    each: Fraction = Fraction(1)
    floor: Fraction = Fraction(0)
    members: tuple[str, ...] = ()
    multiline: bool = False
    min_length: int = 0
    photos_least: int = 0
    photos_most: int | None = None
    source: str = "any"
    by: str | None = None

    @property
    def is_scored(self) -> bool:
        return self.type not in UNSCORED


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: Text
    dimension: str | None
    factor: str | None
    repeat: str | None  # staff, table or area
    group: str | None
    weight: Fraction
    by_failures: tuple[Fraction, ...]
    when: Condition | None
    applies: Applies | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Scoring:
    roll_up: str
    na: str
    unanswered: str
    unseen: str
    observed_from: Fraction
    repeat: str
    decimals: int
    scale: str  # 100, 10, 5 or demerits
    start: Fraction | None
    round_down: bool
    total: Mapping[str, Fraction]  # weight of each group; empty without a blend
    pass_from: Fraction | None
    pass_to: Fraction | None
    criticals_to_fail: int
    cap_bonus: bool
    show: str
    grades: tuple[Grade, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """One version of one checklist. `document` is its canonical form, `version` "sha256:" and the hash of it."""

    id: str
    title: Text
    kind: str
    pack: str | None
    filled_by: str | None
    minutes: Fraction | None
    intro: Text
    scoring: Scoring
    rectify: Rectify
    sections: tuple[Section, ...]
    document: Mapping[str, Any]
    version: str

    @property
    def items(self) -> Iterator[Item]:
        """All items in written order."""
        return (item for section in self.sections for item in section.items)

    def item(self, item_id: str) -> Item:
        """Raises KeyError when there is none of this id."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)
