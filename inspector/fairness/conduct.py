"""How inspectors go about it, held against their peers once a day: signals for a look, shown to the inspector first, never a sanction.

Source: docs/decisions.md, Looks, not verdicts; the arithmetic is measurement/conduct.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select

from inspector.checklists.models import ChecklistRow, ChecklistVersion
from inspector.extensions import db
from inspector.fairness import photo_looks
from inspector.fairness.models import ConductSignal
from inspector.inspections.models import Answer, Inspection
from inspector.measurement.conduct import (
    FEWEST,
    FEWEST_OF_PEERS,
    FEWEST_RARE,
    RARELY_ABOVE,
    STRAIGHT_FROM,
    Tally,
    above_peers,
    long_pairings,
    reused,
    slope_within,
)
from inspector.measurement.intervals import ASSUMED_LIKENESS, design_effect
from inspector.notices import board

LOOK_BACK = timedelta(days=60)
TO_KEEPER_AFTER = timedelta(
    days=7
)  # whoever looks after quality sees a signal when the inspector has, or after this time
FAST_SECONDS = 90
HALF_OF_PEERS = 0.5
MOST_SHOWN = 10  # rounds or pairs of photos kept to be opened
SLIGHT_SLOPE = 0.5  # points for each further round of a day
PRIVATE = frozenset(("fast",))  # shown to the inspector alone
TOLD = "Something about your rounds is worth a look. You see it first."

Key = tuple[int, str, str]  # account, kind, item


@dataclass(frozen=True, slots=True)
class _Round:
    id: int
    author: int
    checklist: str
    site: int
    began: datetime
    day: date
    seconds: int
    answers: int
    percent: float | None


@dataclass(slots=True)
class _Counts:
    na: list[Tally] = field(default_factory=list)
    unseen: list[Tally] = field(default_factory=list)


def look(at: datetime, raised: Mapping[int, tuple[int, int]]) -> int:
    """Hold the rounds of the last weeks against each other and keep what is worth a look. Returns how many signals are new.

    raised: {inspection: (answers that objections raised, how many of them no longer count for the person)} since `looks_back_to(at)`.
    """
    first = looks_back_to(at)
    rounds = _rounds(first)
    found: dict[Key, dict[str, Any]] = {
        **_rates(first), **_whole_rounds(rounds, first), **_paces(rounds), **_orders(rounds), **_pairings(rounds), **_photos(first),
        **_objections(rounds, raised, first),
    }  # fmt: skip
    return _keep(found, at)


def looks_back_to(at: datetime) -> date:
    """The first business day whose rounds are held against each other."""
    return (at - LOOK_BACK).date()


def of_inspector(account_id: int) -> list[ConductSignal]:
    """What stands about an inspector now, newest first."""
    return list(
        db.session.scalars(
            select(ConductSignal)
            .where(ConductSignal.account_id == account_id, ConductSignal.gone_at.is_(None))
            .order_by(ConductSignal.found_at.desc(), ConductSignal.id)
        )
    )


def for_keeper(account_id: int, at: datetime) -> list[ConductSignal]:
    """What whoever looks after quality may see of it."""
    return [
        one
        for one in of_inspector(account_id)
        if one.kind not in PRIVATE and (one.seen_at or one.found_at + TO_KEEPER_AFTER <= at)
    ]


def see(account_id: int, signal_id: int, word: str, at: datetime) -> bool:
    """The inspector has seen a signal and may say a word. False where it is not his."""
    signal = db.session.get(ConductSignal, signal_id)
    if signal is None or signal.account_id != account_id:
        return False
    signal.seen_at = signal.seen_at or at
    if word:
        signal.word, signal.word_at = word, at
    return True


def _counted(statement: Select[Any], first: date) -> Select[Any]:
    """Rounds by inspectors in person: no self-check, no mystery visit, no second look."""
    return statement.where(
        Inspection.business_day >= first,
        Inspection.flag.is_(None),
        Inspection.reinspects.is_(None),
        Inspection.line.in_(("area", "audit")),
    )


def _with_list(statement: Select[Any]) -> Select[Any]:
    return statement.join(ChecklistVersion, ChecklistVersion.id == Inspection.checklist_version_id).join(
        ChecklistRow, ChecklistRow.id == ChecklistVersion.checklist_id
    )


def _rounds(first: date) -> list[_Round]:
    chosen: Any = select(
        Inspection.id, Inspection.author_id, ChecklistRow.key, Inspection.site_id, Inspection.started_at, Inspection.business_day,
        Inspection.active_seconds, Inspection.answer_count, Inspection.percent,
    )  # fmt: skip
    rows = db.session.execute(_counted(_with_list(chosen), first).order_by(Inspection.started_at))
    return [
        _Round(r.id, r.author_id, r.key, r.site_id, r.started_at, r.business_day, r.active_seconds, r.answer_count,
               float(r.percent) if r.percent else None)
        for r in rows
    ]  # fmt: skip


def _rates(first: date) -> dict[Key, dict[str, Any]]:
    """Not applicable and not seen, by question."""
    chosen: Any = select(
        Inspection.author_id, ChecklistRow.key, Answer.item, func.count().label("n"),
        func.count(func.distinct(Inspection.id)).label("rounds"),
        func.sum(cast(Answer.state == "na", Integer)).label("na"), func.sum(cast(Answer.state == "unseen", Integer)).label("unseen"),
    )  # fmt: skip
    statement = _counted(_with_list(chosen.join(Answer, Answer.inspection_id == Inspection.id)), first)
    rows = db.session.execute(statement.group_by(Inspection.author_id, ChecklistRow.key, Answer.item)).all()
    counts = _Counts()
    for r in rows:
        name = f"{r.key}/{r.item}"
        counts.na.append(Tally(str(r.author_id), name, r.na, r.n))
        counts.unseen.append(Tally(str(r.author_id), name, r.unseen, r.n))
    together = sum(r.n for r in rows) / max(1, sum(r.rounds for r in rows))
    effect = design_effect([max(1, round(together))], ASSUMED_LIKENESS)
    return _above("na", counts.na, effect) | _above("unseen", counts.unseen, effect)


def _whole_rounds(rounds: Sequence[_Round], first: date) -> dict[Key, dict[str, Any]]:
    """Answered in bulk, all alike, and under 90 seconds, by round."""
    chosen: Any = select(
        Inspection.id, func.count().label("n"), func.sum(cast(Answer.is_bulk, Integer)).label("bulk"),
        func.sum(cast(Answer.is_failed, Integer)).label("failed"),
    )  # fmt: skip
    statement = _counted(chosen.join(Answer, Answer.inspection_id == Inspection.id), first).group_by(Inspection.id)
    by_round = {
        r.id: r for r in db.session.execute(statement.where(Answer.state == "answered", Answer.possible != "0"))
    }
    bulk, straight, fast = [], [], []
    for one in rounds:
        who, row = str(one.author), by_round.get(one.id)
        fast.append(Tally(who, None, float(one.seconds < FAST_SECONDS), 1))
        if row is not None:
            bulk.append(Tally(who, None, row.bulk, row.n))
            straight.append(Tally(who, None, float(row.n >= STRAIGHT_FROM and row.failed in (0, row.n)), 1))
    usual = design_effect([max(1, round(sum(one.n for one in bulk) / max(1, len(bulk))))], ASSUMED_LIKENESS)
    found = _above("bulk", bulk, usual) | _above("straight", straight, 1.0)
    for account, own in _grouped((int(one.inspector), one.hits) for one in fast).items():
        if sum(own):
            found[account, "fast", ""] = {"rounds": int(sum(own)), "of": len(own)}
    return found


def _objections(rounds: Sequence[_Round], raised: Mapping[int, tuple[int, int]], first: date) -> dict[Key, dict[str, Any]]:
    """Answers that count for people and were raised after an objection, of all that were given."""
    chosen: Any = select(Inspection.id, func.count().label("n"))
    statement = _counted(chosen.join(Answer, Answer.inspection_id == Inspection.id), first).group_by(Inspection.id)
    counting = statement.where(Answer.state == "answered", Answer.borne_by == "person")
    given = {r.id: r.n for r in db.session.execute(counting)}
    tallies, of_inspector = [], defaultdict(list)
    for one in rounds:
        hits, gone = raised.get(one.id, (0, 0))
        tallies.append(Tally(str(one.author), None, hits, given.get(one.id, 0) + gone))
        if hits:
            of_inspector[one.author].append((one, hits))
    sizes = [round(one.n) for one in tallies if one.n]
    effect = design_effect([max(1, round(sum(sizes) / max(1, len(sizes))))], ASSUMED_LIKENESS)
    found = _above("raised", tallies, effect, above=RARELY_ABOVE, fewest_hits=FEWEST_RARE)
    for (account, _kind, _item), figures in found.items():
        own = of_inspector[account]
        shown = [[one.id, one.day.isoformat()] for one, _hits in own[-MOST_SHOWN:]]
        figures |= {"raised": sum(hits for _one, hits in own), "rounds": shown, "since": first.isoformat()}
    return found


def _above(kind: str, tallies: Iterable[Tally], effect: float, **limits: Any) -> dict[Key, dict[str, Any]]:
    return {
        (int(one.inspector), kind, one.item or ""): {
            "rate": round(one.rate, 4),
            "peers": round(one.peers, 4),
            "n": int(one.n),
        }
        for one in above_peers(tallies, effect, **limits)
    }


def _paces(rounds: Sequence[_Round]) -> dict[Key, dict[str, Any]]:
    """Half the time per answer that the peers take at the same list, or less."""
    paces: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in rounds:
        if one.answers and one.seconds > 0:
            paces[one.checklist][one.author].append(one.seconds / one.answers)
    found: dict[Key, dict[str, Any]] = {}
    for checklist, people in paces.items():
        for account, own in people.items():
            peers = [pace for other, others in people.items() if other != account for pace in others]
            if len(own) >= FEWEST and len(peers) >= FEWEST_OF_PEERS and median(own) <= HALF_OF_PEERS * median(peers):
                figures = {"seconds": round(median(own), 1), "peers": round(median(peers), 1), "n": len(own)}
                found[account, "quick_answers", checklist] = figures
    return found


def _orders(rounds: Sequence[_Round]) -> dict[Key, dict[str, Any]]:
    """Later rounds of a day that find surely less than earlier ones of the same day."""
    days: dict[tuple[int, date, str], list[float]] = defaultdict(list)
    for one in rounds:
        if one.percent is not None:
            days[one.author, one.day, one.checklist].append(one.percent)
    by_author = _grouped((author, list(enumerate(percents))) for (author, _day, _list), percents in days.items())
    found: dict[Key, dict[str, Any]] = {}
    for account, own in by_author.items():
        slope = slope_within([[(float(place), percent) for place, percent in day] for day in own])
        if slope is not None and slope.days >= FEWEST and slope.lower > 0 and slope.points >= SLIGHT_SLOPE:
            found[account, "tired", ""] = {"points": round(slope.points, 1), "days": slope.days}
    return found


def _pairings(rounds: Sequence[_Round]) -> dict[Key, dict[str, Any]]:
    seen = ((str(one.author), str(one.site), one.began) for one in rounds)
    return {
        (int(one.inspector), "pairing", f"site/{one.site}"): {"rounds": one.rounds, "site": int(one.site)}
        for one in long_pairings(seen)
    }


def _photos(first: date) -> dict[Key, dict[str, Any]]:
    found: dict[Key, dict[str, Any]] = {}
    for account, photos in photo_looks.photos_since(first).items():
        pairs = reused(photos)
        if pairs:
            shown = [[one.id, other.id] for one, other in pairs[:MOST_SHOWN]]
            found[account, "photo_again", ""] = {"pairs": shown, "count": len(pairs)}
    return found


def _keep(found: Mapping[Key, dict[str, Any]], at: datetime) -> int:
    known = {(one.account_id, one.kind, one.item): one for one in db.session.scalars(select(ConductSignal))}
    for key, one in known.items():
        if key not in found:
            one.gone_at = one.gone_at or at
    fresh = 0
    for (account, kind, item), figures in found.items():
        signal = known.get((account, kind, item)) or ConductSignal(account_id=account, kind=kind, item=item, gone_at=at)
        if signal.gone_at is not None:  # new, or back again: shown to the inspector first
            signal.gone_at, signal.found_at, signal.seen_at = None, at, None
            board.announce([account], f"conduct:{at:%Y-%m-%d}", TOLD, {}, "/severity/mine", at)
            fresh += 1
        signal.figures, signal.last_found_at = figures, at
        db.session.add(signal)
    return fresh


def _grouped(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found
