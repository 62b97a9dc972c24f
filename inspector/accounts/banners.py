"""What an administrator must know of the server, on every page; nobody else is troubled with it."""

from __future__ import annotations

from flask_babel import gettext

from inspector import condition
from inspector.accounts.guards import current_actor


def of_server() -> list[str]:
    """Sentences about what is amiss; none while all is well or for who cannot change it."""
    asker = current_actor()
    if asker is None or not asker.may("organisation.edit"):
        return []
    return [gettext(condition.REASONS[code]) for code in condition.present().reasons()]
