"""The closed choices of the editor's forms, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable

from flask import get_template_attribute
from flask_babel import gettext, lazy_gettext

from inspector.checklists import queries
from inspector.checklists.keys import DIMENSIONS, FACTORS, KINDS, SCORED_TYPES, SEVERITIES, STORED_TYPES

FILLERS = {
    "supervisor": lazy_gettext("Supervisor"),
    "store_manager": lazy_gettext("Store manager"),
    "area_manager": lazy_gettext("Area manager"),
    "quality_lead": lazy_gettext("Quality lead"),
    "staff": lazy_gettext("Staff"),
    "shopper": lazy_gettext("Mystery shopper"),
    "guest": lazy_gettext("Guest"),
}


class Offered:
    """The closed choices of the forms: (key, word in the reader's language)."""

    @staticmethod
    def types() -> list[tuple[str, str]]:
        """Kinds of answers, the usual ones first."""
        return words_of("type_word", (*SCORED_TYPES, *STORED_TYPES))

    @staticmethod
    def kinds() -> list[tuple[str, str]]:
        """Kinds of checklists."""
        return words_of("kind_word", KINDS)

    @staticmethod
    def dimensions() -> list[tuple[str, str]]:
        """The closed list of dimensions."""
        return words_of("dimension_word", DIMENSIONS)

    @staticmethod
    def factors() -> list[tuple[str, str]]:
        """The five quality factors."""
        return words_of("factor_word", FACTORS)

    @staticmethod
    def severities() -> list[tuple[str, str]]:
        """Severities of a finding."""
        return words_of("severity_word", SEVERITIES)

    @staticmethod
    def packs() -> list[tuple[str, str]]:
        """Packs that have lists in use."""
        return queries.packs()

    @staticmethod
    def fillers() -> list[tuple[str, str]]:
        """Who fills a checklist in: a role, or somebody without an account."""
        return [(key, str(word)) for key, word in FILLERS.items()]

    @staticmethod
    def na_policies() -> list[tuple[str, str]]:
        """What not applicable counts as."""
        return [*Offered.unseen_policies(), ("pass", gettext("earns all"))]

    @staticmethod
    def unseen_policies() -> list[tuple[str, str]]:
        """What could not be checked counts as."""
        return [("exclude", gettext("is left out")), ("zero", gettext("earns 0")), ("forbid", gettext("is not offered"))]


def words_of(macro: str, keys: Iterable[str]) -> list[tuple[str, str]]:
    """(key, word) by a macro of the words of the checklist format."""
    word = get_template_attribute("checklists/_words.html", macro)
    return [(key, str(word(key)).strip()) for key in keys]
