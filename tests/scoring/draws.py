"""Chance for the generator, which remembers what it exercised."""

import random
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, TypeVar

Json = dict[str, Any]
One = TypeVar("One")


class Draw:
    """One source of chance; `rules` are the names of the rules exercised so far."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.rules: set[str] = set()

    def likely(self, share: float) -> bool:
        return self.chance.random() < share

    def one(self, choices: Sequence[One]) -> One:
        return self.chance.choice(choices)

    def some(self, choices: Sequence[One], least: int = 0) -> list[One]:
        return self.chance.sample(choices, self.chance.randint(least, len(choices)))

    def whole(self, low: int, high: int) -> int:
        return self.chance.randint(low, high)

    def note(self, *rules: str) -> None:
        self.rules.update(rules)

    def noted(self, rule: str, choices: Sequence[One]) -> One:
        """One of the choices, noted as `rule:choice`."""
        found = self.one(choices)
        self.note(f"{rule}:{found}")
        return found


def text(number: Decimal) -> str:
    """The minimal decimal string, as in a canonical document."""
    written = format(number.quantize(Decimal("0.001")), "f")
    return written.rstrip("0").rstrip(".") if "." in written else written
