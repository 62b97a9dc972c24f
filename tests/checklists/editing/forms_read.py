"""Reads a form of a page as a browser would send it."""

from __future__ import annotations

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """The fields of the first form that saves a draft's part: [(name, value)], without buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: list[tuple[str, str]] = []
        self._inside = self._done = False
        self._select: str | None = None
        self._chosen: str | None = None
        self._first: str | None = None
        self._textarea: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take what would be sent."""
        given = dict(attrs)
        if tag == "form" and "data-draft-form" in given and not self._done:
            self._inside = True
        if not self._inside:
            return
        name = given.get("name")
        if tag == "input" and name:
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields.append((name, given.get("value") or ""))
        elif tag == "select" and name:
            self._select, self._chosen, self._first = name, None, None
        elif tag == "option" and self._select is not None:
            value = given.get("value") or ""
            self._first = value if self._first is None else self._first
            if "selected" in given:
                self._chosen = value
        elif tag == "textarea" and name:
            self._textarea, self._text = name, ""

    def handle_endtag(self, tag: str) -> None:
        """Close what was open."""
        if tag == "form" and self._inside:
            self._inside, self._done = False, True
        elif tag == "select" and self._select is not None:
            self.fields.append((self._select, (self._chosen if self._chosen is not None else self._first) or ""))
            self._select = None
        elif tag == "textarea" and self._textarea is not None:
            self.fields.append((self._textarea, self._text.removeprefix("\n")))
            self._textarea = None

    def handle_data(self, data: str) -> None:
        """Words of a text area."""
        if self._textarea is not None:
            self._text += data


def fields_of(page: str) -> list[tuple[str, str]]:
    """What a browser would send of the open part of a page, its token and its mark too."""
    reader = FormReader()
    reader.feed(page)
    return reader.fields
