"""Severity of inspectors: the quality lead's board, each inspector's own first, how it is measured, and the rounds it rests on."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from io import StringIO
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from inspector import clock
from inspector.accounts.guards import actor
from inspector.accounts.naming import names_of
from inspector.appraisals.appeal_counts import Counted, counted_by_inspector
from inspector.errors import Problem
from inspector.fairness import conduct, practice_showing
from inspector.insights import conduct_wording, severity
from inspector.insights.severity_wording import headline, points, span
from inspector.measurement.leaning import FEWEST_SHARED, QUIET_CYCLES
from inspector.pipelines import linking, measuring
from inspector.pipelines.proposing import PERMISSION
from inspector.sites.forms import BareForm
from inspector.web.rendering import go_to, render

blueprint = Blueprint("severity", __name__, url_prefix="/severity")
LONGEST_WORD = 1000
WORDS: dict[str, Any] = {"sentence": conduct_wording.sentence, "advice": conduct_wording.ADVICE,
    "day_of": date.fromisoformat,
    "headline": headline,
    "points": points,
    "span": span,
    "reach": severity.STRIP_POINTS,
    "fewest": FEWEST_SHARED,
}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Everybody's, for who looks after quality."""
    asker, board = actor(), severity.board()
    links = linking.links(asker, clock.now()) if board and asker.may(PERMISSION) else None
    return render(
        "insights/severity.html", board=board, links=links, appeals=_appeals(board), joint_rounds=linking.JOINT_ROUNDS_A_MONTH, **WORDS,
    )  # fmt: skip


def _appeals(board: severity.Board | None) -> Mapping[int, Counted]:
    """Objections to each inspector's answers in the months of the estimate: what was upheld says something about the stick too."""
    return counted_by_inspector(board.estimate.first_on, board.estimate.last_on) if board else {}


@blueprint.get("/mine")
def mine() -> ResponseReturnValue:
    """One's own."""
    who = actor().account_id
    return render(
        "insights/severity_own.html", own=severity.own(who), signals=conduct.of_inspector(who),
        practices=practice_showing.last_of(who), **WORDS,
    )  # fmt: skip


@blueprint.post("/mine/signals/<int:signal_id>")
def see(signal_id: int) -> ResponseReturnValue:
    """Say that one has seen a signal, and a word to it."""
    if not BareForm().validate():
        raise Problem("bad_form")
    if not conduct.see(actor().account_id, signal_id, request.form.get("word", "").strip()[:LONGEST_WORD], clock.now()):
        raise Problem("not_found")
    flash(gettext("Kept."))
    return go_to(url_for("severity.mine"))


@blueprint.get("/inspectors/<int:account_id>")
def inspector(account_id: int) -> ResponseReturnValue:
    """One inspector: over time, in practice, and what he has seen himself of his own rounds."""
    name = names_of([account_id]).get(account_id)
    if name is None:
        raise Problem("not_found")
    return render(
        "insights/severity_inspector.html", name=name, own=severity.own(account_id), signals=conduct.for_keeper(account_id, clock.now()),
        practices=practice_showing.last_of(account_id), **WORDS,
    )  # fmt: skip


@blueprint.get("/method")
def method() -> ResponseReturnValue:
    """How it is measured, in plain words."""
    return render("insights/severity_method.html", fewest=FEWEST_SHARED, quiet=QUIET_CYCLES)


@blueprint.get("/rounds.csv")
def rounds() -> ResponseReturnValue:
    """The rounds that the next estimate would rest on, as `inspector measure severity` and R read them."""
    sheet = StringIO()
    write = csv.writer(sheet, lineterminator="\r\n")
    write.writerow(["staff", "inspector", "checklist", "items", "percent", "inspection", "day"])
    for row in measuring.rounds_until(clock.now()):
        facts = [
            row.staff_id,
            row.inspector_id,
            row.checklist,
            row.items,
            f"{row.percent:.6f}",
            row.inspection_id,
            row.day.isoformat(),
        ]
        write.writerow(facts)
    answer = Response(sheet.getvalue(), mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=severity-rounds.csv"
    return answer
