"""A person says that the own appraisal was seen. Seen is not agreed; seen with an objection hands the objection in.

Source: docs/decisions.md, Cycles, One signature.
"""

from __future__ import annotations

from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from inspector.accounts.access import Actor
from inspector.appraisals import appeals, cycle_moves
from inspector.appraisals.cycle_models import Appraisal
from inspector.appraisals.cycle_trail import record
from inspector.appraisals.models import SIGNATURES
from inspector.appraisals.records import LATER
from inspector.errors import Problem
from inspector.extensions import db
from inspector.notices import board

OBJECTED = "%(name)s has seen the appraisal of %(period)s and objects."


def sign(row: Appraisal, signature: str, note: str, actor: Actor, at: datetime, witness_id: int | None = None) -> None:
    """Say that one has seen one's own appraisal: seen, seen_objects (with what one objects to) or not_now. Seen is not agreed.

    witness_id: of whoever was there when it was signed on paper or on a shared tablet. Raises Problem malformed, conflict, bad_form.
    """
    if signature not in SIGNATURES:
        raise Problem("malformed", why=f"there is no signature {signature}")
    if not cycle_moves.may("sign", row.cycle.state) or signature not in LATER[row.signature]:
        raise Problem("conflict", state=row.signature or row.cycle.state)
    if signature == "seen_objects" and not note.strip():
        raise Problem("bad_form", fields={"note": "Please say what you object to. One sentence is enough."})
    row.signature, row.signed_at, row.signature_note, row.witness_id = signature, at, note.strip(), witness_id
    db.session.flush()
    record(f"appraisal.{signature}", f"appraisal:{row.id}", actor.account_id, at, {"witness": witness_id} if witness_id else {})
    if signature == "seen_objects":
        _object(row, actor, at)
    if signature == "seen_objects" and row.proposed_by_id is not None:
        values = {"name": row.staff.name, "period": row.cycle.period}
        board.announce([row.proposed_by_id], f"appraisal:{row.id}:objects", OBJECTED, values, f"/appraisals/{row.id}", at)


def _object(row: Appraisal, actor: Actor, at: datetime) -> None:
    """Hand the objection in, unless one waits already or the time is over: then what was written stays beside the signature."""
    target = appeals.target_of_month(row.staff_id, row.cycle.period)
    if appeals.refusal(target, at) is None:
        # Named by what was signed and when, so that the same signature is one objection.
        uuid = str(uuid5(NAMESPACE_URL, f"appraisal/{row.id}/{at.isoformat()}"))
        appeals.make(actor, target, uuid, row.signature_note, (), at)
