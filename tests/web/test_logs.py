"""The log helps to find a fault and gives nobody away."""

from __future__ import annotations

import pytest

from inspector.web import logs


def fail_for(person: str) -> None:
    """Fail with a name at hand; the name is in a variable only."""
    if person:
        raise LookupError("no such row")


def test_a_fault_is_logged_with_its_line_and_without_what_the_variables_held(
    capsys: pytest.CaptureFixture[str],
) -> None:
    try:
        fail_for("王" + "小明")
    except LookupError as error:
        logs.log().error("unforeseen", path="/me", exc_info=error)
    written = capsys.readouterr().out
    assert "LookupError: no such row" in written
    assert "test_logs.py" in written
    assert "王小明" not in written
