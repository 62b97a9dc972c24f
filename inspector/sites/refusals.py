"""What the rules of places and people refuse, by the field that has to change."""

from __future__ import annotations


def N_(text: str) -> str:
    """Mark a text for translation where it stands; it is translated when it is shown."""
    return text


class Refused(Exception):
    """A change that a rule does not allow.

    field: the name of the form field to mark. sentence: a gettext message id; figures fill its placeholders.
    """

    def __init__(self, field: str, sentence: str, **figures: str | int) -> None:
        super().__init__(sentence)
        self.field = field
        self.sentence = sentence
        self.figures = figures
