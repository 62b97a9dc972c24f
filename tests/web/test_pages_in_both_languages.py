"""Every page, also where a form was sent empty, speaks the language of its reader and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.accounts import access_table, world
from tests.cast import Cast
from tests.i18n import reading
from tests.visiting import Visitor

READERS = ("ada", "quan", "hua", "lin", "mei", "ivy")
EMPTY_FORMS = (
    "/new", "/edit", "/move", "/leave", "/import", "/password", "/settings/{setting}", "/attributes", "/drafts", "/decision", "/moves",
    "/me/appeals", "/decisions", "/second-look", "/statement", "/withdrawal",
)  # fmt: skip
# For strangers; drawn on the device; a text field that holds a whole list.
ELSEWHERE = ("/links/", "/set-up/", "/app", "/checklists/new")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", READERS)
def test_every_page_is_in_one_language(
    name: str, language: str, cast: Cast, furnished: tuple[world.Things, world.Things], visit: Callable[..., Visitor]
) -> None:
    things = furnished[0]
    visitor = visit(name)
    assert visitor.post("/language", language=language).status_code in (204, 302, 303)
    wrong, seen = [], 0
    for path, page in _pages(visitor, name, things):
        seen += 1
        assert language in reading.languages(page), path
        wrong += [f"{path}: {text}" for text in reading.foreign(page, language)]
    assert seen > 4
    assert not wrong, "\n".join(dict.fromkeys(wrong))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_a_stranger_meets_is_in_one_language(language: str, app: Flask, cast: Cast, visit: Callable[..., Visitor]) -> None:
    visitor = visit()
    for path, status in (("/login", 200), ("/links/none", 410), ("/set-up/none", 410), ("/nowhere", 404)):
        answer = visitor.get(path, **{"Accept-Language": language})
        assert answer.status_code == status, path
        assert reading.foreign(answer.get_data(as_text=True), language) == [], path


def _pages(visitor: Visitor, name: str, things: dict[str, object]) -> Iterator[tuple[str, str]]:
    """What somebody may see of the garden, and what he is told who sends a form empty."""
    for line in access_table.read():
        if name not in line.here or line.kind == "device" or line.is_costly or line.path.startswith(ELSEWHERE):
            continue
        path = line.path.format_map(things)
        if line.method == "GET":
            answer = visitor.get(path)
        elif line.path.endswith(EMPTY_FORMS):
            answer = visitor.post(path)
        else:
            continue
        if answer.mimetype == "text/html" and answer.status_code not in (302, 303):
            yield f"{line.method} {line.path}", answer.get_data(as_text=True)
        answer.close()
