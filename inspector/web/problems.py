"""Problems told: as a page, as a fragment, or as JSON, in the reader's language."""

from __future__ import annotations

from flask import Flask, Response, g, jsonify, make_response, render_template, request
from flask.globals import request_ctx
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from inspector import condition
from inspector.errors import KINDS, Problem
from inspector.web import breakdowns, logs

BY_STATUS = {400: "malformed", 401: "not_signed_in", 403: "forbidden", 404: "not_found", 405: "wrong_method", 413: "too_large",
             415: "wrong_type", 429: "too_many", 503: "busy"}  # fmt: skip

RETRY_AFTER_SECONDS = {429: "5", 503: "5", 507: "60"}

SECRET_PARTS = frozenset(("secret", "token"))  # names of parts of addresses
REFUSALS = (403, 404)  # what somebody signed in was refused is written to the log: ids may be being tried


def install(app: Flask) -> None:
    """Answer every problem from the one catalogue."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(CSRFError, lambda error: answer(Problem("cross_site")))
    app.register_error_handler(HTTPException, _answer_http)
    app.register_error_handler(Exception, _answer_unforeseen)


def answer(problem: Problem) -> Response:
    """Tell one problem. JSON under /api: {"error": {"code", "message", "details"}}."""
    details = {"why": "", "minutes": "", **{k: v for k, v in problem.details.items() if isinstance(v, str | int)}}
    message = gettext(problem.kind.sentence, **details)
    if problem.kind.status in REFUSALS and request.endpoint is not None and g.get("actor") is not None and not _is_usual(problem):
        logs.log().warning("refused", code=problem.kind.code, account=g.actor.account_id, method=request.method, path=_path())
    if request_ctx.url_adapter is None:  # the host is not ours, so no address can be made for a page
        response = make_response(message, problem.kind.status)
        response.mimetype = "text/plain"
    elif request.path.startswith("/api/"):
        body = jsonify(error={"code": problem.kind.code, "message": message, "details": problem.details})
        response = make_response(body, problem.kind.status)
    else:
        g.reads_only = True
        page = render_template("errors/problem.html", kind=problem.kind, sentence=message)
        response = make_response(page, problem.kind.status)
    if problem.kind.status in RETRY_AFTER_SECONDS:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS[problem.kind.status]
    return response


def _is_usual(problem: Problem) -> bool:
    """A device asks what is here of what it made itself; that it is not here yet is no refusal."""
    return problem.kind.status == 404 and request.path.startswith("/api/")


def _path() -> str:
    """The path for the log, without what opens something to whoever reads it: a link or a calendar has its secret there."""
    path, given = request.path, request.view_args or {}
    for name in SECRET_PARTS & given.keys():
        path = path.replace(str(given[name]), "…")
    return path


def _answer_http(error: HTTPException) -> Response:
    if error.code is not None and error.code < 400:
        return error.get_response()  # type: ignore[return-value]
    code = BY_STATUS.get(error.code or 500, "failed" if (error.code or 500) >= 500 else "malformed")
    return answer(
        Problem(code, why=error.description or "", minutes=15) if code in ("malformed", "too_many") else Problem(code)
    )


def _answer_unforeseen(error: Exception) -> Response:
    broken = breakdowns.of(error)
    if broken is not None:
        logs.log().error("broken", path=_path(), method=request.method, code=broken.problem.kind.code, error=repr(error))
        if broken.closes == "disk_failed":
            condition.present().close_for_disk()
        elif broken.closes is not None:
            condition.present().close(broken.closes)
        return answer(broken.problem)
    logs.log().error("unforeseen", path=_path(), method=request.method, exc_info=error)
    return answer(Problem("failed"))


assert all(code in KINDS for code in BY_STATUS.values())
