"""What happens because time passes, and not because somebody did something. `inspector/serving.py` runs it every ten minutes."""

from __future__ import annotations

from datetime import datetime

from inspector import clockwatch
from inspector.appraisals import reminding
from inspector.inspections import alerting, device_ledger, drafts
from inspector.jobs import queue
from inspector.mystery import appeals, attribution, forgetting, lapsing
from inspector.pipelines import closing, commands, delivering, leaving, shared_rounds
from inspector.plans import planning
from inspector.rectification import effectiveness, improvement_opening


def run(at: datetime) -> None:
    """Do everything that is due at a moment; done twice it does nothing more."""
    leaving.carry_out(None, at)
    alerting.held_too_long(at)
    device_ledger.silent_too_long(at)
    planning.pass_time(at)
    commands.retry(at)
    closing.compare(at)
    reminding.remind(at)
    shared_rounds.merge_overdue(at)
    attribution.pass_time(at)
    appeals.pass_time(at)
    delivering.pass_time(at)
    effectiveness.pass_time(at)
    improvement_opening.pass_time(at)
    if not clockwatch.present().is_doubtful:
        lapsing.pass_time(at)
        drafts.drop_old(at)
        forgetting.drop_old(at)
        queue.drop_old(at)
