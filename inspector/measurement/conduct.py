"""How inspectors go about it, against their peers: signals for a look, shown to the inspector first, never a sanction.

Rates (not applicable, not seen, answered in bulk, straight rounds, fast rounds) are told only where they are surely and clearly higher
than those of the peers at the same item. Source: docs/decisions.md, Fair measurement.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, groupby
from math import sqrt

FEWEST = 30  # answers or rounds of the inspector
FEWEST_OF_PEERS = 100
SURE = 3.0  # standard errors: with fifty inspectors and a hundred items one in some hundreds would be chance
TIMES_PEERS, ABOVE_PEERS = 2.0, 0.10  # and at least so much higher
STRAIGHT_FROM = 8  # graded answers all alike
RARELY_ABOVE, FEWEST_RARE = 0.01, 5  # of what is rare everywhere: a point higher, and not from a handful of cases
ALIKE_BITS = 5  # of 64, by which two pictures of the same thing differ at most
LONG_PAIRING = 6  # rounds of one site in a row by the same inspector


@dataclass(frozen=True, slots=True)
class Tally:
    """Of n answers (or rounds) of an inspector, hits were of the kind asked after; item None for rounds."""

    inspector: str
    item: str | None
    hits: float
    n: float


@dataclass(frozen=True, slots=True)
class Signal:
    """An inspector's rate that is higher than the peers'. Rates 0..1; sureness: the difference in standard errors."""

    inspector: str
    item: str | None
    rate: float
    peers: float
    n: float
    sureness: float


def above_peers(tallies: Iterable[Tally], effect: float = 1.0, above: float = ABOVE_PEERS, fewest_hits: int = 0) -> list[Signal]:
    """Rates surely and clearly above those of the peers, surest first.

    effect: the design effect of answers of one round (measurement.intervals.design_effect); n counts as n / effect.
    above, fewest_hits: of what is rare everywhere, ten points would never be reached and two or three would look sure.
    """
    by_item: dict[str | None, dict[str, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for one in tallies:
        own = by_item[one.item][one.inspector]
        own[0], own[1] = own[0] + one.hits, own[1] + one.n
    found = []
    for item, people in by_item.items():
        hits, n = (sum(own[part] for own in people.values()) for part in (0, 1))
        found += [
            signal
            for name, own in people.items()
            if own[0] >= fewest_hits
            and (signal := _signal(name, item, own[0], own[1], hits - own[0], n - own[1], effect, above)) is not None
        ]
    return sorted(found, key=lambda signal: (-signal.sureness, signal.inspector, str(signal.item)))


def _signal(
    name: str, item: str | None, hits: float, n: float, others: float, of: float, effect: float, above: float
) -> Signal | None:
    if n < FEWEST or of < FEWEST_OF_PEERS:
        return None
    rate, peers, both = hits / n, others / of, (hits + others) / (n + of)
    error = sqrt(both * (1 - both) * effect * (1 / n + 1 / of))
    if error == 0 or rate < TIMES_PEERS * peers or rate - peers < above or (rate - peers) / error < SURE:
        return None
    return Signal(name, item, rate, peers, n, (rate - peers) / error)


def is_straight(values: Sequence[Hashable]) -> bool:
    """Whether all graded answers of a round are the same, and enough to mean something. To be held against the peers' rate."""
    return len(values) >= STRAIGHT_FROM and len(set(values)) == 1


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo of a round. sha256: of its bytes; look: a perceptual hash of 64 bits, None where there is none."""

    id: Hashable
    round: Hashable
    sha256: str
    look: int | None = None


def reused(photos: Iterable[Photo]) -> list[tuple[Photo, Photo]]:
    """Pairs of photos of different rounds that are the same, or look the same; each pair once, in the order given."""
    photos = list(photos)
    buckets: dict[tuple[int, Hashable], list[int]] = defaultdict(list)
    for at, photo in enumerate(photos):
        buckets[-1, photo.sha256].append(at)
        if photo.look is not None:
            # Two hashes that differ in few bits have at least one of the strips in common.
            for strip in range(ALIKE_BITS + 1):
                buckets[strip, photo.look >> strip * 11 & 0x7FF].append(at)
    pairs = {pair for places in buckets.values() for pair in combinations(places, 2)}
    return [(photos[a], photos[b]) for a, b in sorted(pairs) if photos[a].round != photos[b].round and _is_alike(photos[a], photos[b])]


def _is_alike(one: Photo, other: Photo) -> bool:
    if one.sha256 == other.sha256:
        return True
    return one.look is not None and other.look is not None and (one.look ^ other.look).bit_count() <= ALIKE_BITS


@dataclass(frozen=True, slots=True)
class Slope:
    """Points by which a figure changes with each step, from lower to upper (95 %, by day, roughly); days: how many say so."""

    points: float
    lower: float
    upper: float
    days: int


def slope_within(days: Iterable[Sequence[tuple[float, float]]]) -> Slope | None:
    """How a figure goes with the order or the hour within one day of one inspector.

    days: for each, (place or hour, percent) of its rounds. What differs between days counts for nothing. None with fewer than two
    days that say something.
    """
    weights, products = [], []
    for rounds in days:
        middle_x, middle_y = (sum(pair[part] for pair in rounds) / max(1, len(rounds)) for part in (0, 1))
        weights.append(sum((x - middle_x) ** 2 for x, _ in rounds))
        products.append(sum((x - middle_x) * (y - middle_y) for x, y in rounds))
    told = [(weight, product) for weight, product in zip(weights, products, strict=True) if weight > 0]
    if len(told) < 2:
        return None
    whole = sum(weight for weight, _ in told)
    points = sum(product for _, product in told) / whole
    spread = sum((product - points * weight) ** 2 for weight, product in told) * len(told) / (len(told) - 1)
    reach = 1.96 * sqrt(spread) / whole
    return Slope(points, points - reach, points + reach, len(told))


@dataclass(frozen=True, slots=True)
class Pairing:
    """The last rounds of a site, all by one inspector: so many in a row."""

    inspector: str
    site: str
    rounds: int


def long_pairings(rounds: Iterable[tuple[str, str, datetime]]) -> list[Pairing]:
    """Sites (inspector, site, moment) whose last LONG_PAIRING rounds or more were by one inspector, longest first."""
    found = []
    for site, of_site in groupby(sorted(rounds, key=lambda one: (one[1], one[2], one[0])), key=lambda one: one[1]):
        inspectors = [inspector for inspector, _, _ in of_site]
        run = next((n for n, name in enumerate(reversed(inspectors)) if name != inspectors[-1]), len(inspectors))
        if run >= LONG_PAIRING:
            found.append(Pairing(inspectors[-1], site, run))
    return sorted(found, key=lambda one: (-one.rounds, one.site))
