"""One transaction per request, opened by its first statement and closed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, g
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from inspector import condition
from inspector.errors import Problem
from inspector.extensions import db
from inspector.web.late_rules import LateRule


class Application(Flask):
    """Flask with one rule added: a view that returns commits, a view that raises rolls back."""

    url_rule_class = LateRule

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; commit what it wrote before the answer is built, so that no answer promises what is not durable."""
        if not g.get("reads_only", False) and condition.present().closed is not None:
            condition.present().look_again()
            if condition.present().closed is not None:
                raise Problem("closed")
        try:
            answer = super().dispatch_request()
            if not g.get("reads_only", False) and _has_written(db.session()):
                db.session.commit()
            return answer
        except BaseException:
            db.session.rollback()
            raise

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine, and Flask would look again for each of five at every request."""
        return func


def _has_written(session: Session) -> bool:
    """Whether anything is to be committed; what a view committed itself is not committed again."""
    return session.in_transaction() or bool(session.new or session.dirty or session.deleted)
