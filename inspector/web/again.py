"""A form is shown again when its page can say what is wrong with it; everything else ends the request."""

from __future__ import annotations

from typing import Any

from wtforms import Form

from inspector.errors import Problem


def demand_valid(form: Form) -> None:
    """Raise Problem malformed for a form as our own pages do not send it."""
    if not form.validate():
        raise Problem("malformed", why="; ".join(str(error) for errors in form.errors.values() for error in errors))


def sayable(problem: Problem, *also: str) -> Problem:
    """A problem that the page is shown again with. also: codes besides bad_form that the page can say. Raises any other problem on."""
    if problem.kind.code not in ("bad_form", *also):
        raise problem
    return problem


def status_of(problem: Problem | None) -> int:
    """The HTTP status of a page, shown again or for the first time."""
    return problem.kind.status if problem else 200


def faults_of(problem: Problem | None) -> dict[str, Any]:
    """{field: sentence} of what is wrong with a form."""
    return dict(problem.details.get("fields", {})) if problem else {}
