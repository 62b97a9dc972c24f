"""One transaction per request, opened by its first statement and closed here."""

from __future__ import annotations

from flask import Flask, g
from flask.typing import ResponseReturnValue

from inspector import condition
from inspector.errors import Problem
from inspector.extensions import db


class Application(Flask):
    """Flask with one rule added: a view that returns commits, a view that raises rolls back."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view; commit what it wrote before the answer is built, so that no answer promises what is not durable."""
        if not g.get("reads_only", False) and condition.present().closed is not None:
            condition.present().look_again()
            if condition.present().closed is not None:
                raise Problem("closed")
        try:
            answer = super().dispatch_request()
            if not g.get("reads_only", False):
                db.session.commit()
            return answer
        except BaseException:
            db.session.rollback()
            raise
