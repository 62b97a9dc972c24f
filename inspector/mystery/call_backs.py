"""One visit of an agency in ten is asked about again, and of each campaign one at least: by telephone, from the till, from the recordings.

Which ones, nobody outside can foresee: a hash keyed with the secret of the deployment makes a lot of each visit's id, so it cannot be
chosen either. The lowest tenth of all lots is drawn, and the lowest of those that an agency was given in a campaign, as each arrives.
Where one was taken and none of them arrived yet, the lowest of what is here is. A draw is written down and stays, whatever becomes of the
secret. The agency is not told.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery.agency_models import CALL_BACK_RESULTS, CallBack
from inspector.mystery.campaigns import GONE
from inspector.mystery.models import Visit

ONE_IN = 10
LOTS = 2**64
TAKEN = ("accepted", "released")
HERE = ("delivered", "revising", *TAKEN)
PURPOSE = b"mystery call-back "


def lot(visit_id: int, secret: str) -> int:
    """The lot of a visit, 0 to 2**64 - 1; the lower, the sooner it is drawn."""
    digest = hmac.new(secret.encode(), PURPOSE + str(visit_id).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big")


def is_drawn(visit_id: int, given: Collection[int], secret: str) -> bool:
    """Whether a visit is drawn as it arrives: one of the lowest tenth of all lots, or the lowest of what an agency was given.

    given: ids of the visits of one agency in one campaign that stand, made or to come; so it need not be the first that arrives.
    """
    own = lot(visit_id, secret)
    return own < LOTS // ONE_IN or all(own <= lot(one, secret) for one in given)


def draw(visit: Visit, at: datetime) -> None:
    """Note it when a visit of an agency is drawn as its report arrives; a revision is not drawn anew."""
    if visit.agency_id is None or visit.call_back is not None:
        return
    given = [one.id for one in _standing(visit)]
    if is_drawn(visit.id, given, _secret()):
        _note(visit, at)


def make_sure(visit: Visit, at: datetime) -> None:
    """After a decision: once a visit of an agency was taken in a campaign, one of them is drawn. Asked again it draws no other."""
    if visit.agency_id is None:
        return
    here = [one for one in _standing(visit) if one.state in HERE]
    if any(one.state in TAKEN for one in here) and all(one.call_back is None for one in here):
        _note(min(here, key=lambda one: lot(one.id, _secret())), at)


def _standing(visit: Visit) -> Sequence[Visit]:
    """The visits that the agency of a visit was given in its campaign, made or to come; not what was turned down, ran out or is off."""
    db.session.flush()
    statement = select(Visit).where(Visit.agency_id == visit.agency_id, Visit.campaign_id == visit.campaign_id, Visit.state.not_in(GONE))
    return db.session.scalars(statement.options(joinedload(Visit.call_back)).order_by(Visit.id)).all()


def _note(visit: Visit, at: datetime) -> None:
    visit.call_back = CallBack(chosen_at=at, note="")
    db.session.flush()
    trail.record("mystery.call_back_drawn", f"visit:{visit.id}", actor_id=None, at=at)


def _secret() -> str:
    return str(current_app.secret_key)


def enter(call_back: CallBack, result: str, note: str, by: int, at: datetime) -> None:
    """Write down what came of asking again; what differs needs a note. Raises Problem bad_form."""
    if result not in CALL_BACK_RESULTS or (result == "contradicted" and not note):
        raise Problem("bad_form")
    call_back.result, call_back.note, call_back.by_id, call_back.at = result, note, by, at
    trail.record("mystery.call_back_entered", f"visit:{call_back.visit_id}", actor_id=by, at=at, details={"result": result})


def is_contradicted(visit: Visit) -> bool:
    """Whether asking again showed that a visit was not as it was written."""
    return visit.call_back is not None and visit.call_back.result == "contradicted"


@dataclass(frozen=True, slots=True)
class Sample:
    """What asking again came to, in visits. open: not asked yet."""

    drawn: int
    open: int
    confirmed: int
    contradicted: int
    not_reached: int


def sample_of(visits: Sequence[Visit]) -> Sample:
    """The call-backs of some visits."""
    results = [one.call_back.result for one in visits if one.call_back is not None]
    return Sample(len(results), results.count(None), *(results.count(one) for one in CALL_BACK_RESULTS))
