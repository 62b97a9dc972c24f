"""Ids for what was written without one. The same text gives the same id, so that a list taken in again finds its own history. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata

LONGEST = 80
LONGEST_MADE = 40
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,79}\Z")


def is_word(text: str) -> bool:
    """Whether a text can be an id as it is."""
    return bool(_WORD.match(text))


def made_from(text: str, prefix: str) -> str:
    """An id of Latin words, or for other scripts a short hash: `floor-dry`, `q-3f2a9c10`. Lower case, so that a list may have it."""
    plain = unicodedata.normalize("NFKD", text)
    if any(character.isalpha() and not character.isascii() and not unicodedata.combining(character) for character in plain):
        return f"{prefix}-{hashlib.sha256(' '.join(text.split()).encode()).hexdigest()[:8]}"
    words = re.findall(r"[a-z0-9]+", plain.encode("ascii", "ignore").decode().lower())
    made = "-".join(words)
    if len(made) > LONGEST_MADE:
        digest = hashlib.sha256(made.encode()).hexdigest()[:6]
        made = made[: LONGEST_MADE - 7].rstrip("-") + "-" + digest
    return made or f"{prefix}-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


class Ids:
    """Hands out each id once."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def once(self, wanted: str) -> str:
        """The id itself the first time, then with -2, -3 … behind it."""
        new, number = wanted[:LONGEST], 1
        while new in self._taken:
            number += 1
            new = f"{wanted[: LONGEST - 5]}-{number}"
        self._taken.add(new)
        return new
