"""One visit of an agency in ten is asked about again: by telephone, from the till, from the recordings.

Which ones, nobody outside can foresee: a hash keyed with the secret of the deployment decides by the id of the visit, so it cannot be
chosen either. The draw is written down when the report arrives and stays, whatever becomes of the secret. The agency is not told.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import current_app

from inspector.audit import trail
from inspector.errors import Problem
from inspector.extensions import db
from inspector.mystery.agency_models import CALL_BACK_RESULTS, CallBack
from inspector.mystery.models import Visit

ONE_IN = 10
PURPOSE = b"mystery call-back "


def is_drawn(visit_id: int, secret: str) -> bool:
    """Whether a visit is among the one in ten."""
    digest = hmac.new(secret.encode(), PURPOSE + str(visit_id).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big") % ONE_IN == 0


def draw(visit: Visit, at: datetime) -> None:
    """Note it when a visit of an agency is drawn; a revision is not drawn anew."""
    if visit.agency_id is None or visit.call_back is not None or not is_drawn(visit.id, str(current_app.secret_key)):
        return
    visit.call_back = CallBack(chosen_at=at, note="")
    db.session.flush()
    trail.record("mystery.call_back_drawn", f"visit:{visit.id}", actor_id=None, at=at)


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
